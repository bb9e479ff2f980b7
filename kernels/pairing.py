"""Pairs begin and end: by mutual consent, by the fallback, with a change of mode, and where they are not mutual."""

from __future__ import annotations

from .cooldowns import forgive
from .jit import inline, jit, parallel, prange
from .market import best_between
from .matching import PAIRS
from .prefetch import AHEAD, prefetch


@jit
def consent(
    worlds, offsets, target_row, exchanges, barters, ask, bid, goods, money, avoided, until, paired,
    out_world, out_i, out_j, out_surplus_i, out_surplus_j,
):  # fmt: skip
    """Pair every two free agents that want each other (pass 2); return the number of pairs.

    worlds        : int64[K]              worlds to do
    offsets       : int64[W+1]            first row of each world
    target_row    : int32[N]              world-local row of the wanted partner, -1 if none
    exchanges     : int8[W]               bits of what a pair may come together for
    barters       : bool[N]               whether an agent barters though there is money
    ask           : float64[N, E]         quotes; likewise bid
    bid           : float64[N, E]
    goods         : int64[N, 2] [unit]    columns A, B
    money         : int64[N]
    avoided       : int32[N, S]           cooldowns of a new pair for each other are forgotten; likewise until
    until         : int32[N, S] [tick]
    paired        : int32[N]              world-local row of the partner, -1 if none; changed
    out_world     : int32[E]              a row for each pair, in order of the lower row: its world
    out_i         : int32[E]              lower row; out_j the higher, world-local
    out_j         : int32[E]
    out_surplus_i : float64[E] [medium per good]  overlap of quotes; likewise out_surplus_j
    out_surplus_j : float64[E] [medium per good]

    Source  economy.md section 2.2, pass 2. Twin  tests/reference/phases.py.
    """
    count = 0
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low = offsets[w]
        for i in range(low, offsets[w + 1]):
            soon = min(i + AHEAD, offsets[w + 1] - 1)
            prefetch(target_row, low + max(target_row[soon], 0))
            prefetch(paired, low + max(target_row[soon], 0))
            j = low + target_row[i]
            if j <= i or paired[i] >= 0 or paired[j] >= 0 or target_row[j] != i - low:
                continue
            paired[i], paired[j] = j - low, i - low
            forgive(avoided, until, i, j - low)
            forgive(avoided, until, j, i - low)
            surplus = best_between(i, j, exchanges[w], barters, ask, bid, goods, money)
            out_world[count], out_i[count], out_j[count] = w, i - low, j - low
            out_surplus_i[count], out_surplus_j[count] = surplus, surplus
            count += 1
    return count


