"""The greatest sum of utilities that goods can give, and shadow prices that prove it.

For any shadow prices m the sum over people of max (u_i(x) - m x), plus m times all goods, is at least the sum of utilities of
any allocation (weak duality). The least of these bounds is where responses add up to all goods; where utilities are concave
that is an allocation of the same value. Where they are not, responses jump: a jump is shared out, and the bound may be out of reach.

People are given by kinds: those who are alike count once, with their number. Who must agree owns something, and gets a bundle
that is as good: that holds for each person alone, so it changes responses and nothing else.

A market for money is cleared in the same way: people who own goods and money buy and sell at the prices, and where what they
take adds up to all goods the prices are those of a competitive equilibrium. (There is no bound then.)
Source  Mas-Colell, Whinston & Green 1995, Microeconomic Theory, chapters 16.E and 22.C; Boyd & Vandenberghe 2004, Convex
        Optimization, chapter 5 (duality).
"""

from __future__ import annotations

import math

from .demand.hicksian import cheapest
from .demand.with_money import NO_MONEY, demand_with_money
from .jit import inline, jit
from .response import response
from .roots import next_fraction
from .utility import utility

WIDEST = 40.0  # shadow prices are sinh of up to this: of either sign, from tiny to 1e17
NEAREST, WIDER = 1e-9, 8.0  # the first look is at least so far from a guess, and each next one so much farther
MUCH = 2.0  # times the store is wanted of what costs nothing
CLOSE = 1e-12  # relative: prices as near as that are next to each other
ROUNDS = 200


@jit
def response_of(family, p, own, cost_a, cost_b, store):
    """What one person takes: (a, b), worth the most after its cost among bundles that the person agrees to; or buys.

    family : int8                family of utility
    p      : float64[6]          its parameters
    own    : float64[6]          its terms, see `plan`
    cost_a : float64 [util/unit] shadow price of A; likewise cost_b
    store  : float64[2] [unit]   all goods
    """
    if own[5] > NO_MONEY:
        if not (cost_a > 0.0 and cost_b > 0.0):
            return (MUCH * store[0] if cost_a <= 0.0 else 0.0), (MUCH * store[1] if cost_b <= 0.0 else 0.0)
        wealth, form = cost_a * own[0] + cost_b * own[1] + own[2], int(own[5])
        a, b, _ = demand_with_money(family, p[0], p[1], p[2], p[3], p[4], p[5], cost_a, cost_b, wealth, form, own[3], own[4])
        return a, b
    a, b = response(family, p[0], p[1], p[2], p[3], p[4], p[5], cost_a, cost_b, store[0], store[1])
    if own[0] >= 0.0 and cost_a > 0.0 and cost_b > 0.0:
        level = utility(family, p[0], p[1], p[2], p[3], p[4], p[5], own[0], own[1])
        if utility(family, p[0], p[1], p[2], p[3], p[4], p[5], a, b) < level:
            return cheapest(family, p[0], p[1], p[2], p[3], p[4], p[5], cost_a, cost_b, own[0], own[1])
    return a, b


@jit
def surplus(family, parameters, own, number, cost_a, cost_b, store):
    """What all would take at shadow prices: (excess of A, excess of B, bound on the sum of utilities).

    family     : int8[K]             families of utility, one for each kind of people
    parameters : float64[K, 6]       their parameters
    own        : float64[K, 6]       terms of one of the kind, see `plan`
    number     : int64[K]            how many people of the kind
    cost_a     : float64 [util/unit] shadow price of A; likewise cost_b
    store      : float64[2] [unit]   all goods
    """
    excess_a, excess_b, bound = -store[0], -store[1], cost_a * store[0] + cost_b * store[1]
    for k in range(family.shape[0]):
        p = parameters[k]
        a, b = response_of(family[k], p, own[k], cost_a, cost_b, store)
        excess_a += number[k] * a
        excess_b += number[k] * b
        bound += number[k] * (utility(family[k], p[0], p[1], p[2], p[3], p[4], p[5], a, b) - cost_a * a - cost_b * b)
    return excess_a, excess_b, bound


@inline
def first_weight(z_first, z_second):
    """How much of the first point makes the mean of two excesses 0: float64, 0 to 1; half if neither has one.

    z_first  : float64 [unit]   excess at the first point; likewise z_second
    z_second : float64 [unit]
    """
    return min(max(z_second / (z_second - z_first), 0.0), 1.0) if z_first != z_second else 0.5


