"""The fallback of matching: of all pairs that are still possible, the best first.

It is greedy over a strict total order of edges (value, then the lower rows). An edge that comes first for both of
its ends would be taken by a walk through the sorted list whatever else happens, so we take all such *locally dominant*
edges at once and repeat: the same matching with no sort (Preis 1999, STACS, LNCS 1563: 259-269).
"""

from __future__ import annotations

import numpy as np

from .cooldowns import cooling
from .jit import inline, jit, parallel, prange
from .market import FORAGES, IN_POOL, WAITING, buys_at, discount_table, overlap, sells_at
from .space import in_view

ROOM = 256  # neighbours found without asking for more room
PAIRS = 512  # pairs to a block


@jit
def form_pool(worlds, offsets, cell_offsets, foragers_pair, end, listed_row, searched, committed_cell, paired, flags):
    """Mark the listed agents that chose to forage, and those that take part in the fallback.

    worlds         : int64[K]     worlds to do
    offsets        : int64[W+1]   first row of each world; cell_offsets its first cell
    cell_offsets   : int64[W+1]
    foragers_pair  : bool[W]      whether agents that chose to forage take part
    end            : int32[C]     the market; likewise listed_row
    listed_row     : int32[N]
    searched       : bool[N]      has a list of partners
    committed_cell : int32[N]     commitment after pass 1, -1 if none
    paired         : int32[N]     world-local row of the partner, -1 if none
    flags          : int8[N]      FORAGES and IN_POOL are set
    """
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low = offsets[w]
        for place in range(low, low + end[cell_offsets[w + 1] - 1]):
            i = low + listed_row[place]
            forages = committed_cell[i] >= 0
            pooled = searched[i] and paired[i] < 0 and (foragers_pair[w] or not forages)
            flags[place] |= FORAGES * forages + IN_POOL * pooled
    return 0


@inline
def hidden(other, me, flags_other):
    """Whether a listed agent was committed, and so not available, when it was the turn of another one in pass 1.

    other       : int64   world-local row of the listed agent
    me          : int64   world-local row of the one whose turn it was
    flags_other : int8    flags of the listed agent: a higher row still waits, a lower one has chosen
    """
    return flags_other & (WAITING if other > me else FORAGES) != 0


@jit
def list_edges(
    worlds, offsets, cell_offsets, width, height, torus, tick, beta, longest, radius, avoided, until,
    end, listed_row, listed_x, listed_y, listed_ask, listed_bid, flags, first_edge, edge_i, edge_j, edge_value,
):  # fmt: skip
    """List the pairs that the fallback may form; return how many there are, which may exceed the room for them.

    worlds       : int64[K]              worlds to do
    offsets      : int64[W+1]            first row of each world; cell_offsets its first cell
    cell_offsets : int64[W+1]
    width        : int32[W] [cell]       columns of the grid; height its rows
    height       : int32[W] [cell]
    torus        : bool[W]               whether the edges of the grid meet
    tick         : int64[W] [tick]       now
    beta         : float64[W]            discount per step, 0 < beta <= 1
    longest      : int32[W] [cell]       greatest vision in the world
    radius       : int32[N] [cell]       vision
    avoided      : int32[N, S]           cooldowns; likewise until
    until        : int32[N, S] [tick]
    end          : int32[C]              the market, like the next six, with the pool marked
    listed_row   : int32[N]
    listed_x     : int32[N] [cell]
    listed_y     : int32[N] [cell]
    listed_ask   : float64[N] [B per A]
    listed_bid   : float64[N] [B per A]
    flags        : int8[N]
    first_edge   : int64[K+1]            overwritten: first edge of each of these worlds
    edge_i       : int32[E]              overwritten as far as it goes: row that lists, world-local
    edge_j       : int32[E]              overwritten: row listed
    edge_value   : float64[E]            overwritten: discounted overlap

    A pair that both list appears once, from the lower row: it comes first in the order and stands for both.
    Source  economy.md section 2.2, pass 3. Twin  tests/reference/phases.py.
    """
    count = 0
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low, base = offsets[w], cell_offsets[w]
        last = low + end[cell_offsets[w + 1] - 1]
        first_edge[k] = count
        discount = discount_table(beta[w], longest[w], width[w], height[w])
        at, far = np.empty(last - low, np.int64), np.empty(last - low, np.int64)
        for place in range(low, last):
            if not flags[place] & IN_POOL:
                continue
            me = listed_row[place]
            i = low + me
            x, y, bid, ask, mine = listed_x[place], listed_y[place], listed_bid[place], listed_ask[place], flags[place]
            seen = in_view(x, y, radius[i], width[w], height[w], torus[w], base, low, end, listed_y, at, far)
            for s in range(seen):
                j = at[s]
                if not flags[j] & IN_POOL or j == place:
                    continue
                surplus = overlap(bid, ask, listed_bid[j], listed_ask[j])
                if surplus <= 0.0:
                    continue
                other = listed_row[j]
                if hidden(other, me, flags[j]) or cooling(avoided, until, i, other, tick[w]):
                    continue
                if other < me and far[s] <= radius[low + other] and not hidden(me, other, mine):
                    if not cooling(avoided, until, low + other, me, tick[w]):
                        continue  # listed from the other side
                if count < edge_i.shape[0]:
                    edge_i[count], edge_j[count], edge_value[count] = me, other, surplus * discount[far[s]]
                count += 1
    first_edge[worlds.shape[0]] = count
    return count


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
def pair_best_first(worlds, offsets, first_edge, edge_i, edge_j, edge_value, best_edge, paired, out_edge):
    """Pair the ends of the edges, the edge that comes first before all others, each row at most once; return how many.

    worlds     : int64[K]     worlds to do
    offsets    : int64[W+1]   first row of each world
    first_edge : int64[K+1]   first edge of each of these worlds
    edge_i     : int32[E]     row that lists, world-local; edge_j the row listed
    edge_j     : int32[E]
    edge_value : float64[E]   discounted overlap
    best_edge  : int32[N]     scratch
    paired     : int32[N]     world-local row of the partner, -1 if none; changed
    out_edge   : int64[P]     overwritten: the edges taken, worlds in order, in no order inside a world

    Source  economy.md section 2.2, pass 3. Twin  tests/reference/phases.py, which sorts.
    """
    total = 0
    for k in range(worlds.shape[0]):
        low = offsets[worlds[k]]
        alive = first_edge[k + 1] - first_edge[k]
        open_edges = np.empty(alive, np.int64)
        for s in range(alive):
            open_edges[s] = first_edge[k] + s
        while alive > 0:
            for s in range(alive):
                best_edge[low + edge_i[open_edges[s]]] = -1
                best_edge[low + edge_j[open_edges[s]]] = -1
            for s in range(alive):
                e = open_edges[s]
                i, j = low + edge_i[e], low + edge_j[e]
                if comes_first(e, best_edge[i], edge_i, edge_j, edge_value):
                    best_edge[i] = e
                if comes_first(e, best_edge[j], edge_i, edge_j, edge_value):
                    best_edge[j] = e
            for s in range(alive):
                e = open_edges[s]
                i, j = low + edge_i[e], low + edge_j[e]
                if best_edge[i] == e and best_edge[j] == e:
                    paired[i], paired[j] = j - low, i - low
                    out_edge[total] = e
                    total += 1
            kept = 0
            for s in range(alive):
                e = open_edges[s]
                if paired[low + edge_i[e]] < 0 and paired[low + edge_j[e]] < 0:
                    open_edges[kept] = e
                    kept += 1
            alive = kept
    return total


