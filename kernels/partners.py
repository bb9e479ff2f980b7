"""Whom an agent would like to trade with: neighbours whose quotes overlap with its own, discounted by distance.

Pass 1 of the rules goes through agents in order, and a lower agent's new commitment hides it from a higher one. So each
agent first finds its two best partners as things stand at the start of the tick, all agents in parallel; the ordered
pass (`choice.py`) then takes the first who is still free, and searches again in the rare case that neither is.
"""

from __future__ import annotations

import numpy as np

from .cooldowns import active, cooling, is_in
from .jit import inline, parallel, prange
from .market import ASK, BID, ROW, VISION, WAITS, Y, buys_at, discount_table, overlap, sells_at
from .space import first_offset, in_view, last_offset, wrap


@parallel
def propose_partners(
    blocks, offsets, cell_offsets, width, height, torus, tick, beta, longest, paired, avoided, until,
    end, trader, trader_x, offer, partner, score,
):  # fmt: skip
    """Find the two best partners of every listed agent that has none, as things stand at the start of the tick.

    blocks       : int64[B, 3]             (world, first row, last row + 1)
    offsets      : int64[W+1]              first row of each world; cell_offsets its first cell
    cell_offsets : int64[W+1]
    width        : int32[W] [cell]         columns of the grid; height its rows
    height       : int32[W] [cell]
    torus        : bool[W]                 whether the edges meet
    tick         : int64[W] [tick]         now
    beta         : float64[W]              discount per step, 0 < beta <= 1
    longest      : int32[W] [cell]         greatest vision in the world
    paired       : int32[N]                world-local row of the partner, -1 if none
    avoided      : int32[N, S]             cooldowns; likewise until
    until        : int32[N, S] [tick]
    end          : int32[C]                the market, like the next three: see `open_market`
    trader       : int32[N, 4]
    trader_x     : int32[N] [cell]
    offer        : float64[N, 2] [B per A]
    partner      : int32[N, 2]             overwritten where an agent looked: world-local rows of the best two, -1 if none
    score        : float64[N, 2]           overwritten likewise: discounted overlaps

    Order   agents are independent; they are visited in the order of cells. Ties go to the lower row.
    Source  economy.md section 2.2.1. Twin  tests/reference/phases.py.
    """
    for b in prange(blocks.shape[0]):
        w = blocks[b, 0]
        low, base, columns, rows = offsets[w], cell_offsets[w], width[w], height[w]
        discount = discount_table(beta[w], longest[w], columns, rows)
        coolers = np.empty((1, avoided.shape[1]), np.int32)
        for place in range(blocks[b, 1], min(blocks[b, 2], low + end[cell_offsets[w + 1] - 1])):
            me = trader[place, ROW]
            i = low + me
            if paired[i] >= 0:
                continue
            x, y, vision, ask, bid = trader_x[place], trader[place, Y], trader[place, VISION], offer[place, ASK], offer[place, BID]
            cooling_now = active(avoided, until, i, tick[w], coolers, 0)
            best, second, best_gain, second_gain = -1, -1, 0.0, 0.0
            for dx in range(first_offset(x, vision, columns, torus[w]), last_offset(x, vision, columns, torus[w]) + 1):
                column = base + wrap(x + dx, columns) * rows
                reach = vision - abs(dx)
                bottom, top = y + first_offset(y, reach, rows, torus[w]), y + last_offset(y, reach, rows, torus[w])
                first, last = max(bottom, 0), min(top, rows - 1)
                runs = 2 if bottom < 0 or top >= rows else 1  # a column that crosses the edge of a torus is two runs of cells
                while runs > 0:
                    begin = low + (end[column + first - 1] if column + first > base else 0)
                    for k in range(begin, low + end[column + last]):
                        steps = abs(trader[k, Y] - y)
                        far = abs(dx) + (min(steps, rows - steps) if torus[w] else steps)
                        surplus = overlap(bid, ask, offer[k, BID], offer[k, ASK])
                        gain = surplus * discount[far]
                        if gain < second_gain or surplus <= 0.0:  # most are not among the best two: that is all to know of them
                            continue
                        other = trader[k, ROW]
                        if other == me or (trader[k, WAITS] and other > me) or is_in(coolers, 0, cooling_now, other):
                            continue
                        if best < 0 or gain > best_gain or (gain == best_gain and other < best):
                            best, second, best_gain, second_gain = other, best, gain, best_gain
                        elif second < 0 or gain > second_gain or other < second:
                            second, second_gain = other, gain
                    runs -= 1
                    first, last = (bottom + rows, rows - 1) if bottom < 0 else (0, top - rows)
            partner[i, 0], partner[i, 1], score[i, 0], score[i, 1] = best, second, best_gain, second_gain
    return 0


@inline
def best_free_partner(
    i, low, base, width, height, torus, tick, discount, x, y, radius, ask, bid, goods, avoided, until,
    committed_cell, end, trader, offer, at, far,
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
    ask            : float64[N] [B per A]  quotes; likewise bid
    bid            : float64[N] [B per A]
    goods          : int64[N, 2] [unit]    columns A, B
    avoided        : int32[N, S]           cooldowns; likewise until
    until          : int32[N, S] [tick]
    committed_cell : int32[N]              world-local cell a forager is committed to, -1 if none
    end            : int32[C]              the market, like the next two: see `open_market`
    trader         : int32[N, 4]
    offer          : float64[N, 2] [B per A]
    at             : int64[M]              scratch, room for everyone in view; likewise far
    far            : int64[M]
    """
    best, value = -1, 0.0
    own_ask, own_bid = sells_at(ask[i], goods[i, 0]), buys_at(bid[i], goods[i, 1])
    count = in_view(x[i], y[i], radius[i], width, height, torus, base, low, end, trader[:, Y], at, far)
    for k in range(count):
        other = trader[at[k], ROW]
        surplus = overlap(own_bid, own_ask, offer[at[k], BID], offer[at[k], ASK])
        gain = surplus * discount[far[k]]
        if surplus <= 0.0 or not (best < 0 or gain > value or (gain == value and other < best)):
            continue
        free = committed_cell[low + other] < 0 and not (trader[at[k], WAITS] and low + other > i) and low + other != i
        if free and not cooling(avoided, until, i, other, tick):
            best, value = other, gain
    return best, value
