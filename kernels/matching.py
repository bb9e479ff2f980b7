"""Three-pass matching: mutual consent, then the best remaining pairs first.

The fallback is greedy over a strict total order of edges (value, then the lower rows). An edge that comes first for both of
its ends would be taken by a walk through the sorted list whatever else happens, so we take all such *locally dominant*
edges at once and repeat: the same matching with no sort (Preis 1999, STACS, LNCS 1563: 259-269).
"""

from __future__ import annotations

import numpy as np

from .cooldowns import cooling, forgive
from .jit import inline, jit
from .partners import interest
from .quotes import discount_table, overlap
from .space import distance, rows_in_view

TO_TRADE, TO_FORAGE = 3, 4  # reasons for parting
TRADE_ONLY = 2  # as in choice.py


@jit
def consent(
    worlds, offsets, target_row, ask, bid, goods, avoided, until, paired,
    out_world, out_i, out_j, out_surplus_i, out_surplus_j,
):  # fmt: skip
    """Pair every two free agents that want each other (pass 2); return the number of pairs.

    worlds        : int64[K]              worlds to do
    offsets       : int64[W+1]            first row of each world
    target_row    : int32[N]              world-local row of the wanted partner, -1 if none
    ask           : float64[N] [B per A]  quotes; likewise bid
    bid           : float64[N] [B per A]
    goods         : int64[N, 2] [unit]    columns A, B
    avoided       : int32[N, S]           cooldowns of a new pair for each other are forgotten; likewise until
    until         : int32[N, S] [tick]
    paired        : int32[N]              world-local row of the partner, -1 if none; changed
    out_world     : int32[E]              a row for each pair, in order of the lower row: its world
    out_i         : int32[E]              lower row; out_j the higher, world-local
    out_j         : int32[E]
    out_surplus_i : float64[E] [B per A]  overlap of quotes; likewise out_surplus_j
    out_surplus_j : float64[E] [B per A]

    Source  economy.md section 2.2, pass 2. Twin  tests/reference/decision.py.
    """
    count = 0
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low = offsets[w]
        for i in range(low, offsets[w + 1]):
            j = low + target_row[i]
            if j <= i or paired[i] >= 0 or paired[j] >= 0 or target_row[j] != i - low:
                continue
            paired[i], paired[j] = j - low, i - low
            forgive(avoided, until, i, j - low)
            forgive(avoided, until, j, i - low)
            surplus = overlap(bid[i], ask[i], goods[i, 0], goods[i, 1], bid[j], ask[j], goods[j, 0], goods[j, 1])
            out_world[count], out_i[count], out_j[count] = w, i - low, j - low
            out_surplus_i[count], out_surplus_j[count] = surplus, surplus
            count += 1
    return count


@inline
def listed(i, j, before, committed_cell, searched):
    """Whether row j was not hidden from row i by a commitment when it was i's turn.

    i              : int64      row that lists; j the row listed
    j              : int64
    before         : bool[N]    committed before its turn
    committed_cell : int32[N]   commitment after pass 1, -1 if none
    searched       : bool[N]    has a list at all
    """
    return searched[i] and not (before[j] if j > i else committed_cell[j] >= 0)


