"""Regrowth: a harvested cell rests for a while, then grows back towards its cap."""

from __future__ import annotations

from .jit import parallel, prange


@parallel
def regrow(
    cell_blocks, zone_offsets, tick, growth_rate, rest, zone_growth_rate, zone_rest, zone, harvested, capacity, amount
):  # fmt: skip
    """Let every cell grow that was ever harvested, has rested, and is below its cap.

    cell_blocks      : int64[B, 3]       (world, first cell, last cell + 1)
    zone_offsets     : int64[W+1]        first zone of each world
    tick             : int64[W] [tick]   now
    growth_rate      : int32[W] [unit]   growth a tick; 0 or less: never
    rest             : int32[W] [tick]   ticks since the last harvest, of any size, before growth begins
    zone_growth_rate : int32[Z] [unit]   the same in each zone, -1 for as in the world; likewise zone_rest
    zone_rest        : int32[Z] [tick]
    zone             : int8[C]           number of the zone of each cell in its world, -1 for none
    harvested        : int32[C] [tick]   last harvest, -1 if never
    capacity         : int32[C] [unit]   cap
    amount           : int32[C] [unit]   changed

    Order   cells are independent.
    Source  economy.md section 5. Twin  tests/reference/phases.py.
    """
    for b in prange(cell_blocks.shape[0]):
        w, first_zone = cell_blocks[b, 0], zone_offsets[cell_blocks[b, 0]]
        zoned = zone_offsets[w + 1] > first_zone
        if growth_rate[w] <= 0 and not zoned:
            continue
        for c in range(cell_blocks[b, 1], cell_blocks[b, 2]):
            if harvested[c] < 0 or amount[c] >= capacity[c]:
                continue
            rate, wait = growth_rate[w], rest[w]
            if zoned and zone[c] >= 0:
                z = first_zone + zone[c]
                rate = zone_growth_rate[z] if zone_growth_rate[z] >= 0 else rate
                wait = zone_rest[z] if zone_rest[z] >= 0 else wait
            if rate > 0 and tick[w] - harvested[c] >= wait:
                amount[c] = min(amount[c] + rate, capacity[c])
    return 0
