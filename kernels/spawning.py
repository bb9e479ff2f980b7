"""Spawning: resources appear by chance, whether a cell was ever harvested or not."""

from __future__ import annotations

from .jit import parallel, prange
from .rng import uniform


@parallel
def spawn(cell_blocks, cell_offsets, tick, key, rate, quantity, cap, only_empty, good, capacity, amount):
    """Let a resource appear on each cell with the same probability; a cell that bore one bears the same kind again.

    cell_blocks  : int64[B, 3]       (world, first cell, last cell + 1)
    cell_offsets : int64[W+1]        first cell of each world
    tick         : int64[W] [tick]   now
    key          : uint64[W]         stream
    rate         : float64[W]        probability for each cell; 0: never
    quantity     : int32[W] [unit]   how much appears
    cap          : int32[W] [unit]   capacity of a cell that bore nothing so far, if it is not less than quantity
    only_empty   : bool[W]           whether cells with something on them are left out
    good         : int8[C]           0 A, 1 B, -1 none; changed where a cell gets its first resource
    capacity     : int32[C] [unit]   changed: at least quantity where something appears
    amount       : int32[C] [unit]   changed: up to the capacity; what is above it stays

    Draws   uniform of (key, tick, cell, 0): whether; of (key, tick, cell, 1): which good, each equally likely.
    Order   cells are independent.
    Source  economy.md section 5, the future option at its end. Twin  tests/reference/phases.py.
    """
    for b in prange(cell_blocks.shape[0]):
        w = cell_blocks[b, 0]
        if rate[w] <= 0.0:
            continue
        for c in range(cell_blocks[b, 1], cell_blocks[b, 2]):
            if only_empty[w] and amount[c] > 0:
                continue
            cell = c - cell_offsets[w]
            if uniform(key[w], tick[w], cell, 0) >= rate[w]:
                continue
            if good[c] < 0:
                good[c] = 0 if uniform(key[w], tick[w], cell, 1) < 0.5 else 1
                capacity[c] = cap[w]
            capacity[c] = max(capacity[c], quantity[w])
            if amount[c] < capacity[c]:
                amount[c] = min(amount[c] + quantity[w], capacity[c])
    return 0
