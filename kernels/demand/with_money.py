r"""Demand of a person who also likes money: how much to spend on goods, and on which.

The goods part is Marshallian demand with the spending y; y makes the gain from spending equal to what money is worth:

.. math:: \max_{0 \le y \le w}\; V(p, y) + \varphi(w - y), \qquad \varphi(m) = \lambda m \text{ or } \lambda\ln(m + M_0)

Source  Mas-Colell, Whinston & Green 1995, Microeconomic Theory, chapter 3.C (quasilinear utility); forms: economy.md section 3.
"""

from __future__ import annotations

from ..jit import jit
from ..roots import next_fraction
from ..utility import CES, LINEAR, STONE_GEARY, marginal, utility
from ..utility.libm import exp, log
from . import SATED, SPENT, UNKNOWN, demand

NO_MONEY, LINEAR_MONEY, LOG_MONEY = -1, 0, 1
FLOOR = 1e-12  # under money, in its logarithm and in ratios
MOST = 700.0
STEP, STEPS, ROUNDS, CLOSE = 0.7, 60, 100, 1e-15


@jit
def demand_with_money(family, p0, p1, p2, p3, p4, p5, price_a, price_b, wealth, form, worth, shift):
    """The bundle that is bought, the rest of wealth being kept as money: (a, b, SPENT, SATED or UNKNOWN).

    family  : int8             CES, LINEAR, ...
    p0      : float64          first parameter; likewise p1, p2, p3, p4, p5
    price_a : float64          [money/unit] > 0; likewise price_b
    wealth  : float64          [money] what goods and money in hand are worth, >= 0
    form    : int64            LINEAR_MONEY or LOG_MONEY
    worth   : float64          lambda, > 0
    shift   : float64          M_0 of logarithmic utility of money, >= 0

    Edges   where spending and keeping are equally good (ces and linear with linear money): keeps.
    """
    if family == CES or family == LINEAR:  # constant returns: the gain from spending does not fall
        a, b, _ = demand(family, p0, p1, p2, p3, p4, p5, price_a, price_b, 1.0)
        gain = utility(family, p0, p1, p2, p3, p4, p5, a, b)
        if form == LINEAR_MONEY:
            spending = wealth if gain > worth else 0.0
        else:
            spending = min(max(wealth - (worth / gain - shift), 0.0), wealth)
        return a * spending, b * spending, SPENT
    if family == STONE_GEARY:
        needs, weight = price_a * p2 + price_b * p3, p0 + p1
        if needs > wealth:
            return 0.0, 0.0, UNKNOWN
        if form == LINEAR_MONEY:
            spending = needs + weight / worth
        else:
            spending = (weight * (wealth + shift) + worth * needs) / (weight + worth)
        return demand(family, p0, p1, p2, p3, p4, p5, price_a, price_b, min(spending, wealth))
    return _weigh(family, p0, p1, p2, p3, p4, p5, price_a, price_b, wealth, form, worth, shift)


@jit
def _advantage(family, p0, p1, p2, p3, p4, p5, price_a, price_b, spending, wealth, form, worth, shift):
    """The bundle for some spending, and ln(gain from more spending / worth of money): (a, b, state, float64).

    family   : int8            CES, LINEAR, ...
    p0       : float64         first parameter; likewise p1, p2, p3, p4, p5
    price_a  : float64         [money/unit] > 0; likewise price_b
    spending : float64         [money] on goods
    wealth   : float64         [money]
    form     : int64           LINEAR_MONEY or LOG_MONEY
    worth    : float64         lambda, > 0
    shift    : float64         M_0
    """
    a, b, state = demand(family, p0, p1, p2, p3, p4, p5, price_a, price_b, spending)
    if state != SPENT:
        return a, b, state, -MOST
    gain_a, gain_b = marginal(family, p0, p1, p2, p3, p4, p5, a, b, FLOOR)
    gain = max(gain_a / price_a, gain_b / price_b)
    kept = worth if form == LINEAR_MONEY else worth / max(wealth - spending + shift, FLOOR)
    return a, b, state, (log(gain / kept) if gain > 0.0 else -MOST)


@jit
def _weigh(family, p0, p1, p2, p3, p4, p5, price_a, price_b, wealth, form, worth, shift):
    """As `demand_with_money`, by seeking downwards from all wealth the spending at which its gain is that of money.

    family  : int8             QUADRATIC or TRANSLOG
    p0      : float64          first parameter; likewise p1, p2, p3, p4, p5
    price_a : float64          [money/unit] > 0; likewise price_b
    wealth  : float64          [money]
    form    : int64            LINEAR_MONEY or LOG_MONEY
    worth   : float64          lambda, > 0
    shift   : float64          M_0
    """
    if wealth <= 0.0:
        return 0.0, 0.0, SPENT
    x_old, z_old = log(wealth), 0.0
    x_new, z_new, a, b, state = x_old, 0.0, 0.0, 0.0, SPENT
    for k in range(STEPS):
        x_new = x_old - STEP * min(k, 1)
        a, b, state, z_new = _advantage(family, p0, p1, p2, p3, p4, p5, price_a, price_b, exp(x_new), wealth, form, worth, shift)
        if z_new >= 0.0 or state == UNKNOWN:
            break
        x_old, z_old = x_new, z_new
    if state == UNKNOWN:
        return 0.0, 0.0, UNKNOWN
    if z_new < 0.0:
        return 0.0, 0.0, SPENT
    x_oldest, z_oldest, step = x_old, z_old, 0.5
    if z_old < 0.0 < z_new:
        for _ in range(ROUNDS):
            x = x_new + step * (x_old - x_new)
            a, b, state, z = _advantage(family, p0, p1, p2, p3, p4, p5, price_a, price_b, exp(x), wealth, form, worth, shift)
            if (z > 0.0) == (z_new > 0.0):
                x_oldest, z_oldest = x_new, z_new
            else:
                x_oldest, z_oldest, x_old, z_old = x_old, z_old, x_new, z_new
            x_new, z_new = x, z
            if z == 0.0 or abs(x_old - x_new) <= 2.0 * CLOSE:
                break
            step = next_fraction(x_new, z_new, x_old, z_old, x_oldest, z_oldest, CLOSE)
    return a, b, (SPENT if state == SPENT else SATED)
