"""Whom an agent would like to trade with: neighbours whose quotes overlap with its own, discounted by distance.

Pass 1 of the rules goes through agents in order, and a lower agent's new commitment hides it from a higher one. So each
agent first finds its two best partners as things stand at the start of the tick, all agents in parallel; the ordered
pass (`choice.py`) then takes the first who is still free, and searches again in the rare case that neither is.
"""

from __future__ import annotations

import numpy as np

from .cooldowns import cooling
from .jit import inline, parallel, prange
from .quotes import discount_table, overlap
from .space import distance, rows_in_view


@inline
def interest(i, j, other, tick, d, discount, ask, bid, goods, avoided, until):
    """What row i expects of trading with row j: the discounted overlap of their quotes, 0 if none or while it avoids j.

    i        : int64                 row
    j        : int64                 row of the other; `other` the same, world-local
    other    : int64
    tick     : int64                 now
    d        : int64 [cell]          distance between them
    discount : float64[D]            powers of beta
    ask      : float64[N] [B per A]  quotes; likewise bid
    bid      : float64[N] [B per A]
    goods    : int64[N, 2] [unit]    columns A, B
    avoided  : int32[N, S]           cooldowns; likewise until
    until    : int32[N, S] [tick]

    Source  economy.md section 2.2.1.
    """
    surplus = overlap(bid[i], ask[i], goods[i, 0], goods[i, 1], bid[j], ask[j], goods[j, 0], goods[j, 1])
    if surplus <= 0.0 or cooling(avoided, until, i, other, tick):
        return 0.0
    return surplus * discount[d]


@inline
def precedes(value, row, other_value, other_row):
    """Whether a candidate ranks before another one (row -1: nobody): higher value first, then the lower row.

    value       : float64   of the candidate
    row         : int64     its row
    other_value : float64   of the other
    other_row   : int64     its row, or -1
    """
    return other_row < 0 or value > other_value or (value == other_value and row < other_row)


@parallel
def propose_partners(
    blocks, offsets, cell_offsets, width, height, torus, tick, beta, mode, x, y, radius, end, order,
    committed_cell, paired, amount, ask, bid, goods, avoided, until, partner, score, others,
):  # fmt: skip
    """Find the two best partners of every agent that is free to look for one, as things stand at the start of the tick.

    blocks         : int64[B, 3]           (world, first row, last row + 1)
    offsets        : int64[W+1]            first row of each world; cell_offsets its first cell
    cell_offsets   : int64[W+1]
    width          : int32[W] [cell]       columns of the grid; height its rows
    height         : int32[W] [cell]
    torus          : bool[W]               whether the edges meet
    tick           : int64[W] [tick]       now
    beta           : float64[W]            discount per step, 0 < beta <= 1
    mode           : int8[W]               0 both, 1 forage (nobody looks), 2 trade
    x              : int32[N] [cell]       column; y row
    y              : int32[N] [cell]
    radius         : int32[N] [cell]       vision
    end            : int32[C]              cell list; likewise order
    order          : int32[N]
    committed_cell : int32[N]              world-local cell a forager is committed to, -1 if none
    paired         : int32[N]              world-local row of the partner, -1 if none
    amount         : int32[C] [unit]       resource on each cell
    ask            : float64[N] [B per A]  quotes; likewise bid
    bid            : float64[N] [B per A]
    goods          : int64[N, 2] [unit]    columns A, B
    avoided        : int32[N, S]           cooldowns; likewise until
    until          : int32[N, S] [tick]
    partner        : int32[N, 2]           overwritten: world-local rows of the best two, -1 if none
    score          : float64[N, 2]         overwritten: discounted overlaps
    others         : bool[N]               overwritten: whether there may be further candidates

    Order   rows are independent. Ties go to the lower row.
    Source  economy.md section 2.2.1. Twin  tests/reference/decision.py.
    """
    for b in prange(blocks.shape[0]):
        w, first, last = blocks[b, 0], blocks[b, 1], blocks[b, 2]
        low, base = offsets[w], cell_offsets[w]
        longest = 0
        for i in range(first, last):
            longest = max(longest, min(radius[i], width[w] + height[w]))
        discount = discount_table(beta[w], longest)
        view = np.empty(256, np.int32)
        for i in range(first, last):
            partner[i, 0], partner[i, 1], others[i] = -1, -1, False
            score[i, 0], score[i, 1] = 0.0, 0.0
            if mode[w] == 1 or paired[i] >= 0:
                continue
            if committed_cell[i] >= 0 and amount[base + committed_cell[i]] > 0:
                continue
            count = rows_in_view(x[i], y[i], radius[i], width[w], height[w], torus[w], base, low, end, order, view)
            if count > view.shape[0]:
                view = np.empty(2 * count, np.int32)
                rows_in_view(x[i], y[i], radius[i], width[w], height[w], torus[w], base, low, end, order, view)
            best, second, value, runner_up = -1, -1, 0.0, 0.0
            for k in range(count):
                other = view[k]
                j = low + other
                if j == i:
                    continue
                if committed_cell[j] >= 0 and (j > i or amount[base + committed_cell[j]] > 0):
                    continue  # a forager whose cell is empty is free again once its own turn has come
                d = distance(x[i], y[i], x[j], y[j], width[w], height[w], torus[w])
                gain = interest(i, j, other, tick[w], d, discount, ask, bid, goods, avoided, until)
                if gain <= 0.0:
                    continue
                if second >= 0:
                    others[i] = True
                if precedes(gain, other, value, best):
                    best, second, value, runner_up = other, best, gain, value
                elif precedes(gain, other, runner_up, second):
                    second, runner_up = other, gain
            partner[i, 0], partner[i, 1], score[i, 0], score[i, 1] = best, second, value, runner_up
    return 0


@inline
def best_free_partner(
    i, low, base, width, height, torus, tick, discount, x, y, radius, end, order, view,
    committed_cell, ask, bid, goods, avoided, until,
):  # fmt: skip
    """Find the best partner of row i among those who are not committed now: (world-local row or -1, discounted overlap).

    i              : int64                 row
    low            : int64                 first row of the world; base its first cell
    base           : int64
    width          : int64 [cell]          columns of the grid; height its rows
    height         : int64 [cell]
    torus          : bool                  whether the edges meet
    tick           : int64                 now
    discount       : float64[D]            powers of beta
    x              : int32[N] [cell]       column; y row
    y              : int32[N] [cell]
    radius         : int32[N] [cell]       vision
    end            : int32[C]              cell list; likewise order
    order          : int32[N]
    view           : int32[M]              scratch, room for all rows in view
    committed_cell : int32[N]              world-local cell a forager is committed to, -1 if none
    ask            : float64[N] [B per A]  quotes; likewise bid
    bid            : float64[N] [B per A]
    goods          : int64[N, 2] [unit]    columns A, B
    avoided        : int32[N, S]           cooldowns; likewise until
    until          : int32[N, S] [tick]
    """
    best, value = -1, 0.0
    count = rows_in_view(x[i], y[i], radius[i], width, height, torus, base, low, end, order, view)
    for k in range(count):
        other = view[k]
        j = low + other
        if j == i or committed_cell[j] >= 0:
            continue
        d = distance(x[i], y[i], x[j], y[j], width, height, torus)
        gain = interest(i, j, other, tick, d, discount, ask, bid, goods, avoided, until)
        if gain > 0.0 and precedes(gain, other, value, best):
            best, value = other, gain
    return best, value