@jit
def list_edges(
    worlds, offsets, cell_offsets, width, height, torus, tick, beta, foragers_pair, x, y, radius, end, order,
    before, searched, committed_cell, paired, ask, bid, goods, avoided, until, first_edge, edge_i, edge_j, edge_value,
):  # fmt: skip
    """List the pairs that the fallback may form; return how many there are, which may exceed the room for them.

    worlds         : int64[K]              worlds to do
    offsets        : int64[W+1]            first row of each world; cell_offsets its first cell
    cell_offsets   : int64[W+1]
    width          : int32[W] [cell]       columns of the grid; height its rows
    height         : int32[W] [cell]
    torus          : bool[W]               whether the edges of the grid meet
    tick           : int64[W] [tick]       now
    beta           : float64[W]            discount per step, 0 < beta <= 1
    foragers_pair  : bool[W]               whether agents that chose to forage take part
    x              : int32[N] [cell]       column; y row
    y              : int32[N] [cell]
    radius         : int32[N] [cell]       vision
    end            : int32[C]              cell list; likewise order
    order          : int32[N]
    before         : bool[N]               committed before its turn in pass 1
    searched       : bool[N]               has a list of partners
    committed_cell : int32[N]              commitment after pass 1, -1 if none
    paired         : int32[N]              world-local row of the partner, -1 if none
    ask            : float64[N] [B per A]  quotes; likewise bid
    bid            : float64[N] [B per A]
    goods          : int64[N, 2] [unit]    columns A, B
    avoided        : int32[N, S]           cooldowns; likewise until
    until          : int32[N, S] [tick]
    first_edge     : int64[K+1]            overwritten: first edge of each of these worlds
    edge_i         : int32[E]              overwritten as far as it goes: row that lists, world-local
    edge_j         : int32[E]              overwritten: row listed
    edge_value     : float64[E]            overwritten: discounted overlap

    A pair that both list appears once, from the lower row: it comes first in the order and stands for both.
    Source  economy.md section 2.2, pass 3. Twin  tests/reference/decision.py.
    """
    count = 0
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low, high, base = offsets[w], offsets[w + 1], cell_offsets[w]
        first_edge[k] = count
        longest = 0
        for i in range(low, high):
            longest = max(longest, min(radius[i], width[w] + height[w]))
        discount = discount_table(beta[w], longest)
        view = np.empty(high - low, np.int32)
        for i in range(low, high):
            if not searched[i] or paired[i] >= 0 or (committed_cell[i] >= 0 and not foragers_pair[w]):
                continue
            seen = rows_in_view(x[i], y[i], radius[i], width[w], height[w], torus[w], base, low, end, order, view)
            for s in range(seen):
                j = low + view[s]
                if j == i or paired[j] >= 0 or (committed_cell[j] >= 0 and not foragers_pair[w]):
                    continue
                if not listed(i, j, before, committed_cell, searched):
                    continue
                d = distance(x[i], y[i], x[j], y[j], width[w], height[w], torus[w])
                value = interest(i, j, j - low, tick[w], d, discount, ask, bid, goods, avoided, until)
                if value <= 0.0:
                    continue
                if j < i and d <= radius[j] and listed(j, i, before, committed_cell, searched):
                    if not cooling(avoided, until, j, i - low, tick[w]):
                        continue  # listed by j already
                if count < edge_i.shape[0]:
                    edge_i[count], edge_j[count], edge_value[count] = i - low, j - low, value
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

    Source  economy.md section 2.2, pass 3. Twin  tests/reference/decision.py, which sorts.
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


