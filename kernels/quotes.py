"""What each agent asks and bids for a unit of a good, and the level of its utility: kept until what it holds changes."""

from __future__ import annotations

import numpy as np

from .jit import inline, parallel, prange
from .market import A_FOR_B, A_FOR_M, B_FOR_M
from .money import marginal_of_money
from .utility import marginal, prices, utility

ENDLESS = 1e6  # price in major units where money is worth nothing
FLOOR = 1e-12  # of amounts in marginal utilities: the original has its own here, whatever epsilon is


@parallel
def refresh(
    blocks, unit, changed, goods, money, family, parameters, weight, shift, spread, epsilon, quoted, open_to, money_form, money_unit,
    money_scale,
    ask, bid, rate, level, gain,
):  # fmt: skip
    """Recompute the quotes of each agent whose holdings changed, and clear its mark.

    blocks     : int64[B, 3]          (world, first row, last row + 1)
    unit       : int32[W]             parts in a unit of a good
    changed    : bool[N]              cleared
    goods      : int64[N, 2] [part]   columns A, B
    money      : int64[N]             minor units
    family     : int8[N]              utility family
    parameters : float64[N, 6]        its parameters
    weight     : float64[N, 0 or 1]   lambda; likewise shift, M_0
    shift      : float64[N, 0 or 1]
    spread     : float64[W]           mark-up of the ask and mark-down of the bid, >= 0
    epsilon    : float64[W]           floor under amounts, > 0
    quoted     : int8[W]              bits of the exchanges that have prices in the world; the others' are 0
    open_to    : int8[N]              bits of those open to the agent; it asks inf and bids 0 in others that have prices
    money_form : int8[W]              form of the utility of money
    money_unit : float64[W]           minor units in what lambda is the utility of
    money_scale : float64[W]          minor units in a major one
    ask        : float64[N, E]        sells a unit above this [medium per good]; >= 0, inf if never
    bid        : float64[N, E]        buys a unit below this; >= 0
    rate       : float64[N] [B per A] marginal rate of substitution; NaN where not defined
    level      : float64[N] [util]    utility of the goods in hand
    gain       : float64[N, 2] [util] what one unit more of A would add, and of B

    Edges   a spread above 1 makes the bid 0. A NaN bound quotes 0. Where money is worth nothing, prices are 1e6 major units.
    Order   rows are independent.
    Source  economy.md section 4.1. Twin  tests/reference/phases.py.
    """
    for b in prange(blocks.shape[0]):
        w, low, high = blocks[b, 0], blocks[b, 1], blocks[b, 2]
        for i in range(low, high):
            if changed[i]:
                changed[i] = False
                f = family[i]
                p0, p1, p2 = parameters[i, 0], parameters[i, 1], parameters[i, 2]
                p3, p4, p5 = parameters[i, 3], parameters[i, 4], parameters[i, 5]
                a, b_ = float(goods[i, 0]) / unit[w], float(goods[i, 1]) / unit[w]
                p_min, p_max, rate[i] = prices(f, p0, p1, p2, p3, p4, p5, a, b_, epsilon[w])
                for kind in range(ask.shape[1]):
                    closed = quoted[w] >> kind & 1 and not open_to[i] >> kind & 1
                    ask[i, kind], bid[i, kind] = np.inf if closed else 0.0, 0.0
                priced = quoted[w] & open_to[i]
                if priced >> A_FOR_B & 1:
                    ask[i, A_FOR_B] = at_least_zero(p_min * (1.0 + spread[w]))
                    bid[i, A_FOR_B] = at_least_zero(p_max * (1.0 - spread[w]))
                if priced >> A_FOR_M & 1:
                    of_a, of_b = marginal(f, p0, p1, p2, p3, p4, p5, a, b_, FLOOR)
                    of_money = marginal_of_money(money_form[w], weight[i, 0], shift[i, 0], money[i], money_unit[w], epsilon[w])
                    price_a = price_in_money(of_a, of_money, epsilon[w]) * money_scale[w]
                    price_b = price_in_money(of_b, of_money, epsilon[w]) * money_scale[w]
                    ask[i, A_FOR_M] = at_least_zero(price_a * (1.0 + spread[w]))
                    bid[i, A_FOR_M] = at_least_zero(price_a * (1.0 - spread[w]))
                    ask[i, B_FOR_M] = at_least_zero(price_b * (1.0 + spread[w]))
                    bid[i, B_FOR_M] = at_least_zero(price_b * (1.0 - spread[w]))
                level[i] = utility(f, p0, p1, p2, p3, p4, p5, a, b_)
                gain[i, 0] = utility(f, p0, p1, p2, p3, p4, p5, a + 1.0, b_) - level[i]
                gain[i, 1] = utility(f, p0, p1, p2, p3, p4, p5, a, b_ + 1.0) - level[i]
    return 0


@inline
def price_in_money(of_good, of_money, eps):
    """What a unit of a good is worth in money: float64 [major unit per good].

    of_good  : float64   marginal utility of the good; of_money of a major unit of money
    of_money : float64
    eps      : float64   money of which a unit is worth no more is worth nothing
    """
    return of_good / of_money if of_money > eps else ENDLESS


@inline
def at_least_zero(price):
    """Return the price, or 0 if it is negative or NaN.

    price : float64   any
    """
    return price if price > 0.0 else 0.0
