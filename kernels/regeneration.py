"""Regrowth: a harvested cell rests for a while, then grows back towards its cap."""

from __future__ import annotations

from .jit import parallel, prange


@parallel
def regrow(cell_blocks, tick, growth_rate, rest, harvested, capacity, amount):
    """Let every cell grow that was ever harvested, has rested, and is below its cap.

    cell_blocks : int64[B, 3]       (world, first cell, last cell + 1)
    tick        : int64[W] [tick]   now
    growth_rate : int32[W] [unit]   growth a tick; 0 or less: never
    rest        : int32[W] [tick]   ticks since the last harvest, of any size, before growth begins
    harvested   : int32[C] [tick]   last harvest, -1 if never
    capacity    : int32[C] [unit]   cap
    amount      : int32[C] [unit]   changed

    Order   cells are independent.
    Source  economy.md section 5. Twin  tests/reference/phases.py.
    """
    for b in prange(cell_blocks.shape[0]):
        w = cell_blocks[b, 0]
        if growth_rate[w] <= 0:
            continue
        for c in range(cell_blocks[b, 1], cell_blocks[b, 2]):
            if harvested[c] >= 0 and amount[c] < capacity[c] and tick[w] - harvested[c] >= rest[w]:
                amount[c] = min(amount[c] + growth_rate[w], capacity[c])
    return 0
