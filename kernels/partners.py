"""Whom an agent would like to trade with: neighbours whose quotes overlap with its own, discounted by distance.

Pass 1 of the rules goes through agents in order, and a lower agent's new commitment hides it from a higher one. So each
agent first finds its two best partners as things stand at the start of the tick, all agents in parallel; the ordered
pass (`choice.py`) then takes the first who is still free, and searches again in the rare case that neither is.
"""

from __future__ import annotations

import numpy as np

from .cooldowns import cooling
from .jit import inline, parallel, prange
from .market import WAITING, buys_at, discount_table, overlap, precedes, sells_at
from .space import in_view

ROOM = 256  # neighbours found without asking for more room


@parallel
def propose_partners(
    blocks, offsets, cell_offsets, width, height, torus, tick, beta, longest, radius, paired, avoided, until,
    end, listed_row, listed_x, listed_y, listed_ask, listed_bid, flags, partner, score, others,
):  # fmt: skip
    """Find the two best partners of every listed agent that has none, as things stand at the start of the tick.

    blocks       : int64[B, 3]           (world, first row, last row + 1)
    offsets      : int64[W+1]            first row of each world; cell_offsets its first cell
    cell_offsets : int64[W+1]
    width        : int32[W] [cell]       columns of the grid; height its rows
    height       : int32[W] [cell]
    torus        : bool[W]               whether the edges meet
    tick         : int64[W] [tick]       now
    beta         : float64[W]            discount per step, 0 < beta <= 1
    longest      : int32[W] [cell]       greatest vision in the world
    radius       : int32[N] [cell]       vision
    paired       : int32[N]              world-local row of the partner, -1 if none
    avoided      : int32[N, S]           cooldowns; likewise until
    until        : int32[N, S] [tick]
    end          : int32[C]              the market, like the next six: see `open_market`
    listed_row   : int32[N]
    listed_x     : int32[N] [cell]
    listed_y     : int32[N] [cell]
    listed_ask   : float64[N] [B per A]
    listed_bid   : float64[N] [B per A]
    flags        : int8[N]
    partner      : int32[N, 2]           overwritten where an agent looked: world-local rows of the best two, -1 if none
    score        : float64[N, 2]         overwritten likewise: discounted overlaps
    others       : bool[N]               overwritten likewise: whether there may be further candidates

    Order   agents are independent; they are visited in the order of cells. Ties go to the lower row.
    Source  economy.md section 2.2.1. Twin  tests/reference/phases.py.
    """
    for b in prange(blocks.shape[0]):
        w = blocks[b, 0]
        low, base = offsets[w], cell_offsets[w]
        last = min(blocks[b, 2], low + end[cell_offsets[w + 1] - 1])
        if blocks[b, 1] >= last:
            continue
        discount = discount_table(beta[w], longest[w], width[w], height[w])
        at, far, gains = np.empty(ROOM, np.int64), np.empty(ROOM, np.int64), np.empty(ROOM)
        for place in range(blocks[b, 1], last):
            me = listed_row[place]
            i = low + me
            if paired[i] >= 0:
                continue
            x, y = listed_x[place], listed_y[place]
            count = in_view(x, y, radius[i], width[w], height[w], torus[w], base, low, end, listed_y, at, far)
            while count < 0:
                at, far = np.empty(4 * at.shape[0], np.int64), np.empty(4 * at.shape[0], np.int64)
                gains = np.empty(at.shape[0])
                count = in_view(x, y, radius[i], width[w], height[w], torus[w], base, low, end, listed_y, at, far)
            bid, ask = listed_bid[place], listed_ask[place]
            for k in range(count):  # all gains first, without a branch that could be guessed wrong
                j = at[k]
                available = j != place and not (flags[j] & WAITING and listed_row[j] > me)
                gains[k] = overlap(bid, ask, listed_bid[j], listed_ask[j]) * discount[far[k]] * available
            found = 0
            partner[i, 0], partner[i, 1], score[i, 0], score[i, 1] = -1, -1, 0.0, 0.0
            while found < 2:
                best, other = -1, -1
                for k in range(count):
                    if gains[k] > 0.0 and (best < 0 or precedes(gains[k], listed_row[at[k]], gains[best], other)):
                        best, other = k, listed_row[at[k]]
                if best < 0:
                    break
                if not cooling(avoided, until, i, other, tick[w]):
                    partner[i, found], score[i, found] = other, gains[best]
                    found += 1
                gains[best] = 0.0
            others[i] = found == 2
    return 0


@inline
def best_free_partner(
    i, low, base, width, height, torus, tick, discount, x, y, radius, ask, bid, goods, avoided, until,
    committed_cell, end, listed_row, listed_y, listed_ask, listed_bid, at, far,
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
    end            : int32[C]              the market, like the next four: see `open_market`
    listed_row     : int32[N]
    listed_y       : int32[N] [cell]
    listed_ask     : float64[N] [B per A]
    listed_bid     : float64[N] [B per A]
    at             : int64[M]              scratch, room for everyone in view; likewise far
    far            : int64[M]
    """
    best, value = -1, 0.0
    own_ask, own_bid = sells_at(ask[i], goods[i, 0]), buys_at(bid[i], goods[i, 1])
    count = in_view(x[i], y[i], radius[i], width, height, torus, base, low, end, listed_y, at, far)
    for k in range(count):
        j = at[k]
        other = listed_row[j]
        surplus = overlap(own_bid, own_ask, listed_bid[j], listed_ask[j])
        if surplus <= 0.0 or low + other == i or committed_cell[low + other] >= 0:
            continue
        gain = surplus * discount[far[k]]
        if precedes(gain, other, value, best) and not cooling(avoided, until, i, other, tick):
            best, value = other, gain
    return best, value
