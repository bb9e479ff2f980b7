"""Pairs begin and end: by mutual consent, by the fallback, with the mode, and where they are not mutual."""

from __future__ import annotations

from .cooldowns import forgive
from .jit import inline, jit, parallel, prange
from .market import buys_at, overlap, sells_at
from .matching import PAIRS
from .prefetch import AHEAD, prefetch

TO_TRADE, TO_FORAGE = 3, 4  # reasons for parting
TRADE_ONLY = 2  # as in choice.py


@parallel
def find_mutual(blocks, offsets, target_row, paired, lower, count):
    """Find every two free agents that want each other, at their lower rows.

    blocks     : int64[B, 3]   (world, first row, last row + 1)
    offsets    : int64[W+1]    first row of each world
    target_row : int32[N]      world-local row of the wanted partner, -1 if none
    paired     : int32[N]      world-local row of the partner, -1 if none
    lower      : int32[N]      overwritten from the first row of each block on, as far as it goes: the lower rows, world-local
    count      : int64[B]      overwritten: how many there are

    Order   rows are independent.
    """
    for b in prange(blocks.shape[0]):
        low, first, last = offsets[blocks[b, 0]], blocks[b, 1], blocks[b, 2]
        found = 0
        for i in range(first, last):
            soon = min(i + AHEAD, last - 1)
            prefetch(target_row, low + max(target_row[soon], 0))
            j = low + target_row[i]
            if j <= i or paired[i] >= 0 or paired[j] >= 0 or target_row[j] != i - low:
                continue
            lower[first + found] = i - low
            found += 1
        count[b] = found
    return 0


@parallel
def consent(
    blocks, begin, count, lower, offsets, target_row, ask, bid, goods, avoided, until, paired,
    out_world, out_i, out_j, out_surplus_i, out_surplus_j,
):  # fmt: skip
    """Pair every two free agents that want each other (pass 2).

    blocks        : int64[B, 3]           (world, first row, last row + 1)
    begin         : int64[B]              place of the first pair of each block
    count         : int64[B]              of `find_mutual`; likewise lower
    lower         : int32[N]
    offsets       : int64[W+1]            first row of each world
    target_row    : int32[N]              world-local row of the wanted partner
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

    Order   pairs are disjoint, so independent.
    Source  economy.md section 2.2, pass 2. Twin  tests/reference/phases.py.
    """
    for b in prange(blocks.shape[0]):
        w, first = blocks[b, 0], blocks[b, 1]
        low = offsets[w]
        for s in range(count[b]):
            i, at = low + lower[first + s], begin[b] + s
            j = low + target_row[i]
            paired[i], paired[j] = j - low, i - low
            forgive(avoided, until, i, j - low)
            forgive(avoided, until, j, i - low)
            surplus = between(i, j, ask, bid, goods)
            out_world[at], out_i[at], out_j[at] = w, i - low, j - low
            out_surplus_i[at], out_surplus_j[at] = surplus, surplus
    return 0


@inline
def between(i, j, ask, bid, goods):
    """Overlap of the quotes of two rows: float64 [B per A].

    i     : int64                 row; j another
    j     : int64
    ask   : float64[N] [B per A]  quotes; likewise bid
    bid   : float64[N] [B per A]
    goods : int64[N, 2] [unit]    columns A, B
    """
    return overlap(buys_at(bid[i], goods[i, 1]), sells_at(ask[i], goods[i, 0]), buys_at(bid[j], goods[j, 1]), sells_at(ask[j], goods[j, 0]))


@parallel
def seal(
    world, row_i, row_j, offsets, x, y, ask, bid, goods, avoided, until, target_x, target_y, target_row,
    out_world, out_i, out_j, out_surplus_i, out_surplus_j,
):  # fmt: skip
    """Turn the ends of each pair of the fallback to each other and write a row for it.

    world         : int64[P]              world of each pair, by world and in the order of the fallback
    row_i         : int32[P]              world-local row that lists; row_j the row listed
    row_j         : int32[P]
    offsets       : int64[W+1]            first row of each world
    x             : int32[N] [cell]       column; y row
    y             : int32[N] [cell]
    ask           : float64[N] [B per A]  quotes; likewise bid
    bid           : float64[N] [B per A]
    goods         : int64[N, 2] [unit]    columns A, B
    avoided       : int32[N, S]           cooldowns of a new pair for each other are forgotten; likewise until
    until         : int32[N, S] [tick]
    target_x      : int32[N] [cell]       changed: the partner's column; target_y its row
    target_y      : int32[N] [cell]
    target_row    : int32[N]              changed: the partner
    out_world     : int32[E]              a row for each pair: its world
    out_i         : int32[E]              row that lists; out_j the row listed, world-local
    out_j         : int32[E]
    out_surplus_i : float64[E] [B per A]  overlap of quotes; likewise out_surplus_j
    out_surplus_j : float64[E] [B per A]

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
            surplus = between(i, j, ask, bid, goods)
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
