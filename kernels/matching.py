"""The fallback of matching: of all pairs that are still possible, the best first.

It is greedy over a strict total order of edges (value, then the lower rows). An edge that comes first for both of
its ends would be taken by a walk through the sorted list whatever else happens, so we take all such *locally dominant*
edges at once and repeat: the same matching with no sort (Preis 1999, STACS, LNCS 1563: 259-269).

Those who take part are few. They are copied once more, again in the order of cells, with whom they avoid: the pool.
"""

from __future__ import annotations

import numpy as np

from .choice import SEARCHED
from .cooldowns import active, is_in
from .jit import inline, jit, parallel, prange
from .market import ASK, BID, FROM, ROW, VISION, Y, buys_at, discount_table, overlap, sells_at
from .partners import ROOM
from .space import in_view

IN_POOL, FORAGES = 4, 8
"""Further bits of an agent's standing: takes part in the fallback; chose to forage."""
PAIRS = 512  # pairs to a block


@parallel
def call_pool(blocks, offsets, cell_offsets, foragers_pair, end, trader, committed_cell, paired, standing, best_edge, n_pooled):
    """Mark the agents that chose to forage, and those that take part in the fallback; count the latter.

    blocks         : int64[B, 3]   (world, first row, last row + 1)
    offsets        : int64[W+1]    first row of each world; cell_offsets its first cell
    cell_offsets   : int64[W+1]
    foragers_pair  : bool[W]       whether agents that chose to forage take part
    end            : int32[C]      the market; likewise trader
    trader         : int32[N, 4]
    committed_cell : int32[N]      commitment after pass 1, -1 if none
    paired         : int32[N]      world-local row of the partner, -1 if none
    standing       : int8[N]       SEARCHED, WAITED; IN_POOL and FORAGES are added to those of listed agents
    best_edge      : int32[N]      overwritten for those who take part: -1
    n_pooled       : int64[B]      overwritten: how many take part, of the listed agents at the places of each block

    Order   rows are independent.
    """
    for b in prange(blocks.shape[0]):
        w, count = blocks[b, 0], 0
        low = offsets[w]
        for place in range(blocks[b, 1], min(blocks[b, 2], low + end[cell_offsets[w + 1] - 1])):
            i = low + trader[place, ROW]
            forages = committed_cell[i] >= 0
            pooled = (standing[i] & SEARCHED != 0) & (paired[i] < 0) & (foragers_pair[w] | (not forages))
            standing[i] |= FORAGES * forages + IN_POOL * pooled
            best_edge[i] = -1
            count += pooled
        n_pooled[b] = count
    return 0


@parallel
def fill_pool(
    blocks, first, offsets, cell_offsets, tick, end, trader, trader_x, offer, standing, avoided, until,
    before, pool, pool_x, pool_offer, n_coolers, coolers,
):  # fmt: skip
    """Copy those who take part, in the order of cells.

    blocks       : int64[B, 3]             (world, first row, last row + 1)
    first        : int64[B]                place in the pool of the first one of each block
    offsets      : int64[W+1]              first row of each world; cell_offsets its first cell
    cell_offsets : int64[W+1]
    tick         : int64[W] [tick]         now
    end          : int32[C]                the market, like the next three: see `open_market`
    trader       : int32[N, 4]
    trader_x     : int32[N] [cell]
    offer        : float64[N, 2] [B per A]
    standing     : int8[N]                 of `call_pool`
    avoided      : int32[N, S]             cooldowns; likewise until
    until        : int32[N, S] [tick]
    before       : int32[N + W]            overwritten: how many of the pool stand before each place, a place more for each world
    pool         : int32[Q, 4]             overwritten, like the rest: ROW, Y, VISION, FROM
    pool_x       : int32[Q] [cell]
    pool_offer   : float64[Q, 2] [B per A]
    n_coolers    : int32[Q]                how many rows the agent avoids; coolers which
    coolers      : int32[Q, S]
    """
    for b in prange(blocks.shape[0]):
        w, q = blocks[b, 0], first[b]
        low = offsets[w]
        listed = low + end[cell_offsets[w + 1] - 1]
        for place in range(blocks[b, 1], min(blocks[b, 2], listed)):
            before[place + w] = q
            i = low + trader[place, ROW]
            if standing[i] & IN_POOL:
                for c in range(4):
                    pool[q, c] = trader[place, c]
                pool_x[q] = trader_x[place]
                pool_offer[q, ASK], pool_offer[q, BID] = offer[place, ASK], offer[place, BID]
                n_coolers[q] = active(avoided, until, i, tick[w], coolers, q)
                q += 1
            if place + 1 == listed:
                before[listed + w] = q
    return 0


