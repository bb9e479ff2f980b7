"""Harvesting: whoever may forage, stands on a resource and is not paired takes some of it."""

from __future__ import annotations

import numpy as np

from .cooldowns import forgive
from .institutions import TRADE_ONLY
from .jit import jit
from .prefetch import AHEAD, prefetch


@jit
def harvest(
    worlds, offsets, cell_offsets, height, tick, unit, forage_rate, single_harvester, mode, x, y, paired,
    good, amount, harvested, goods, changed, committed_cell, avoided, until,
):  # fmt: skip
    """Let each unpaired agent that may forage, in row order, harvest the cell it stands on; return how many harvests there were.

    worlds           : int64[K]             worlds to do
    offsets          : int64[W+1]           first row of each world; cell_offsets its first cell
    cell_offsets     : int64[W+1]
    height           : int32[W] [cell]      rows of the grid
    tick             : int64[W] [tick]      now
    unit             : int32[W]             parts in a unit of a good
    forage_rate      : int32[W] [unit]      most that one harvest takes
    single_harvester : bool[W]              whether a cell is harvested once a tick at most, by the lowest row
    mode             : int8[N]              what each agent may do: BOTH, FORAGE_ONLY or TRADE_ONLY
    x                : int32[N] [cell]      column; y row
    y                : int32[N] [cell]
    paired           : int32[N]             world-local row of the partner, -1 if none
    good             : int8[C]              0 A, 1 B, -1 none
    amount           : int32[C] [unit]      resource on each cell; changed
    harvested        : int32[C] [tick]      last harvest, -1 if never; changed
    goods            : int64[N, 2] [part]   columns A, B; changed
    changed          : bool[N]              set for those who harvested
    committed_cell   : int32[N]             a harvest anywhere ends a commitment
    avoided          : int32[N, S]          a harvest that ends a commitment ends all cooldowns; likewise until
    until            : int32[N, S] [tick]

    Keeps   goods in hand and on cells together.
    Source  economy.md sections 2.5, 14 (Q7). Twin  tests/reference/phases.py.
    """
    count = 0
    for k in range(worlds.shape[0]):
        w = worlds[k]
        base = cell_offsets[w]
        for i in range(offsets[w], offsets[w + 1]):
            soon = min(i + AHEAD, offsets[w + 1] - 1)
            prefetch(amount, base + x[soon] * height[w] + y[soon])
            prefetch(harvested, base + x[soon] * height[w] + y[soon])
            prefetch(good, base + x[soon] * height[w] + y[soon])
            if paired[i] >= 0 or mode[i] == TRADE_ONLY:
                continue
            c = base + x[i] * height[w] + y[i]
            if amount[c] <= 0 or (single_harvester[w] and harvested[c] == tick[w]):
                continue
            taken = min(amount[c], forage_rate[w])
            goods[i, good[c]] += taken * np.int64(unit[w])
            amount[c] -= taken
            harvested[c] = tick[w]
            changed[i] = True
            if committed_cell[i] >= 0:
                committed_cell[i] = -1
                forgive(avoided, until, i, -1)
            count += 1
    return count
