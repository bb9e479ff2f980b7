"""Where an agent would like to forage: the visible cell whose next harvest adds most utility, discounted by distance.

Claims only grow while agents choose, so the best cell under the claims at the start of the tick is still the best if it is
still free (`choice.py`).
A harvest of one unit adds the same wherever it is taken, so the best cell is the nearest free one of one of the two goods:
two look-ups of bits and two utilities. Where that is not so (bigger harvests, gains that are not positive, no discount),
every cell in view is scored.
"""

from __future__ import annotations

import numpy as np

from .ground import WIDEST, bearing, how_far, is_further_left, nearest, offset
from .jit import inline, jit
from .space import displacement, first_offset, last_offset, wrap
from .utility import utility


@inline
def best_cell(
    i, me, base, first_strip, width, height, torus, beta, discount, x, y, radius, claiming, forage_rate,
    goods, family, parameters, level, gain, good, amount, holder, free_a, free_b, kept,
):  # fmt: skip
    """Find the best cell in view of row i: (its column or -1, its row, discounted gain in utility).

    i           : int64               row; `me` the same, world-local
    me          : int64
    base        : int64               first cell of the world; first_strip its first strip
    first_strip : int64
    width       : int64 [cell]        columns of the grid; height its rows
    height      : int64 [cell]
    torus       : bool                whether the edges meet
    beta        : float64             discount per step; discount its powers
    discount    : float64[D]
    x           : int32[N] [cell]     column; y row
    y           : int32[N] [cell]
    radius      : int32[N] [cell]     vision
    claiming    : bool                whether cells claimed by others are left alone
    forage_rate : int64 [unit]        most that one harvest takes, > 0
    goods       : int64[N, 2] [unit]  columns A, B
    family      : int8[N]             utility family; parameters its parameters
    parameters  : float64[N, 6]
    level       : float64[N] [util]   utility of the goods in hand
    gain        : float64[N, 2] [util]  what one unit more of A would add, and of B
    good        : int8[C]             0 A, 1 B, -1 none
    amount      : int32[C] [unit]     resource on each cell
    holder      : int32[C]            world-local row that claims the cell, -1 if none
    free_a      : uint64[T]           bits of free cells with A; free_b with B
    free_b      : uint64[T]
    kept        : int64               world-local cell that the agent itself still claims, -1 if none

    Edges   a cell is found whenever one is in view, even if the gain is zero or negative.
    Ties    go to the first cell in order of x, then y.
    Source  economy.md section 2.2.2. Twin  tests/reference/phases.py, which scores every cell.
    """
    unfolded = not torus or 2 * radius[i] < min(width, height)
    if forage_rate == 1 and radius[i] <= WIDEST and 0.01 <= beta <= 0.999 and unfolded:
        to_a, to_b = nearest(free_a, free_b, first_strip, x[i], y[i], radius[i], width, height, torus)
        if kept >= 0 and amount[base + kept] > 0:
            dx = displacement(x[i], kept // height, width, torus)
            dy = displacement(y[i], kept % height, height, torus)
            own = bearing(abs(dx) + abs(dy), dx, dy)
            if good[base + kept] == 0:
                to_a = min(to_a, own)
            else:
                to_b = min(to_b, own)
        far_a, far_b = how_far(to_a), how_far(to_b)
        if far_a > radius[i] and far_b > radius[i]:
            return -1, -1, -np.inf
        score_a = gain[i, 0] * discount[far_a] if far_a <= radius[i] else 0.0
        score_b = gain[i, 1] * discount[far_b] if far_b <= radius[i] else 0.0
        if score_a > 0.0 or score_b > 0.0:
            takes_a = score_a > score_b or (score_a == score_b and is_further_left(to_a, to_b))
            dx, dy = offset(to_a if takes_a else to_b)
            return wrap(x[i] + dx, width), wrap(y[i] + dy, height), max(score_a, score_b)
    return best_of_all(
        i, me, base, width, height, torus, discount, x, y, radius, claiming, forage_rate, goods, family, parameters, level,
        good, amount, holder,
    )  # fmt: skip


@jit
def best_of_all(
    i, me, base, width, height, torus, discount, x, y, radius, claiming, forage_rate, goods, family, parameters, level,
    good, amount, holder,
):  # fmt: skip
    """Score every cell in view of row i: (column of the best or -1, its row, discounted gain in utility).

    i           : int64               row; `me` the same, world-local
    me          : int64
    base        : int64               first cell of the world
    width       : int64 [cell]        columns of the grid; height its rows
    height      : int64 [cell]
    torus       : bool                whether the edges meet
    discount    : float64[D]          powers of beta
    x           : int32[N] [cell]     column; y row
    y           : int32[N] [cell]
    radius      : int32[N] [cell]     vision
    claiming    : bool                whether cells claimed by others are left alone
    forage_rate : int64 [unit]        most that one harvest takes, > 0
    goods       : int64[N, 2] [unit]  columns A, B
    family      : int8[N]             utility family; parameters its parameters
    parameters  : float64[N, 6]
    level       : float64[N] [util]   utility of the goods in hand
    good        : int8[C]             0 A, 1 B, -1 none
    amount      : int32[C] [unit]     resource on each cell
    holder      : int32[C]            world-local row that claims the cell, -1 if none
    """
    f, a, b = family[i], float(goods[i, 0]), float(goods[i, 1])
    p0, p1, p2 = parameters[i, 0], parameters[i, 1], parameters[i, 2]
    p3, p4, p5 = parameters[i, 3], parameters[i, 4], parameters[i, 5]
    full_a, full_b = np.nan, np.nan  # of a full harvest; computed when first met
    best_x, best_y, best_score = -1, -1, -np.inf
    for dx in range(first_offset(x[i], radius[i], width, torus), last_offset(x[i], radius[i], width, torus) + 1):
        column = wrap(x[i] + dx, width)
        reach = radius[i] - abs(dx)
        for dy in range(first_offset(y[i], reach, height, torus), last_offset(y[i], reach, height, torus) + 1):
            row = wrap(y[i] + dy, height)
            cell = column * height + row
            stock = amount[base + cell]
            if stock <= 0 or (claiming and holder[base + cell] >= 0 and holder[base + cell] != me):
                continue
            if stock < forage_rate:
                extra = float(stock)
                if good[base + cell] == 0:
                    added = utility(f, p0, p1, p2, p3, p4, p5, a + extra, b) - level[i]
                else:
                    added = utility(f, p0, p1, p2, p3, p4, p5, a, b + extra) - level[i]
            elif good[base + cell] == 0:
                if np.isnan(full_a):
                    full_a = utility(f, p0, p1, p2, p3, p4, p5, a + forage_rate, b) - level[i]
                added = full_a
            else:
                if np.isnan(full_b):
                    full_b = utility(f, p0, p1, p2, p3, p4, p5, a, b + forage_rate) - level[i]
                added = full_b
            score = added * discount[abs(dx) + abs(dy)]
            if score > best_score:
                best_x, best_y, best_score = column, row, score
    return best_x, best_y, best_score
