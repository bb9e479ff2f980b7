"""Whom an agent would like to trade with: neighbours whose quotes overlap with its own, discounted by distance.

Pass 1 of the rules goes through agents in order, and a lower agent's new commitment hides it from a higher one. So each
agent first finds its best partners as things stand at the start of the tick, all agents in parallel; the ordered pass
(`choice.py`) then takes the first who is still free, and searches again in the rare case that none is.
"""

from __future__ import annotations

import numpy as np

from .cooldowns import cooling
from .jit import inline, jit, parallel, prange
from .market import FROM, ROW, VISION, Y, barter_column, best_between, best_overlap, discount_table, precedes
from .prefetch import AHEAD, prefetch
from .space import distance, in_view

ROOM = 256  # neighbours found without asking for more room


@parallel
def propose_partners(
    blocks, offsets, cell_offsets, width, height, torus, tick, beta, longest, paired, avoided, until,
    end, trader, trader_x, offer, barters, partner, score,
):  # fmt: skip
    """Find the best partner of every listed agent that has none, as things stand at the start of the tick, and the next few.

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
    offer        : float64[N, O]
    barters      : bool[N]                 whether it barters though there is money
    partner      : int32[N, K]             overwritten where an agent looked: world-local row of the best, -1 if none;
                                           then the next best, as long as they are lower rows, which may go foraging first
    score        : float64[N]              overwritten likewise: discounted overlap with the best

    Order   agents are independent; they are visited in the order of cells. Ties go to the lower row.
    Source  economy.md section 2.2.1. Twin  tests/reference/phases.py.
    """
    for b in prange(blocks.shape[0]):
        w = blocks[b, 0]
        low, base, columns, rows = offsets[w], cell_offsets[w], width[w], height[w]
        discount = discount_table(beta[w], longest[w], columns, rows)
        at, away, row, gain = np.empty(ROOM, np.uint32), np.empty(ROOM, np.int32), np.empty(ROOM, np.int32), np.empty(ROOM)
        stop = min(blocks[b, 2], low + end[cell_offsets[w + 1] - 1])
        for place in range(blocks[b, 1], stop):
            soon = low + trader[min(place + AHEAD, stop - 1), ROW]
            prefetch(paired, soon)
            prefetch(avoided, soon)
            prefetch(until, soon)
            prefetch(partner, soon)
            prefetch(score, soon)
            me = trader[place, ROW]
            i = low + me
            if paired[i] >= 0:
                continue
            x, y, vision, barter = trader_x[place], trader[place, Y], trader[place, VISION], barter_column(offer, barters[i])
            count = -1
            while count < 0:
                count = in_view(x, y, vision, columns, rows, torus[w], base, low, end, None, at, away)
                if count < 0:
                    more = 4 * at.shape[0]
                    at, away, row, gain = np.empty(more, np.uint32), np.empty(more, np.int32), np.empty(more, np.int32), np.empty(more)
            for k in range(count):  # all gains first, without a branch that could be guessed wrong
                j = at[k]
                steps = abs(trader[j, Y] - y)
                far = away[k] + (min(steps, rows - steps) if torus[w] else steps)
                surplus = best_overlap(offer, place, barter, offer, j)
                available = (surplus > 0.0) & (trader[j, FROM] < me) & (trader[j, ROW] != me)
                worth = surplus * discount[far]  # read for all: a table that is read for some is a branch again
                gain[k] = worth if available else -1.0
                row[k] = trader[j, ROW]
            partner[i, :], score[i] = -1, 0.0
            for rank in range(partner.shape[1]):
                best = best_of(count, gain, row)
                while best >= 0 and cooling(avoided, until, i, row[best], tick[w]):
                    gain[best] = -1.0
                    best = best_of(count, gain, row)
                if best < 0:
                    break
                partner[i, rank] = row[best]
                score[i] = gain[best] if rank == 0 else score[i]
                if row[best] > me:
                    break
                gain[best] = -1.0  # it may go foraging before the agent's turn comes
    return 0


@inline
def best_of(count, gain, row):
    """Find the candidate with the highest gain, the lowest row if there are several: its place or -1.

    count : int64        candidates
    gain  : float64[R]   below 0 for those who do not count
    row   : int32[R]
    """
    highest, best = -1.0, -1
    for k in range(count):
        highest = gain[k] if gain[k] > highest else highest
    if highest >= 0.0:
        for k in range(count):
            if gain[k] == highest and (best < 0 or row[k] < row[best]):
                best = k
    return best


@inline
def worth_of(i, j, width, height, torus, discount, x, y, exchanges, barters, ask, bid, goods, money):
    """Overlap of the quotes of two rows, discounted by distance: float64 [medium per good].

    i         : int64                 row; j another
    j         : int64
    width     : int64 [cell]          columns of the grid; height its rows
    height    : int64 [cell]
    torus     : bool                  whether the edges meet
    discount  : float64[D]            powers of beta
    x         : int32[N] [cell]       column; y row
    y         : int32[N] [cell]
    exchanges : int64                 bits of what they may come together for
    barters   : bool[N]               whether an agent barters though there is money
    ask       : float64[N, E]         quotes; likewise bid
    bid       : float64[N, E]
    goods     : int64[N, 2] [unit]    columns A, B
    money     : int64[N]
    """
    surplus = best_between(i, j, exchanges, barters, ask, bid, goods, money)
    return surplus * discount[distance(x[i], y[i], x[j], y[j], width, height, torus)]


@jit
def best_free_partner(
    i, low, base, width, height, torus, tick, discount, x, y, radius, exchanges, barters, ask, bid, goods, money, avoided, until,
    committed_cell, end, trader, at, away,
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
    exchanges      : int64                 bits of what a pair may come together for
    barters        : bool[N]               whether an agent barters though there is money
    ask            : float64[N, E]         quotes; likewise bid
    bid            : float64[N, E]
    goods          : int64[N, 2] [unit]    columns A, B
    money          : int64[N]
    avoided        : int32[N, S]           cooldowns; likewise until
    until          : int32[N, S] [tick]
    committed_cell : int32[N]              world-local cell a forager is committed to, -1 if none
    end            : int32[C]              the market; likewise trader: see `open_market`
    trader         : int32[N, 4]
    at             : uint32[R]             scratch, room for everyone in view; likewise away
    away           : int32[R]
    """
    best, value = -1, 0.0
    count = in_view(x[i], y[i], radius[i], width, height, torus, base, low, end, None, at, away)
    for k in range(count):
        other = trader[at[k], ROW]
        surplus = best_between(i, low + other, exchanges, barters, ask, bid, goods, money)
        steps = abs(trader[at[k], Y] - y[i])
        gain = surplus * discount[away[k] + (min(steps, height - steps) if torus else steps)]
        if surplus <= 0.0 or not (best < 0 or precedes(gain, other, value, best)):
            continue
        free = committed_cell[low + other] < 0 and trader[at[k], FROM] < i - low and low + other != i
        if free and not cooling(avoided, until, i, other, tick):
            best, value = other, gain
    return best, value
