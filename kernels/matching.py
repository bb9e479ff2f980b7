"""The fallback of matching: of all pairs that are still possible, the best first.

It is greedy over a strict total order of edges (value, then the lower rows). An edge that comes first for both of
its ends would be taken by a walk through the sorted list whatever else happens, so we take all such *locally dominant*
edges at once and repeat: the same matching with no sort (Preis 1999, STACS, LNCS 1563: 259-269).

Those who take part are few. They are copied once more, again in the order of cells, with whom they avoid: the pool.
"""

from __future__ import annotations

import numpy as np

from .cooldowns import active, is_in
from .jit import inline, jit, parallel, prange
from .market import FROM, ROW, VISION, Y, barter_column, best_overlap, discount_table
from .partners import ROOM
from .prefetch import AHEAD, prefetch
from .space import in_view

IN_POOL, FORAGES = 1, 2
"""Bits of an agent's standing: takes part in the fallback; chose to forage."""
NONE, MATCHED = -1, -2
"""In place of an agent's best edge: it has none; it is matched, along the edge by which the number is below this one."""
PAIRS = 512  # pairs to a block


@parallel
def call_pool(blocks, offsets, cell_offsets, foragers_pair, end, trader, committed_cell, paired, standing, n_pooled):
    """Mark the agents that chose to forage, and those that take part in the fallback; count the latter.

    blocks         : int64[B, 3]   (world, first row, last row + 1)
    offsets        : int64[W+1]    first row of each world; cell_offsets its first cell
    cell_offsets   : int64[W+1]
    foragers_pair  : bool[W]       whether agents that chose to forage take part
    end            : int32[C]      the market; likewise trader
    trader         : int32[N, 4]
    committed_cell : int32[N]      commitment after pass 1, -1 if none
    paired         : int32[N]      world-local row of the partner, -1 if none
    standing       : int8[N]       overwritten for listed agents: IN_POOL, FORAGES
    n_pooled       : int64[B]      overwritten: how many take part, of the listed agents at the places of each block

    Order   rows are independent.
    """
    for b in prange(blocks.shape[0]):
        w, count = blocks[b, 0], 0
        low = offsets[w]
        stop = min(blocks[b, 2], low + end[cell_offsets[w + 1] - 1])
        for place in range(blocks[b, 1], stop):
            soon = low + trader[min(place + AHEAD, stop - 1), ROW]
            prefetch(committed_cell, soon)
            prefetch(standing, soon)
            prefetch(paired, soon)
            i = low + trader[place, ROW]
            forages = committed_cell[i] >= 0
            pooled = (paired[i] < 0) & (foragers_pair[w] | (not forages))
            standing[i] = FORAGES * forages + IN_POOL * pooled
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
    offer        : float64[N, O]
    standing     : int8[N]                 of `call_pool`
    avoided      : int32[N, S]             cooldowns; likewise until
    until        : int32[N, S] [tick]
    before       : int32[N + W]            overwritten: how many of the pool stand before each place, a place more for each world
    pool         : int32[Q, 4]             overwritten, like the rest: ROW, Y, VISION, FROM
    pool_x       : int32[Q] [cell]
    pool_offer   : float64[Q, O]
    n_coolers    : int32[Q]                how many rows the agent avoids; coolers which
    coolers      : int32[Q, S]
    """
    for b in prange(blocks.shape[0]):
        w, q = blocks[b, 0], first[b]
        low = offsets[w]
        listed = low + end[cell_offsets[w + 1] - 1]
        stop = min(blocks[b, 2], listed)
        for place in range(blocks[b, 1], stop):
            soon = low + trader[min(place + AHEAD, stop - 1), ROW]
            prefetch(standing, soon)
            prefetch(avoided, soon)
            prefetch(until, soon)
            before[place + w] = q
            i = low + trader[place, ROW]
            if standing[i] & IN_POOL:
                for c in range(4):
                    pool[q, c] = trader[place, c]
                pool_x[q] = trader_x[place]
                for c in range(offer.shape[1]):
                    pool_offer[q, c] = offer[place, c]
                n_coolers[q] = active(avoided, until, i, tick[w], coolers, q)
                q += 1
            if place + 1 == listed:
                before[listed + w] = q
    return 0


@parallel
def list_edges(
    blocks, first, n_pooled, room, offsets, cell_offsets, width, height, torus, beta, longest, end, before,
    pool, pool_x, pool_offer, n_coolers, coolers, standing, barters, lower, higher, lower_lists, value, best, best_value, used,
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
    pool_offer   : float64[Q, O]
    n_coolers    : int32[Q]
    coolers      : int32[Q, S]
    standing     : int8[N]                 of `call_pool`
    barters      : bool[N]                 whether an agent barters though there is money
    lower        : int32[E]                filled as far as it goes, like the next three: place in the pool of the lower row
    higher       : int32[E]                of the higher row
    lower_lists  : bool[E]                 which of the two lists the other
    value        : float64[E]              discounted overlap
    best         : int32[Q]                overwritten: the best edge of each agent with a higher row, NONE if there is none
    best_value   : float64[Q]              overwritten: its value, -inf if there is none
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
            me, y, vision = pool[q, ROW], pool[q, Y], pool[q, VISION]
            barter = barter_column(pool_offer, barters[low + me])
            seen = -1
            while seen < 0:
                seen = in_view(pool_x[q], y, view, columns, rows, torus[w], base, low + w, end, before, at, away)
                if seen < 0:
                    at, away = np.empty(4 * at.shape[0], np.uint32), np.empty(4 * at.shape[0], np.int32)
            kept = 0
            for s in range(seen):  # keep those above without a branch that could be guessed wrong
                k = at[s]
                at[kept], away[kept] = k, away[s]
                kept += (pool[k, ROW] > me) & (best_overlap(pool_offer, q, barter, pool_offer, k) > 0.0)
            prefetch(standing, low + pool[min(q + AHEAD, first[b] + n_pooled[b] - 1), ROW])
            forages = standing[low + me] & FORAGES != 0
            best[q], best_value[q] = NONE, -np.inf
            for s in range(kept):
                k, other = at[s], pool[at[s], ROW]
                steps = abs(pool[k, Y] - y)
                far = away[s] + (min(steps, rows - steps) if torus[w] else steps)
                i_lists = (far <= vision) & (pool[k, FROM] < me) & (not is_in(coolers, q, n_coolers[q], other))
                j_lists = (far <= pool[k, VISION]) & (not forages) & (not is_in(coolers, k, n_coolers[k], me))
                worth = best_overlap(pool_offer, q, barter, pool_offer, k) * discount[far]
                if (i_lists | j_lists) & (worth >= 0.0):  # not if it is NaN: an endless overlap at a distance that counts for nothing
                    e = min(count, full - 1)  # past the end, the last place is overwritten
                    lower[e], higher[e], lower_lists[e], value[e] = q, k, i_lists, worth
                    prefer(e, q, pool, lower, higher, lower_lists, value, best, best_value)
                    count += 1
        used[b] = count - room[b, 0]
    return 0


@inline
def prefer(e, q, pool, lower, higher, lower_lists, value, best, best_value):
    """Make edge e the best of the agent at place q if it precedes the one that is, in the order of the fallback.

    e           : int64          edge
    q           : int64          place in the pool
    pool        : int32[Q, 4]    the pool
    lower       : int32[E]       see `list_edges`, like the next three
    higher      : int32[E]
    lower_lists : bool[E]
    value       : float64[E]     discounted overlap
    best        : int32[Q]       changed, like best_value
    best_value  : float64[Q]
    """
    if value[e] > best_value[q]:
        best[q], best_value[q] = e, value[e]
    elif value[e] == best_value[q]:
        i, j = ends(e, pool, lower, higher, lower_lists)
        best_i, best_j = ends(best[q], pool, lower, higher, lower_lists)
        if i < best_i or (i == best_i and j < best_j):
            best[q] = e


@inline
def ends(e, pool, lower, higher, lower_lists):
    """World-local rows of an edge: (the one that lists, the one listed).

    e           : int64          edge
    pool        : int32[Q, 4]    the pool
    lower       : int32[E]       see `list_edges`, like the next two
    higher      : int32[E]
    lower_lists : bool[E]
    """
    a, b = pool[lower[e], ROW], pool[higher[e], ROW]
    return (a, b) if lower_lists[e] else (b, a)


@jit
def pair_best_first(
    blocks, first, n_pooled, room, used, offsets, pool, lower, higher, lower_lists, value, open_edge, best, best_value, paired,
    out_edge, out_world, out_i, out_j,
):  # fmt: skip
    """Pair the ends of the edges, the edge that comes first before all others, each row at most once; return how many.

    blocks      : int64[B, 3]   (world, first row, last row + 1), those of a world together
    first       : int64[B]      place in the pool of the first one of each block
    n_pooled    : int64[B]      how many there are
    room        : int64[B, 2]   of each block: the first place of its edges
    used        : int64[B]      how many it has
    offsets     : int64[W+1]    first row of each world
    pool        : int32[Q, 4]   the pool
    lower       : int32[E]      see `list_edges`, like the next three
    higher      : int32[E]
    lower_lists : bool[E]
    value       : float64[E]    discounted overlap
    open_edge   : int32[E]      scratch
    best        : int32[Q]      of `list_edges`, changed: the best open edge of an agent, NONE, or MATCHED - the edge; likewise best_value
    best_value  : float64[Q]
    paired      : int32[N]      world-local row of the partner, -1 if none; changed
    out_edge    : int64[P]      overwritten: the edges taken, in the order of the pool
    out_world   : int64[P]      overwritten: their worlds
    out_i       : int32[P]      overwritten: the rows that list, world-local; out_j those listed
    out_j       : int32[P]

    Source  economy.md section 2.2, pass 3. Twin  tests/reference/phases.py, which sorts.
    """
    total, b = 0, 0
    while b < blocks.shape[0]:
        w, alive, start = blocks[b, 0], 0, b
        low = offsets[w]
        while b < blocks.shape[0] and blocks[b, 0] == w:
            for e in range(room[b, 0], room[b, 0] + used[b]):
                open_edge[alive] = e
                alive += 1
                prefer(e, higher[e], pool, lower, higher, lower_lists, value, best, best_value)  # the lower row knows already
            b += 1
        while alive > 0:
            for s in range(alive):
                e = open_edge[s]
                if best[lower[e]] == e and best[higher[e]] == e:
                    best[lower[e]], best[higher[e]] = MATCHED - e, MATCHED - e
            kept = 0
            for s in range(alive):
                e = open_edge[s]
                a, c = lower[e], higher[e]
                open_edge[kept] = e
                stays = (best[a] > MATCHED) & (best[c] > MATCHED)
                kept += stays
                if not stays:  # whoever is left without its best looks again
                    if best[a] == e:
                        best[a], best_value[a] = NONE, -np.inf
                    if best[c] == e:
                        best[c], best_value[c] = NONE, -np.inf
            alive = kept
            for s in range(alive):
                e = open_edge[s]
                prefer(e, lower[e], pool, lower, higher, lower_lists, value, best, best_value)
                prefer(e, higher[e], pool, lower, higher, lower_lists, value, best, best_value)
        for block in range(start, b):
            for q in range(first[block], first[block] + n_pooled[block]):
                e = MATCHED - best[q]
                if best[q] <= MATCHED and lower[e] == q:
                    i, j = ends(e, pool, lower, higher, lower_lists)
                    paired[low + i], paired[low + j] = j, i
                    out_edge[total], out_world[total], out_i[total], out_j[total] = e, w, i, j
                    total += 1
    return total


@parallel
def rank_on_list(
    edge_world, taken, out_i, out_j, offsets, cell_offsets, width, height, torus, beta, longest, end, trader, offer,
    pool, pool_x, pool_offer, n_coolers, coolers, standing, barters, lower, higher, lower_lists, value, rank,
):  # fmt: skip
    """Count, for each pair of the fallback, the candidates that its listing agent would have preferred.

    edge_world   : int64[P]                world of each pair
    taken        : int64[P]                edges of the pairs
    out_i        : int32[P]                world-local rows that list; out_j those listed
    out_j        : int32[P]
    offsets      : int64[W+1]              first row of each world; cell_offsets its first cell
    cell_offsets : int64[W+1]
    width        : int32[W] [cell]         columns of the grid; height its rows
    height       : int32[W] [cell]
    torus        : bool[W]                 whether the edges of the grid meet
    beta         : float64[W]              discount per step, 0 < beta <= 1
    longest      : int32[W] [cell]         greatest vision in the world
    end          : int32[C]                the market, like the next two
    trader       : int32[N, 4]
    offer        : float64[N, O]
    pool         : int32[Q, 4]             the pool, like the next four: see `fill_pool`
    pool_x       : int32[Q] [cell]
    pool_offer   : float64[Q, O]
    n_coolers    : int32[Q]
    coolers      : int32[Q, S]
    standing     : int8[N]                 with foragers marked
    barters      : bool[N]                 whether an agent barters though there is money
    lower        : int32[E]                see `list_edges`, like the next three
    higher       : int32[E]
    lower_lists  : bool[E]
    value        : float64[E]              discounted overlap
    rank         : int32[P]                overwritten

    Order   pairs are independent.
    Source  economy.md section 2.2, pass 3; docs/design/002. Twin  tests/reference/phases.py.
    """
    for b in prange((taken.shape[0] + PAIRS - 1) // PAIRS):
        at, away = np.empty(ROOM, np.uint32), np.empty(ROOM, np.int32)
        world, discount = -1, np.empty(0)
        for p in range(b * PAIRS, min((b + 1) * PAIRS, taken.shape[0])):
            w, e, me, partner = edge_world[p], taken[p], out_i[p], out_j[p]
            low, base, columns, rows = offsets[w], cell_offsets[w], width[w], height[w]
            if w != world:
                world, discount = w, discount_table(beta[w], longest[w], columns, rows)
            q, better, preferred = lower[e] if lower_lists[e] else higher[e], 0, 0
            x, y, vision, barter = pool_x[q], pool[q, Y], pool[q, VISION], barter_column(pool_offer, barters[low + me])
            seen = -1
            while seen < 0:
                seen = in_view(x, y, vision, columns, rows, torus[w], base, low, end, None, at, away)
                if seen < 0:
                    at, away = np.empty(4 * at.shape[0], np.uint32), np.empty(4 * at.shape[0], np.int32)
            for s in range(seen):  # keep the better ones without a branch that could be guessed wrong
                k, other = at[s], trader[at[s], ROW]
                steps = abs(trader[k, Y] - y)
                far = away[s] + (min(steps, rows - steps) if torus[w] else steps)
                surplus = best_overlap(pool_offer, q, barter, offer, k)
                gain = surplus * discount[far]
                at[better] = k
                better += (surplus > 0.0) & (other != me) & ((gain > value[e]) | ((gain == value[e]) & (other < partner)))
            for s in range(better):
                k, other = at[s], trader[at[s], ROW]
                hidden = (trader[k, FROM] >= me) | (standing[low + other] & FORAGES != 0) & (other < me)
                preferred += (not hidden) & (not is_in(coolers, q, n_coolers[q], other))
            rank[p] = preferred
    return 0
