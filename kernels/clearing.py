"""Prices at which the market for A clears: what people want to buy of it is what others want to sell.

Two goods, so one price: A in units of B. By Walras' law the market for B clears too, if all wealth is spent.
Demand may jump (people who take either good): then no price gives zero excess demand, but between two neighbouring prices
the sign changes, and a share of the jumping demand clears the market. So a root is a pair of prices and their excesses.
"""

from __future__ import annotations

import math

from .demand import SATED, SUBSTITUTES, UNKNOWN, demand, standing
from .jit import inline, jit
from .roots import next_fraction
from .utility import STONE_GEARY

CROSSING, QUIET = range(2)
"""Kinds of roots: excess demand changes its sign; or nobody wants to trade at any price from left to right."""

SCAN = 97  # prices looked at: dense around the ratio of totals, where prices of economies are, and thin far away
DENSITY = 6.0
WIDEST = 27.6  # natural logarithms on either side: 12 powers of ten
ROUNDS = 200
ROUNDING = 1e-15  # of what somebody has: wanting no more than that is wanting nothing
TINY = 1e-12  # of all there is: if less than that is wanted, nobody wants to trade
NARROW = 1e-9  # a no-trade interval of prices narrower than this is a point


@jit
def excess(family, parameters, goods, price):
    """What all want of A beyond what there is: (excess, buys, sells, unspent, unknown).

    family     : int8[N]             families of utility
    parameters : float64[N, 6]       their parameters
    goods      : float64[N, 2] [unit] endowments, columns A, B
    price      : float64             of A in B, > 0

    excess = buys - sells [unit of A]; unspent is what sated people keep [B]; unknown counts people whose demand is not known.
    """
    buys, sells, unspent, unknown = 0.0, 0.0, 0.0, 0
    for i in range(family.shape[0]):
        wealth = price * goods[i, 0] + goods[i, 1]
        if wealth == 0.0:
            continue
        p = parameters[i]
        a, b, state = demand(family[i], p[0], p[1], p[2], p[3], p[4], p[5], price, 1.0, wealth)
        if state == UNKNOWN:
            unknown += 1
            continue
        wanted = a - goods[i, 0]
        if abs(wanted) <= ROUNDING * (a + goods[i, 0]):
            wanted = 0.0
        if wanted > 0.0:
            buys += wanted
        else:
            sells -= wanted
        if state == SATED:
            unspent += max(wealth - price * a - b, 0.0)
    return buys - sells, buys, sells, unspent, unknown


@inline
def is_quiet(buys, sells, price, total_a, total_b):
    """Whether nobody wants to trade, in units of either good: bool.

    buys    : float64 [unit]   A wanted
    sells   : float64 [unit]   A offered
    price   : float64          of A in B
    total_a : float64 [unit]   all A there is; likewise total_b
    """
    return max(buys, sells) <= TINY * min(total_a, total_b / price)


@jit
def survey(family, parameters, goods):
    """What is known before any price is tried: (least standing, lowest price, highest price).

    family     : int8[N]              families of utility
    parameters : float64[N, 6]        their parameters
    goods      : float64[N, 2] [unit] endowments, columns A, B

    Between the prices everyone can pay for subsistence; 0 and infinity if that is so anywhere.
    """
    least, low, high = SUBSTITUTES, 0.0, math.inf
    for i in range(family.shape[0]):
        p, a, b = parameters[i], goods[i, 0], goods[i, 1]
        least = min(least, standing(family[i], p[0], p[1], p[2], p[3], p[4], p[5], a, b))
        if family[i] == STONE_GEARY and a + b > 0.0:
            short_a, short_b = p[2] - a, p[3] - b
            if short_a > 0.0 > short_b:
                high = min(high, -short_b / short_a)
            elif short_b > 0.0 > short_a:
                low = max(low, short_b / -short_a)
    return least, low, high


@jit
def clearing_prices(family, parameters, goods, lowest, highest, kinds, prices, excesses):
    """Find the prices that clear the market: (roots found, prices at which some demand was not known).

    family     : int8[N]              families of utility
    parameters : float64[N, 6]        their parameters
    goods      : float64[N, 2] [unit] endowments, columns A, B; some of each
    lowest     : float64              least price to try, >= 0; likewise highest
    highest    : float64
    kinds      : int8[R]              filled from the front: CROSSING or QUIET
    prices     : float64[R, 2]        filled: neighbouring prices left and right of a crossing; the ends of a quiet interval
    excesses   : float64[R, 2] [unit] filled: excess demand there

    Of more than R roots the first R are kept, and all are counted. Between prices one of which is not known no root is sought.
    """
    total_a, total_b = goods[:, 0].sum(), goods[:, 1].sum()
    centre = math.log(total_b / total_a)
    low = centre - WIDEST if lowest <= 0.0 else max(centre - WIDEST, math.log(lowest) + 1e-12)
    high = min(centre + WIDEST, math.log(highest) - 1e-12) if highest < math.inf else centre + WIDEST
    if not low < centre < high:
        centre = 0.5 * (low + high)
    found, gaps, was_quiet = 0, 0, False
    x_before, z_before = low, 0.0
    for k in range(SCAN):
        u = 2.0 * k / (SCAN - 1.0) - 1.0
        reach = high - centre if u > 0.0 else centre - low
        x = centre + reach * math.sinh(DENSITY * u) / math.sinh(DENSITY)
        z, buys, sells, _, unknown = excess(family, parameters, goods, math.exp(x))
        if unknown > 0:
            gaps, x_before, z_before, was_quiet = gaps + 1, x, 0.0, False
            continue
        quiet = is_quiet(buys, sells, math.exp(x), total_a, total_b)
        left, right, z_left, z_right, kind = x, x, z, z, QUIET
        fresh = False
        if quiet:
            if not was_quiet:
                left = _edge(family, parameters, goods, x, x_before, total_a, total_b) if k > 0 else -math.inf
                right = math.inf  # until a price is met at which somebody trades
                fresh = True
        elif was_quiet:
            if found <= kinds.shape[0]:
                prices[found - 1, 1] = math.exp(_edge(family, parameters, goods, x_before, x, total_a, total_b))
        elif z == 0.0:
            kind, fresh = CROSSING, True
        elif k > 0 and z_before * z < 0.0:
            left, right, z_left, z_right = _bracket(family, parameters, goods, x_before, x, z_before, z, total_a, total_b)
            kind, fresh = CROSSING, True
            if z_left == z_right == 0.0 and left < right:
                kind = QUIET
        if fresh:
            if found < kinds.shape[0]:
                kinds[found] = kind
                prices[found, 0], prices[found, 1] = math.exp(left), math.exp(right) if right < math.inf else math.inf
                excesses[found, 0], excesses[found, 1] = z_left, z_right
            found += 1
        x_before, z_before, was_quiet = x, z, quiet
    return found, gaps


