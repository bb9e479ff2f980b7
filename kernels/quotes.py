"""What each agent asks and bids for a unit of A, paid in B, and the level of its utility: kept until its goods change."""

from __future__ import annotations

from .jit import inline, parallel, prange
from .utility import prices, utility


@parallel
def refresh(blocks, changed, goods, family, parameters, spread, epsilon, ask, bid, rate, level, gain):
    """Recompute the quotes of each agent whose goods changed, and clear its mark.

    blocks     : int64[B, 3]          (world, first row, last row + 1)
    changed    : bool[N]              cleared
    goods      : int64[N, 2] [unit]   columns A, B
    family     : int8[N]              utility family
    parameters : float64[N, 6]        its parameters
    spread     : float64[W]           mark-up of the ask and mark-down of the bid, >= 0
    epsilon    : float64[W]           floor under amounts, > 0
    ask        : float64[N] [B per A] sells A above this; >= 0, inf if never
    bid        : float64[N] [B per A] buys A below this; >= 0
    rate       : float64[N] [B per A] marginal rate of substitution; NaN where not defined
    level      : float64[N] [util]    utility of the goods in hand
    gain       : float64[N, 2] [util] what one unit more of A would add, and of B

    Edges   a spread above 1 makes the bid 0. A NaN bound quotes 0.
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
                a, b_ = float(goods[i, 0]), float(goods[i, 1])
                p_min, p_max, rate[i] = prices(f, p0, p1, p2, p3, p4, p5, a, b_, epsilon[w])
                ask[i] = at_least_zero(p_min * (1.0 + spread[w]))
                bid[i] = at_least_zero(p_max * (1.0 - spread[w]))
                level[i] = utility(f, p0, p1, p2, p3, p4, p5, a, b_)
                gain[i, 0] = utility(f, p0, p1, p2, p3, p4, p5, a + 1.0, b_) - level[i]
                gain[i, 1] = utility(f, p0, p1, p2, p3, p4, p5, a, b_ + 1.0) - level[i]
    return 0


@inline
def at_least_zero(price):
    """Return the price, or 0 if it is negative or NaN.

    price : float64   any
    """
    return price if price > 0.0 else 0.0
