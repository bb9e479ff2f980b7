"""Preference lists in full, for who records them. The rules need the first names only (`partners.py`, `matching.py`)."""

from __future__ import annotations

import numpy as np

from .cooldowns import cooling
from .jit import inline, parallel, prange
from .market import best_between, best_exchange, discount_table, precedes
from .matching import FORAGES
from .partners import ROOM
from .space import count_in_view, distance, in_view

EVERYONE = 2**31 - 1


@parallel
def list_partners(
    blocks, offsets, cell_offsets, width, height, torus, tick, beta, longest, exchanges, x, y, radius, free, waits, standing, barters,
    ask, bid, goods, money, avoided, until, end, order, first, room, length, partner, surplus, discounted, away, exchange,
):  # fmt: skip
    """List those whom each agent would like to trade with, as its turn to choose finds them, best first.

    blocks       : int64[B, 3]                       (world, first row, last row + 1)
    offsets      : int64[W+1]                        first row of each world; cell_offsets its first cell
    cell_offsets : int64[W+1]
    width        : int32[W] [cell]                   columns of the grid; height its rows
    height       : int32[W] [cell]
    torus        : bool[W]                           whether the edges meet
    tick         : int64[W] [tick]                   now
    beta         : float64[W]                        discount per step, 0 < beta <= 1
    longest      : int32[W] [cell]                   greatest vision in the world
    exchanges    : int8[W]                           bits of what a pair may come together for
    x            : int32[N] [cell]                   column; y row
    y            : int32[N] [cell]
    radius       : int32[N] [cell]                   vision
    free         : bool[N]                           of `market.find_free`: who was not out foraging when the tick began
    waits        : bool[N]                           who was committed then; if free too, to an empty cell, until its own turn
    standing     : int8[N]                           of `matching.call_pool`: who of the free chose to forage in its turn
    barters      : bool[N]                           whether an agent barters though there is money
    ask          : float64[N, E]                     quotes for each exchange [medium per good]; likewise bid
    bid          : float64[N, E]
    goods        : int64[N, 2] [unit]                columns A, B
    money        : int64[N]
    avoided      : int32[N, S]                       cooldowns when the tick began; likewise until
    until        : int32[N, S] [tick]
    end          : int32[C]                          the free, by cell: see `space.cell_list`; likewise order
    order        : int32[N]
    first        : int64[N]                          place of the first name of each list
    room         : int64[N]                          names to write of each list; 0 to count them only
    length       : int64[N]                          overwritten: names on each list, written or not
    partner      : int32[L]                          filled, like the rest: world-local rows
    surplus      : float64[L] [medium per good]      overlap of quotes
    discounted   : float64[L] [medium per good]      the same, discounted by distance: what the list is sorted by, then by row
    away         : int32[L] [cell]                   distance
    exchange     : int8[L]                           the exchange that gives the overlap

    Who is out foraging has no list; who has a partner has one, though nothing follows from it.
    Order   agents are independent.
    Source  economy.md sections 2.2.1, 4.4. Twin  tests/reference/phases.py.
    """
    for b in prange(blocks.shape[0]):
        w = blocks[b, 0]
        low, base, columns, rows = offsets[w], cell_offsets[w], width[w], height[w]
        discount = discount_table(beta[w], longest[w], columns, rows)
        at, across = np.empty(ROOM, np.uint32), np.empty(ROOM, np.int32)
        for i in range(blocks[b, 1], blocks[b, 2]):
            length[i], count = 0, -1
            while free[i] and count < 0:
                count = in_view(x[i], y[i], radius[i], columns, rows, torus[w], base, low, end, None, at, across)
                if count < 0:
                    at, across = np.empty(4 * at.shape[0], np.uint32), np.empty(4 * at.shape[0], np.int32)
            for k in range(count):
                other = order[at[k]]
                j = low + other
                hidden = waits[j] if j > i else (standing[j] & FORAGES) != 0
                if j == i or hidden or cooling(avoided, until, i, other, tick[w]):
                    continue
                overlaps, kind = best_exchange(i, j, exchanges[w], barters, ask, bid, goods, money)
                far = distance(x[i], y[i], x[j], y[j], columns, rows, torus[w])
                worth = overlaps * discount[far]
                if not (overlaps > 0.0 and worth >= 0.0):  # NaN: an endless overlap at a distance that counts for nothing
                    continue
                place = insert(first[i], min(length[i], room[i]), room[i], worth, other, partner, surplus, discounted, away, exchange)
                if place >= 0:
                    partner[place], surplus[place], discounted[place], away[place], exchange[place] = other, overlaps, worth, far, kind
                length[i] += 1
    return 0


@inline
def insert(first, count, room, worth, row, partner, surplus, discounted, away, exchange):
    """Make room for a name on a list that is sorted, where it belongs; return its place, -1 if it comes too late.

    first      : int64        place of the first name
    count      : int64        names on the list; room how many there may be
    room       : int64
    worth      : float64      of the new name; row its world-local row
    row        : int64
    partner    : int32[L]     the list, like the rest
    surplus    : float64[L]
    discounted : float64[L]
    away       : int32[L]
    exchange   : int8[L]
    """
    place = first + count
    if count == room:
        if count == 0 or not precedes(worth, row, discounted[place - 1], partner[place - 1]):
            return -1
        place -= 1
    while place > first and precedes(worth, row, discounted[place - 1], partner[place - 1]):
        partner[place], surplus[place], discounted[place] = partner[place - 1], surplus[place - 1], discounted[place - 1]
        away[place], exchange[place] = away[place - 1], exchange[place - 1]
        place -= 1
    return place


@parallel
def look_around(
    blocks, offsets, cell_offsets, width, height, torus, exchanges, x, y, radius, barters, ask, bid, goods, money, end, target_row,
    neighbours, surplus,
):  # fmt: skip
    """Count who is in each agent's view, and say how far its quotes overlap with those of the agent that it wants.

    blocks       : int64[B, 3]                    (world, first row, last row + 1)
    offsets      : int64[W+1]                     first row of each world; cell_offsets its first cell
    cell_offsets : int64[W+1]
    width        : int32[W] [cell]                columns of the grid; height its rows
    height       : int32[W] [cell]
    torus        : bool[W]                        whether the edges meet
    exchanges    : int8[W]                        bits of what a pair may come together for
    x            : int32[N] [cell]                column; y row
    y            : int32[N] [cell]
    radius       : int32[N] [cell]                vision
    barters      : bool[N]                        whether an agent barters though there is money
    ask          : float64[N, E]                  quotes for each exchange [medium per good]; likewise bid
    bid          : float64[N, E]
    goods        : int64[N, 2] [unit]             columns A, B
    money        : int64[N]
    end          : int32[C]                       everyone, by cell: see `space.cell_list`
    target_row   : int32[N]                       world-local row of the wanted partner, -1 if none
    neighbours   : int32[N]                       overwritten: others in view, whatever they do
    surplus      : float64[N] [medium per good]   overwritten: NaN without a wanted partner

    Order   agents are independent.
    """
    for b in prange(blocks.shape[0]):
        w = blocks[b, 0]
        for i in range(blocks[b, 1], blocks[b, 2]):
            seen = count_in_view(x[i], y[i], radius[i], width[w], height[w], torus[w], cell_offsets[w], end, EVERYONE)
            neighbours[i], surplus[i] = seen - 1, np.nan
            if target_row[i] >= 0:
                surplus[i] = best_between(i, offsets[w] + target_row[i], exchanges[w], barters, ask, bid, goods, money)
    return 0