@jit
def _edge(family, parameters, goods, inside, outside, total_a, total_b):
    """The logarithm of the price nearest to `outside` at which still nobody wants to trade: float64.

    family     : int8[N]              families of utility
    parameters : float64[N, 6]        their parameters
    goods      : float64[N, 2] [unit] endowments
    inside     : float64              logarithm of a price at which nobody wants to trade
    outside    : float64              logarithm of a price at which somebody does
    total_a    : float64 [unit]       all A there is; likewise total_b
    """
    for _ in range(ROUNDS):
        middle = 0.5 * (inside + outside)
        if abs(outside - inside) <= 1e-14 * (1.0 + abs(inside)):
            break
        _, buys, sells, _, _ = excess(family, parameters, goods, math.exp(middle))
        if is_quiet(buys, sells, math.exp(middle), total_a, total_b):
            inside = middle
        else:
            outside = middle
    return inside


@jit
def _bracket(family, parameters, goods, low, high, z_low, z_high, total_a, total_b):
    """Narrow a change of sign to neighbouring prices: (left, right, excess left, excess right); prices as logarithms.

    family     : int8[N]              families of utility
    parameters : float64[N, 6]        their parameters
    goods      : float64[N, 2] [unit] endowments
    low        : float64              logarithm of a price; likewise high
    high       : float64
    z_low      : float64 [unit]       excess demand there, not 0; likewise z_high, of the other sign
    z_high     : float64 [unit]
    total_a    : float64 [unit]       all A there is; likewise total_b
    """
    x_new, z_new, x_old, z_old = low, z_low, high, z_high  # new and old have opposite signs
    x_oldest, z_oldest, step = high, z_high, 0.5
    for _ in range(ROUNDS):
        x = x_new + step * (x_old - x_new)
        z, buys, sells, _, _ = excess(family, parameters, goods, math.exp(x))
        if is_quiet(buys, sells, math.exp(x), total_a, total_b):  # between those who would buy and those who would sell, nobody would
            left = _edge(family, parameters, goods, x, min(x_new, x_old), total_a, total_b)
            right = _edge(family, parameters, goods, x, max(x_new, x_old), total_a, total_b)
            if right - left > NARROW:
                return left, right, 0.0, 0.0
            return x, x, 0.0, 0.0
        if z == 0.0:
            return x, x, 0.0, 0.0
        if (z > 0.0) == (z_new > 0.0):
            x_oldest, z_oldest = x_new, z_new
        else:
            x_oldest, z_oldest, x_old, z_old = x_old, z_old, x_new, z_new
        x_new, z_new = x, z
        width = abs(x_old - x_new)
        closest = 1e-15 * (1.0 + abs(x_new))
        if width <= 2.0 * closest:
            break
        step = next_fraction(x_new, z_new, x_old, z_old, x_oldest, z_oldest, closest)
    if x_new < x_old:
        return x_new, x_old, z_new, z_old
    return x_old, x_new, z_old, z_new


@jit
def allocate(family, parameters, goods, left, right, weight, bundles):
    """What each gets at a root: a mean of the demands left and right of it.

    family     : int8[N]              families of utility
    parameters : float64[N, 6]        their parameters
    goods      : float64[N, 2] [unit] endowments
    left       : float64              price of A in B, > 0; likewise right
    right      : float64
    weight     : float64              of the demand at `left`, 0 to 1
    bundles    : float64[N, 2] [unit] overwritten
    """
    for i in range(family.shape[0]):
        bundles[i, 0], bundles[i, 1] = 0.0, 0.0
        p = parameters[i]
        for price, share in ((left, weight), (right, 1.0 - weight)):
            wealth = price * goods[i, 0] + goods[i, 1]
            if wealth > 0.0:
                a, b, _ = demand(family[i], p[0], p[1], p[2], p[3], p[4], p[5], price, 1.0, wealth)
                bundles[i, 0] += share * a
                bundles[i, 1] += share * b
    return 0