@parallel
def seal(
    world, row_i, row_j, offsets, x, y, exchanges, barters, ask, bid, goods, money, avoided, until, target_x, target_y, target_row,
    out_world, out_i, out_j, out_surplus_i, out_surplus_j,
):  # fmt: skip
    """Turn the ends of each pair of the fallback to each other and write a row for it.

    world         : int64[P]              world of each pair, by world and in the order of the fallback
    row_i         : int32[P]              world-local row that lists; row_j the row listed
    row_j         : int32[P]
    offsets       : int64[W+1]            first row of each world
    x             : int32[N] [cell]       column; y row
    y             : int32[N] [cell]
    exchanges     : int8[W]               bits of what a pair may come together for
    barters       : bool[N]               whether an agent barters though there is money
    ask           : float64[N, E]         quotes; likewise bid
    bid           : float64[N, E]
    goods         : int64[N, 2] [unit]    columns A, B
    money         : int64[N]
    avoided       : int32[N, S]           cooldowns of a new pair for each other are forgotten; likewise until
    until         : int32[N, S] [tick]
    target_x      : int32[N] [cell]       changed: the partner's column; target_y its row
    target_y      : int32[N] [cell]
    target_row    : int32[N]              changed: the partner
    out_world     : int32[E]              a row for each pair: its world
    out_i         : int32[E]              row that lists; out_j the row listed, world-local
    out_j         : int32[E]
    out_surplus_i : float64[E] [medium per good]  overlap of quotes; likewise out_surplus_j
    out_surplus_j : float64[E] [medium per good]

    Order   pairs are disjoint, so independent.
    Source  economy.md section 2.2, pass 3. Twin  tests/reference/phases.py.
    """
    for b in prange((world.shape[0] + PAIRS - 1) // PAIRS):
        last = min((b + 1) * PAIRS, world.shape[0])
        for p in range(b * PAIRS, last):
            soon = min(p + AHEAD, last - 1)
            for row in (offsets[world[soon]] + row_i[soon], offsets[world[soon]] + row_j[soon]):
                prefetch(x, row)
                prefetch(y, row)
                prefetch(ask, row)
                prefetch(bid, row)
                prefetch(goods, row)
                prefetch(avoided, row)
                prefetch(until, row)
                prefetch(target_x, row)
                prefetch(target_y, row)
                prefetch(target_row, row)
            low, me, partner = offsets[world[p]], row_i[p], row_j[p]
            i, j = low + me, low + partner
            forgive(avoided, until, i, partner)
            forgive(avoided, until, j, me)
            target_x[i], target_y[i], target_row[i] = x[j], y[j], partner
            target_x[j], target_y[j], target_row[j] = x[i], y[i], me
            surplus = best_between(i, j, exchanges[world[p]], barters, ask, bid, goods, money)
            out_world[p], out_i[p], out_j[p] = world[p], me, partner
            out_surplus_i[p], out_surplus_j[p] = surplus, surplus
    return 0


@inline
def is_torn(i, low, paired):
    """Whether a row has a partner that is not paired with it: bool.

    i      : int64      row
    low    : int64      first row of its world
    paired : int32[N]   world-local row of the partner, -1 if none
    """
    return paired[i] >= 0 and paired[low + paired[i]] != i - low


@parallel
def count_torn(blocks, offsets, paired, count):
    """Count the agents of each block whose partner is not paired with them.

    blocks  : int64[B, 3]   (world, first row, last row + 1)
    offsets : int64[W+1]    first row of each world
    paired  : int32[N]      world-local row of the partner, -1 if none
    count   : int64[B]      overwritten
    """
    for b in prange(blocks.shape[0]):
        low, torn = offsets[blocks[b, 0]], 0
        for i in range(blocks[b, 1], blocks[b, 2]):
            torn += is_torn(i, low, paired)
        count[b] = torn
    return 0


@jit
def repair(worlds, offsets, paired, out_world, out_i, out_j):
    """Free agents whose partner is not paired with them, in row order; return how many were freed.

    worlds     : int64[K]     worlds to do
    offsets    : int64[W+1]   first row of each world
    paired     : int32[N]     world-local row of the partner, -1 if none; changed
    out_world  : int32[E]     a row for each repair: its world
    out_i      : int32[E]     row freed, world-local; out_j the one it was paired with
    out_j      : int32[E]

    Nobody else becomes torn by it, so there are as many as `count_torn` says.
    Source  economy.md section 2.7.
    """
    count = 0
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low = offsets[w]
        for i in range(low, offsets[w + 1]):
            if is_torn(i, low, paired):
                out_world[count], out_i[count], out_j[count] = w, i - low, paired[i]
                paired[i] = -1
                count += 1
    return count


@jit
def leave(worlds, offsets, reason, was, mode, paired, committed_cell, out_world, out_i, out_j, out_reason):
    """Free every agent whose mode has changed of its pair and of its commitment; return the number of pairs that parted.

    worlds         : int64[K]     worlds to do
    offsets        : int64[W+1]   first row of each world
    reason         : int8[3, 3]   reason for parting, by the old mode and the new one
    was            : int8[N]      mode of each agent until now; mode from now on
    mode           : int8[N]
    paired         : int32[N]     world-local row of the partner; changed
    committed_cell : int32[N]     world-local cell of a forager; changed
    out_world      : int32[E]     a row for each pair, in the order of the agents that leave: its world
    out_i          : int32[E]     lower row, world-local; out_j the higher
    out_j          : int32[E]
    out_reason     : int8[E]      that of the agent that leaves, of the lower row if both do

    Source  economy.md section 2, before phase 1. Twin  tests/reference/phases.py.
    """
    count = 0
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low = offsets[w]
        for i in range(low, offsets[w + 1]):
            if was[i] == mode[i]:
                continue
            committed_cell[i] = -1
            if paired[i] >= 0:
                out_world[count], out_i[count], out_j[count] = w, min(i - low, paired[i]), max(i - low, paired[i])
                out_reason[count] = reason[was[i], mode[i]]
                paired[low + paired[i]] = -1
                paired[i] = -1
                count += 1
    return count