@parallel
def list_edges(
    blocks, first, n_pooled, room, offsets, cell_offsets, width, height, torus, beta, longest, end, before,
    pool, pool_x, pool_offer, n_coolers, coolers, standing, edge_i, edge_j, edge_value, best_edge, used,
):  # fmt: skip
    """List the pairs that the fallback may form, at the lower row of each, and find the best one there.

    blocks       : int64[B, 3]             (world, first row, last row + 1)
    first        : int64[B]                place in the pool of the first one of each block
    n_pooled     : int64[B]                how many there are
    room         : int64[B, 2]             of each block: the first of its places among the edges, and one past the last
    offsets      : int64[W+1]              first row of each world; cell_offsets its first cell
    cell_offsets : int64[W+1]
    width        : int32[W] [cell]         columns of the grid; height its rows
    height       : int32[W] [cell]
    torus        : bool[W]                 whether the edges of the grid meet
    beta         : float64[W]              discount per step, 0 < beta <= 1
    longest      : int32[W] [cell]         greatest vision in the world
    end          : int32[C]                the market
    before       : int32[N + W]            the pool, like the next five: see `fill_pool`
    pool         : int32[Q, 4]
    pool_x       : int32[Q] [cell]
    pool_offer   : float64[Q, 2] [B per A]
    n_coolers    : int32[Q]
    coolers      : int32[Q, S]
    standing     : int8[N]                 of `call_pool`
    edge_i       : int32[E]                filled as far as it goes, like the next two: row that lists, world-local
    edge_j       : int32[E]                row listed
    edge_value   : float64[E]              discounted overlap
    best_edge    : int32[N]                overwritten for those who take part: the best pair with a higher row, -1 if none
    used         : int64[B]                overwritten: places that each block needs; more than its room if that was too small

    A pair that both list is one edge, the lower row's: it comes first in the order and stands for both. The higher row was
    hidden if it waited for its turn, the lower one if it had gone foraging.
    Order   blocks are independent.
    Source  economy.md section 2.2, pass 3. Twin  tests/reference/phases.py.
    """
    for b in prange(blocks.shape[0]):
        w, count = blocks[b, 0], room[b, 0]
        low, base, columns, rows = offsets[w], cell_offsets[w], width[w], height[w]
        full, view = room[b, 1], longest[w]
        discount = discount_table(beta[w], view, columns, rows)
        at, away = np.empty(ROOM, np.uint32), np.empty(ROOM, np.int32)
        for q in range(first[b], first[b] + n_pooled[b]):
            me, y, vision, ask, bid = pool[q, ROW], pool[q, Y], pool[q, VISION], pool_offer[q, ASK], pool_offer[q, BID]
            seen = in_view(pool_x[q], y, view, columns, rows, torus[w], base, low + w, end, before, at, away)
            while seen < 0:
                at, away = np.empty(4 * at.shape[0], np.uint32), np.empty(4 * at.shape[0], np.int32)
                seen = in_view(pool_x[q], y, view, columns, rows, torus[w], base, low + w, end, before, at, away)
            kept = 0
            for s in range(seen):  # keep those above without a branch that could be guessed wrong
                k = at[s]
                at[kept], away[kept] = k, away[s]
                kept += (pool[k, ROW] > me) & (overlap(bid, ask, pool_offer[k, BID], pool_offer[k, ASK]) > 0.0)
            forages, best = standing[low + me] & FORAGES != 0, -1
            for s in range(kept):
                k, other = at[s], pool[at[s], ROW]
                steps = abs(pool[k, Y] - y)
                far = away[s] + (min(steps, rows - steps) if torus[w] else steps)
                i_lists = (far <= vision) & (pool[k, FROM] < me) & (not is_in(coolers, q, n_coolers[q], other))
                j_lists = (far <= pool[k, VISION]) & (not forages) & (not is_in(coolers, k, n_coolers[k], me))
                if i_lists | j_lists:
                    spot = min(count, full - 1)  # past the end, the last place is overwritten
                    edge_i[spot], edge_j[spot] = (me, other) if i_lists else (other, me)
                    edge_value[spot] = overlap(bid, ask, pool_offer[k, BID], pool_offer[k, ASK]) * discount[far]
                    if comes_first(spot, best, edge_i, edge_j, edge_value):
                        best = spot
                    count += 1
            best_edge[low + me] = best
        used[b] = count - room[b, 0]
    return 0


