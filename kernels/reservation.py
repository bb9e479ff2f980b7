"""Reservation prices, for who records them: quotes hold them with the spread already in it."""

from __future__ import annotations

from .jit import parallel, prange
from .utility import prices


@parallel
def reservation_prices(blocks, unit, goods, family, parameters, epsilon, lowest, highest):
    """Say above which price each agent sells A for B, and below which it buys it.

    blocks     : int64[B, 3]             (world, first row, last row + 1)
    unit       : int32[W]                parts in a unit of a good
    goods      : int64[N, 2] [part]      columns A, B
    family     : int8[N]                 utility family; parameters its parameters
    parameters : float64[N, 6]
    epsilon    : float64[W]              floor under amounts, > 0
    lowest     : float64[N] [B per A]    overwritten: sells above it
    highest    : float64[N] [B per A]    overwritten: buys below it

    Order   rows are independent.
    Source  economy.md section 3. Twin  tests/reference/utility.py.
    """
    for b in prange(blocks.shape[0]):
        eps, parts = epsilon[blocks[b, 0]], unit[blocks[b, 0]]
        for i in range(blocks[b, 1], blocks[b, 2]):
            p0, p1, p2 = parameters[i, 0], parameters[i, 1], parameters[i, 2]
            p3, p4, p5 = parameters[i, 3], parameters[i, 4], parameters[i, 5]
            a, b_ = float(goods[i, 0]) / parts, float(goods[i, 1]) / parts
            lowest[i], highest[i], _ = prices(family[i], p0, p1, p2, p3, p4, p5, a, b_, eps)
    return 0