@jit
def seal(
    worlds, offsets, cell_offsets, width, height, torus, tick, beta, x, y, radius, end, order, before, searched,
    committed_cell, ask, bid, goods, avoided, until, first_edge, edge_i, edge_j, edge_value, taken,
    target_x, target_y, target_row, out_world, out_i, out_j, out_rank, out_surplus_i, out_surplus_j,
):  # fmt: skip
    """Turn the ends of each pair of the fallback to each other and report it with its rank on the list it came from.

    worlds         : int64[K]              worlds to do
    offsets        : int64[W+1]            first row of each world; cell_offsets its first cell
    cell_offsets   : int64[W+1]
    width          : int32[W] [cell]       columns of the grid; height its rows
    height         : int32[W] [cell]
    torus          : bool[W]               whether the edges of the grid meet
    tick           : int64[W] [tick]       now
    beta           : float64[W]            discount per step, 0 < beta <= 1
    x              : int32[N] [cell]       column; y row
    y              : int32[N] [cell]
    radius         : int32[N] [cell]       vision
    end            : int32[C]              cell list; likewise order
    order          : int32[N]
    before         : bool[N]               committed before its turn in pass 1
    searched       : bool[N]               has a list of partners
    committed_cell : int32[N]              commitment after pass 1, -1 if none
    ask            : float64[N] [B per A]  quotes; likewise bid
    bid            : float64[N] [B per A]
    goods          : int64[N, 2] [unit]    columns A, B
    avoided        : int32[N, S]           cooldowns of a new pair for each other are forgotten; likewise until
    until          : int32[N, S] [tick]
    first_edge     : int64[K+1]            first edge of each of these worlds
    edge_i         : int32[E]              row that lists, world-local; edge_j the row listed
    edge_j         : int32[E]
    edge_value     : float64[E]            discounted overlap
    taken          : int64[P]              edges of the pairs, by world and in the order of the fallback
    target_x       : int32[N] [cell]       changed: the partner's column; target_y its row
    target_y       : int32[N] [cell]
    target_row     : int32[N]              changed: the partner
    out_world      : int32[E]              a row for each pair: its world
    out_i          : int32[E]              row that lists; out_j the row listed, world-local
    out_j          : int32[E]
    out_rank       : int32[E]              number of candidates that i ranked before j
    out_surplus_i  : float64[E] [B per A]  overlap of quotes; likewise out_surplus_j
    out_surplus_j  : float64[E] [B per A]

    Source  economy.md section 2.2, pass 3. Twin  tests/reference/decision.py.
    """
    p = 0
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low, high, base = offsets[w], offsets[w + 1], cell_offsets[w]
        longest = 0
        for i in range(low, high):
            longest = max(longest, min(radius[i], width[w] + height[w]))
        discount = discount_table(beta[w], longest)
        view = np.empty(high - low, np.int32)
        while p < taken.shape[0] and taken[p] < first_edge[k + 1]:
            e = taken[p]
            i, j = low + edge_i[e], low + edge_j[e]
            rank = 0
            seen = rows_in_view(x[i], y[i], radius[i], width[w], height[w], torus[w], base, low, end, order, view)
            for s in range(seen):
                o = low + view[s]
                if o == i or o == j or not listed(i, o, before, committed_cell, searched):
                    continue
                d = distance(x[i], y[i], x[o], y[o], width[w], height[w], torus[w])
                value = interest(i, o, o - low, tick[w], d, discount, ask, bid, goods, avoided, until)
                rank += value > edge_value[e] or (value == edge_value[e] and o < j)
            forgive(avoided, until, i, j - low)
            forgive(avoided, until, j, i - low)
            target_x[i], target_y[i], target_row[i] = x[j], y[j], j - low
            target_x[j], target_y[j], target_row[j] = x[i], y[i], i - low
            surplus = overlap(bid[i], ask[i], goods[i, 0], goods[i, 1], bid[j], ask[j], goods[j, 0], goods[j, 1])
            out_world[p], out_i[p], out_j[p] = w, i - low, j - low
            out_rank[p], out_surplus_i[p], out_surplus_j[p] = rank, surplus, surplus
            p += 1
    return p


@jit
def repair(worlds, offsets, paired, out_world, out_i, out_j):
    """Free every agent whose partner is not paired with it; return how many there were.

    worlds     : int64[K]     worlds to do
    offsets    : int64[W+1]   first row of each world
    paired     : int32[N]     world-local row of the partner, -1 if none; changed
    out_world  : int32[E]     a row for each repair: its world
    out_i      : int32[E]     row freed, world-local; out_j the one it was paired with
    out_j      : int32[E]

    Source  economy.md section 2.7.
    """
    count = 0
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low = offsets[w]
        for i in range(low, offsets[w + 1]):
            if paired[i] >= 0 and paired[low + paired[i]] != i - low:
                out_world[count], out_i[count], out_j[count] = w, i - low, paired[i]
                paired[i] = -1
                count += 1
    return count


@jit
def dissolve(worlds, offsets, mode, paired, committed_cell, out_world, out_i, out_j, out_reason):
    """Free every agent of its pair and of its commitment; return the number of pairs dissolved.

    worlds         : int64[K]     worlds to do
    offsets        : int64[W+1]   first row of each world
    mode           : int8[W]      the new mode: TRADE_ONLY or another
    paired         : int32[N]     world-local row of the partner; -1 afterwards
    committed_cell : int32[N]     world-local cell of a forager; -1 afterwards
    out_world      : int32[E]     a row for each pair: its world
    out_i          : int32[E]     lower row, world-local; out_j the higher
    out_j          : int32[E]
    out_reason     : int8[E]      TO_TRADE or TO_FORAGE

    Source  economy.md section 2, before phase 1.
    """
    count = 0
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low, reason = offsets[w], TO_TRADE if mode[w] == TRADE_ONLY else TO_FORAGE
        for i in range(low, offsets[w + 1]):
            committed_cell[i] = -1
            if paired[i] >= 0:
                out_world[count], out_i[count], out_j[count] = w, i - low, paired[i]
                out_reason[count] = reason
                paired[low + paired[i]] = -1
                paired[i] = -1
                count += 1
    return count