@inline
def comes_first(e, f, edge_i, edge_j, edge_value):
    """Whether edge e precedes edge f (-1: none) in the order of the fallback.

    e          : int64        edge
    f          : int64        other edge, or -1
    edge_i     : int32[E]     row that lists; edge_j the row listed
    edge_j     : int32[E]
    edge_value : float64[E]   discounted overlap
    """
    if f < 0 or edge_value[e] > edge_value[f]:
        return True
    if edge_value[e] < edge_value[f]:
        return False
    return edge_i[e] < edge_i[f] or (edge_i[e] == edge_i[f] and edge_j[e] < edge_j[f])


@jit
def pair_best_first(
    blocks, room, used, offsets, edge_i, edge_j, edge_value, open_edge, best_edge, paired, out_edge, out_world
):  # fmt: skip
    """Pair the ends of the edges, the edge that comes first before all others, each row at most once; return how many.

    blocks     : int64[B, 3]   (world, first row, last row + 1), worlds rising
    room       : int64[B, 2]   of each block: the first place of its edges
    used       : int64[B]      how many it has
    offsets    : int64[W+1]    first row of each world
    edge_i     : int32[E]      row that lists, world-local; edge_j the row listed
    edge_j     : int32[E]
    edge_value : float64[E]    discounted overlap
    open_edge  : int32[E]      scratch
    best_edge  : int32[N]      of `list_edges`, changed: the best edge of an agent that is still open
    paired     : int32[N]      world-local row of the partner, -1 if none; changed
    out_edge   : int64[P]      overwritten: the edges taken, worlds in order, in no order inside a world
    out_world  : int64[P]      overwritten: their worlds

    Source  economy.md section 2.2, pass 3. Twin  tests/reference/phases.py, which sorts.
    """
    total, b = 0, 0
    while b < blocks.shape[0]:
        w, alive = blocks[b, 0], 0
        low = offsets[w]
        while b < blocks.shape[0] and blocks[b, 0] == w:
            for e in range(room[b, 0], room[b, 0] + used[b]):
                open_edge[alive] = e
                alive += 1
                higher = low + max(edge_i[e], edge_j[e])  # the lower row knows already
                if comes_first(e, best_edge[higher], edge_i, edge_j, edge_value):
                    best_edge[higher] = e
            b += 1
        while alive > 0:
            for s in range(alive):
                e = open_edge[s]
                i, j = low + edge_i[e], low + edge_j[e]
                if best_edge[i] == e and best_edge[j] == e:
                    paired[i], paired[j] = j - low, i - low
                    out_edge[total], out_world[total] = e, w
                    total += 1
            kept = 0
            for s in range(alive):
                e = open_edge[s]
                i, j = low + edge_i[e], low + edge_j[e]
                if paired[i] < 0 and paired[j] < 0:
                    open_edge[kept] = e
                    kept += 1
                else:  # whoever is left without its best looks again
                    best_edge[i] = -1 if best_edge[i] == e else best_edge[i]
                    best_edge[j] = -1 if best_edge[j] == e else best_edge[j]
            alive = kept
            for s in range(alive):
                e = open_edge[s]
                i, j = low + edge_i[e], low + edge_j[e]
                if comes_first(e, best_edge[i], edge_i, edge_j, edge_value):
                    best_edge[i] = e
                if comes_first(e, best_edge[j], edge_i, edge_j, edge_value):
                    best_edge[j] = e
    return total