@parallel
def rank_on_list(
    edge_world, taken, offsets, cell_offsets, width, height, torus, tick, beta, longest, x, y, radius, ask, bid, goods,
    avoided, until, end, listed_row, listed_y, listed_ask, listed_bid, flags, edge_i, edge_j, edge_value, rank,
):  # fmt: skip
    """Count, for each pair of the fallback, the candidates that its listing agent would have preferred.

    edge_world   : int64[P]              world of each pair
    taken        : int64[P]              edges of the pairs
    offsets      : int64[W+1]            first row of each world; cell_offsets its first cell
    cell_offsets : int64[W+1]
    width        : int32[W] [cell]       columns of the grid; height its rows
    height       : int32[W] [cell]
    torus        : bool[W]               whether the edges of the grid meet
    tick         : int64[W] [tick]       now
    beta         : float64[W]            discount per step, 0 < beta <= 1
    longest      : int32[W] [cell]       greatest vision in the world
    x            : int32[N] [cell]       column; y row
    y            : int32[N] [cell]
    radius       : int32[N] [cell]       vision
    ask          : float64[N] [B per A]  quotes; likewise bid
    bid          : float64[N] [B per A]
    goods        : int64[N, 2] [unit]    columns A, B
    avoided      : int32[N, S]           cooldowns; likewise until
    until        : int32[N, S] [tick]
    end          : int32[C]              the market, like the next five, with the pool marked
    listed_row   : int32[N]
    listed_y     : int32[N] [cell]
    listed_ask   : float64[N] [B per A]
    listed_bid   : float64[N] [B per A]
    flags        : int8[N]
    edge_i       : int32[E]              row that lists, world-local; edge_j the row listed
    edge_j       : int32[E]
    edge_value   : float64[E]            discounted overlap
    rank         : int32[P]              overwritten

    Order   pairs are independent; given by edge, they come in the order of cells.
    Source  economy.md section 2.2, pass 3; docs/design/002. Twin  tests/reference/phases.py.
    """
    n_blocks = (taken.shape[0] + PAIRS - 1) // PAIRS
    for b in prange(n_blocks):
        at, far = np.empty(ROOM, np.int64), np.empty(ROOM, np.int64)
        world, discount = -1, np.empty(0)
        for p in range(b * PAIRS, min((b + 1) * PAIRS, taken.shape[0])):
            w, e = edge_world[p], taken[p]
            if w != world:
                world, discount = w, discount_table(beta[w], longest[w], width[w], height[w])
            low, base = offsets[w], cell_offsets[w]
            me, partner, value = edge_i[e], edge_j[e], edge_value[e]
            i, preferred = low + me, 0
            own_ask, own_bid = sells_at(ask[i], goods[i, 0]), buys_at(bid[i], goods[i, 1])
            seen = in_view(x[i], y[i], radius[i], width[w], height[w], torus[w], base, low, end, listed_y, at, far)
            while seen < 0:
                at, far = np.empty(4 * at.shape[0], np.int64), np.empty(4 * at.shape[0], np.int64)
                seen = in_view(x[i], y[i], radius[i], width[w], height[w], torus[w], base, low, end, listed_y, at, far)
            for s in range(seen):
                o = at[s]
                other = listed_row[o]
                surplus = overlap(own_bid, own_ask, listed_bid[o], listed_ask[o])
                if surplus <= 0.0 or other == me or other == partner or hidden(other, me, flags[o]):
                    continue
                gain = surplus * discount[far[s]]
                if (gain > value or (gain == value and other < partner)) and not cooling(avoided, until, i, other, tick[w]):
                    preferred += 1
            rank[p] = preferred
    return 0
