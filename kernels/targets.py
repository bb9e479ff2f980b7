"""Where an agent would like to forage: the visible cell whose next harvest adds most utility, discounted by distance.

Claims only grow while agents choose, so the best cell under the claims at the start of the tick is still the best if it is
still free: `propose_cells` looks for it in parallel, and the ordered pass searches again only for those who lost theirs.
"""

from __future__ import annotations

import numpy as np

from .jit import inline, parallel, prange
from .quotes import discount_table
from .space import first_offset, last_offset, wrap
from .utility import utility


@inline
def best_cell(
    i, me, base, width, height, torus, discount, x, y, radius, claiming, forage_rate,
    goods, family, parameters, level, good, amount, holder,
):  # fmt: skip
    """Find the best cell in view of row i: (world-local cell or -1, discounted gain in utility).

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

    Edges   a cell is found whenever one is in view, even if the gain is zero or negative.
    Ties    go to the first cell in order of x, then y.
    Source  economy.md section 2.2.2.
    """
    f, a, b = family[i], float(goods[i, 0]), float(goods[i, 1])
    p0, p1, p2 = parameters[i, 0], parameters[i, 1], parameters[i, 2]
    p3, p4, p5 = parameters[i, 3], parameters[i, 4], parameters[i, 5]
    gain_a, gain_b = np.nan, np.nan  # of a full harvest; computed when first met
    best, best_score = -1, -np.inf
    for dx in range(first_offset(x[i], radius[i], width, torus), last_offset(x[i], radius[i], width, torus) + 1):
        column = wrap(x[i] + dx, width) * height
        reach = radius[i] - abs(dx)
        for dy in range(first_offset(y[i], reach, height, torus), last_offset(y[i], reach, height, torus) + 1):
            cell = column + wrap(y[i] + dy, height)
            stock = amount[base + cell]
            if stock <= 0 or (claiming and holder[base + cell] >= 0 and holder[base + cell] != me):
                continue
            if stock < forage_rate:
                extra = float(stock)
                if good[base + cell] == 0:
                    gain = utility(f, p0, p1, p2, p3, p4, p5, a + extra, b) - level[i]
                else:
                    gain = utility(f, p0, p1, p2, p3, p4, p5, a, b + extra) - level[i]
            elif good[base + cell] == 0:
                if np.isnan(gain_a):
                    gain_a = utility(f, p0, p1, p2, p3, p4, p5, a + forage_rate, b) - level[i]
                gain = gain_a
            else:
                if np.isnan(gain_b):
                    gain_b = utility(f, p0, p1, p2, p3, p4, p5, a, b + forage_rate) - level[i]
                gain = gain_b
            score = gain * discount[abs(dx) + abs(dy)]
            if score > best_score:
                best, best_score = cell, score
    return best, best_score


@parallel
def propose_cells(
    blocks, offsets, cell_offsets, width, height, torus, beta, mode, claiming, forage_rate, x, y, radius,
    committed_cell, paired, goods, family, parameters, level, good, amount, holder, cell, score,
):  # fmt: skip
    """Find the best cell of every agent that is free to look for one, under the claims at the start of the tick.

    blocks         : int64[B, 3]         (world, first row, last row + 1)
    offsets        : int64[W+1]          first row of each world; cell_offsets its first cell
    cell_offsets   : int64[W+1]
    width          : int32[W] [cell]     columns of the grid; height its rows
    height         : int32[W] [cell]
    torus          : bool[W]             whether the edges meet
    beta           : float64[W]          discount per step, 0 < beta <= 1
    mode           : int8[W]             0 both, 1 forage, 2 trade (nobody looks)
    claiming       : bool[W]             whether cells claimed by others are left alone
    forage_rate    : int32[W] [unit]     most that one harvest takes, > 0
    x              : int32[N] [cell]     column; y row
    y              : int32[N] [cell]
    radius         : int32[N] [cell]     vision
    committed_cell : int32[N]            world-local cell a forager is committed to, -1 if none
    paired         : int32[N]            world-local row of the partner, -1 if none
    goods          : int64[N, 2] [unit]  columns A, B
    family         : int8[N]             utility family; parameters its parameters
    parameters     : float64[N, 6]
    level          : float64[N] [util]   utility of the goods in hand
    good           : int8[C]             0 A, 1 B, -1 none
    amount         : int32[C] [unit]     resource on each cell
    holder         : int32[C]            world-local row that claims the cell, -1 if none
    cell           : int32[N]            overwritten: world-local cell, -1 if none
    score          : float64[N]          overwritten: discounted gain in utility

    Order   rows are independent.
    Source  economy.md section 2.2.2. Twin  tests/reference/decision.py.
    """
    for b in prange(blocks.shape[0]):
        w, first, last = blocks[b, 0], blocks[b, 1], blocks[b, 2]
        low, base = offsets[w], cell_offsets[w]
        longest = 0
        for i in range(first, last):
            longest = max(longest, min(radius[i], width[w] + height[w]))
        discount = discount_table(beta[w], longest)
        for i in range(first, last):
            cell[i], score[i] = -1, -np.inf
            if mode[w] == 2 or paired[i] >= 0:
                continue
            if committed_cell[i] >= 0 and amount[base + committed_cell[i]] > 0:
                continue
            cell[i], score[i] = best_cell(
                i, i - low, base, width[w], height[w], torus[w], discount, x, y, radius, claiming[w], forage_rate[w],
                goods, family, parameters, level, good, amount, holder,
            )  # fmt: skip
    return 0