@parallel
def rank_on_list(
    edge_world, taken, offsets, cell_offsets, width, height, torus, tick, beta, longest, x, y, radius, ask, bid, goods,
    avoided, until, end, trader, offer, standing, edge_i, edge_j, edge_value, rank,
):  # fmt: skip
    """Count, for each pair of the fallback, the candidates that its listing agent would have preferred.

    edge_world   : int64[P]                world of each pair
    taken        : int64[P]                edges of the pairs
    offsets      : int64[W+1]              first row of each world; cell_offsets its first cell
    cell_offsets : int64[W+1]
    width        : int32[W] [cell]         columns of the grid; height its rows
    height       : int32[W] [cell]
    torus        : bool[W]                 whether the edges of the grid meet
    tick         : int64[W] [tick]         now
    beta         : float64[W]              discount per step, 0 < beta <= 1
    longest      : int32[W] [cell]         greatest vision in the world
    x            : int32[N] [cell]         column; y row
    y            : int32[N] [cell]
    radius       : int32[N] [cell]         vision
    ask          : float64[N] [B per A]    quotes; likewise bid
    bid          : float64[N] [B per A]
    goods        : int64[N, 2] [unit]      columns A, B
    avoided      : int32[N, S]             cooldowns; likewise until
    until        : int32[N, S] [tick]
    end          : int32[C]                the market, like the next two
    trader       : int32[N, 4]
    offer        : float64[N, 2] [B per A]
    standing     : int8[N]                 with foragers marked
    edge_i       : int32[E]                row that lists, world-local; edge_j the row listed
    edge_j       : int32[E]
    edge_value   : float64[E]              discounted overlap
    rank         : int32[P]                overwritten

    Order   pairs are independent; given by edge, they come in the order of cells.
    Source  economy.md section 2.2, pass 3; docs/design/002. Twin  tests/reference/phases.py.
    """
    for b in prange((taken.shape[0] + PAIRS - 1) // PAIRS):
        at, away, coolers = np.empty(ROOM, np.uint32), np.empty(ROOM, np.int32), np.empty((1, avoided.shape[1]), np.int32)
        world, discount = -1, np.empty(0)
        for p in range(b * PAIRS, min((b + 1) * PAIRS, taken.shape[0])):
            w, e = edge_world[p], taken[p]
            low, base, columns, rows = offsets[w], cell_offsets[w], width[w], height[w]
            if w != world:
                world, discount = w, discount_table(beta[w], longest[w], columns, rows)
            me, partner, value, preferred = edge_i[e], edge_j[e], edge_value[e], 0
            i = low + me
            cooling_now = active(avoided, until, i, tick[w], coolers, 0)
            own_ask, own_bid = sells_at(ask[i], goods[i, 0]), buys_at(bid[i], goods[i, 1])
            seen = in_view(x[i], y[i], radius[i], columns, rows, torus[w], base, low, end, None, at, away)
            while seen < 0:
                at, away = np.empty(4 * at.shape[0], np.uint32), np.empty(4 * at.shape[0], np.int32)
                seen = in_view(x[i], y[i], radius[i], columns, rows, torus[w], base, low, end, None, at, away)
            for s in range(seen):
                k, other = at[s], trader[at[s], ROW]
                steps = abs(trader[k, Y] - y[i])
                far = away[s] + (min(steps, rows - steps) if torus[w] else steps)
                surplus = overlap(own_bid, own_ask, offer[k, BID], offer[k, ASK])
                gain = surplus * discount[far]
                better = (surplus > 0.0) & (other != me) & ((gain > value) | ((gain == value) & (other < partner)))
                hidden = (trader[k, FROM] >= me) | (standing[low + other] & FORAGES != 0) & (other < me)
                preferred += better & (not hidden) & (not is_in(coolers, 0, cooling_now, other))
            rank[p] = preferred
    return 0