@jit
def clear_b(family, parameters, own, number, cost_a, store, guess, near, around):
    """Shadow prices of B around that which gives out all of it: (mean excess of A, weight of the lower price, next guess).

    family     : int8[K]             families of utility
    parameters : float64[K, 6]       their parameters
    own        : float64[K, 6]       terms of one of the kind, see `plan`
    number     : int64[K]            people of the kind
    cost_a     : float64 [util/unit] shadow price of A
    store      : float64[2] [unit]   all goods
    guess      : float64             where to look first: inverse sinh of a price; the answer does not depend on it
    near       : float64             how far from it to look first, > 0
    around     : float64[2]          overwritten: lower and higher price
    """
    reach = near
    low, high = guess - reach, guess + reach
    a_low, z_low, _ = surplus(family, parameters, own, number, cost_a, math.sinh(low), store)
    a_high, z_high, _ = surplus(family, parameters, own, number, cost_a, math.sinh(high), store)
    while z_low <= 0.0 and low > -WIDEST:
        reach *= WIDER
        high, a_high, z_high = low, a_low, z_low
        low = max(low - reach, -WIDEST)
        a_low, z_low, _ = surplus(family, parameters, own, number, cost_a, math.sinh(low), store)
    while z_high > 0.0 and high < WIDEST:
        reach *= WIDER
        low, a_low, z_low = high, a_high, z_high
        high = min(high + reach, WIDEST)
        a_high, z_high, _ = surplus(family, parameters, own, number, cost_a, math.sinh(high), store)
    x_new, z_new, a_new, x_old, z_old, a_old = low, z_low, a_low, high, z_high, a_high
    x_oldest, z_oldest, step = high, z_high, 0.5
    if z_low > 0.0 > z_high:
        for _ in range(ROUNDS):
            x = x_new + step * (x_old - x_new)
            a, z, _ = surplus(family, parameters, own, number, cost_a, math.sinh(x), store)
            if (z > 0.0) == (z_new > 0.0):
                x_oldest, z_oldest = x_new, z_new
            else:
                x_oldest, z_oldest, x_old, z_old, a_old = x_old, z_old, x_new, z_new, a_new
            x_new, z_new, a_new = x, z, a
            closest = CLOSE * abs(x) + 1e-300
            if z == 0.0 or abs(x_old - x_new) <= 2.0 * closest:
                break
            step = next_fraction(x_new, z_new, x_old, z_old, x_oldest, z_oldest, closest)
    if z_new == 0.0:
        x_old, z_old, a_old = x_new, z_new, a_new
    elif z_old == 0.0:
        x_new, z_new, a_new = x_old, z_old, a_old
    if x_new > x_old:
        x_new, z_new, a_new, x_old, z_old, a_old = x_old, z_old, a_old, x_new, z_new, a_new
    around[0], around[1] = math.sinh(x_new), math.sinh(x_old)
    weight = first_weight(z_new, z_old)
    return weight * a_new + (1.0 - weight) * a_old, weight, x_new


@jit
def plan(family, parameters, own, number, store, prices, weights, points):
    """Give out all goods for the greatest sum of utilities: the bound on it, float64 [util].

    family     : int8[K]              families of utility, one for each kind of people
    parameters : float64[K, 6]        their parameters
    own        : float64[K, 6]        terms of one of the kind: A, B [unit] that it owns, negative for who is not asked; money,
                                      its lambda, its M_0, and the form of its utility, NO_MONEY for who does not buy but is given
    number     : int64[K]             how many people of the kind
    store      : float64[2] [unit]    all goods
    prices     : float64[4, 2]        overwritten: shadow prices [util/unit] next to each other, columns A, B
    weights    : float64[4]           overwritten: their shares, which sum to 1
    points     : float64[4, K, 2]     overwritten: what one of each kind takes at each of the prices [unit]

    The weighted mean of the points gives out all goods.
    Twin  tests/systems/economy/theory/test_best.py, random allocations and scipy.
    """
    low, high = -WIDEST, WIDEST
    z_low, _, _ = clear_b(family, parameters, own, number, math.sinh(low), store, 0.0, 1.0, prices[0])
    z_high, _, guess = clear_b(family, parameters, own, number, math.sinh(high), store, 0.0, 1.0, prices[0])
    x_new, z_new, x_old, z_old, x_oldest, z_oldest, step = low, z_low, high, z_high, high, z_high, 0.5
    if z_low > 0.0 > z_high:
        for _ in range(ROUNDS):
            x = x_new + step * (x_old - x_new)
            near = abs(x_old - x_new) + NEAREST  # prices of B move about as prices of A do
            z, _, guess = clear_b(family, parameters, own, number, math.sinh(x), store, guess, near, prices[0])
            if (z > 0.0) == (z_new > 0.0):
                x_oldest, z_oldest = x_new, z_new
            else:
                x_oldest, z_oldest, x_old, z_old = x_old, z_old, x_new, z_new
            x_new, z_new = x, z
            closest = CLOSE * abs(x) + 1e-300
            if z == 0.0 or abs(x_old - x_new) <= 2.0 * closest:
                break
            step = next_fraction(x_new, z_new, x_old, z_old, x_oldest, z_oldest, closest)
    if z_new == 0.0:
        x_old, z_old = x_new, z_new
    elif z_old == 0.0:
        x_new, z_new = x_old, z_old
    outer = first_weight(z_new, z_old)
    bound = math.inf
    for side in range(2):
        cost_a = math.sinh(x_new if side == 0 else x_old)
        around = prices[2 * side]
        _, inner, _ = clear_b(family, parameters, own, number, cost_a, store, guess, NEAREST, around)
        lower, higher = around[0], around[1]
        share = outer if side == 0 else 1.0 - outer
        for end in range(2):
            j = 2 * side + end
            prices[j, 0], prices[j, 1] = cost_a, lower if end == 0 else higher
            weights[j] = share * (inner if end == 0 else 1.0 - inner)
            bound = min(bound, surplus(family, parameters, own, number, prices[j, 0], prices[j, 1], store)[2])
            for k in range(family.shape[0]):
                p = parameters[k]
                points[j, k, 0], points[j, k, 1] = response_of(family[k], p, own[k], prices[j, 0], prices[j, 1], store)
    return bound
