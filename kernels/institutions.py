"""Institutions in space and by person: which mode and which exchanges hold for each agent in a tick."""

from __future__ import annotations

from .jit import inline, jit, parallel, prange

BOTH, FORAGE_ONLY, TRADE_ONLY = range(3)  # modes
GATE = 3  # bit of what is open that says that sellers for money in view keep the agent from barter, behind those of the exchanges


@jit
def follow_schedules(worlds, first, tick, forage_ticks, trade_ticks, trade_first, mode):
    """Set the mode of each world, or of each zone, to that of its cycle.

    worlds       : int64[K]            worlds to do
    first        : int64[W+1]          first row of each world: its own, or its first zone
    tick         : int64[W] [tick]     now
    forage_ticks : int32[Z] [tick]     foraging part of the cycle, -1 for no cycle; likewise trade_ticks
    trade_ticks  : int32[Z] [tick]
    trade_first  : bool[Z]             whether trade comes first
    mode         : int8[Z]             overwritten where there is a cycle: BOTH, FORAGE_ONLY or TRADE_ONLY
    """
    for k in range(worlds.shape[0]):
        w = worlds[k]
        for z in range(first[w], first[w + 1]):
            if forage_ticks[z] >= 0:
                mode[z] = mode_at(tick[w], forage_ticks[z], trade_ticks[z], trade_first[z])
    return 0


@inline
def mode_at(tick, forage_ticks, trade_ticks, trade_first):
    """Mode of a cycle at a tick: int64. A cycle of no ticks is no cycle: BOTH.

    tick         : int64 [tick]
    forage_ticks : int64 [tick]   length of the foraging part; trade_ticks of the trading part
    trade_ticks  : int64 [tick]
    trade_first  : bool           whether trade comes first

    Source  economy.md section 6, `mode_schedule`. Twin  tests/reference/phases.py.
    """
    length = forage_ticks + trade_ticks
    if length == 0:
        return BOTH
    place = tick % length
    trading = place < trade_ticks if trade_first else place >= forage_ticks
    return TRADE_ONLY if trading else FORAGE_ONLY


@parallel
def settle(
    blocks, cell_offsets, zone_offsets, height, tick, x, y, zone, world_mode, world_open, trade_first, zone_mode, zone_open,
    own_forage, own_trade, own_offset, own_open, mode, open_to, was, changed, switched,
):  # fmt: skip
    """Find the mode of each agent and what is open to it: by its zone, else by its own customs, else by its world.

    blocks       : int64[B, 3]        (world, first row, last row + 1)
    cell_offsets : int64[W+1]         first cell of each world; zone_offsets its first zone
    zone_offsets : int64[W+1]
    height       : int32[W] [cell]    rows of the grid
    tick         : int64[W] [tick]    now
    x            : int32[N] [cell]    column; y row
    y            : int32[N] [cell]
    zone         : int8[C]            number of the zone of each cell in its world, -1 for none
    world_mode   : int8[W]            mode of the world; world_open what is open, as bits
    world_open   : int8[W]
    trade_first  : bool[W]            whether agents' own cycles begin with trade
    zone_mode    : int8[Z]            mode of each zone, -1 for none of its own; likewise zone_open
    zone_open    : int8[Z]
    own_forage   : int32[N, 0 or 1] [tick]  foraging part of an agent's own cycle, -1 for none; likewise own_trade
    own_trade    : int32[N, 0 or 1] [tick]
    own_offset   : int32[N, 0 or 1] [tick]  by how much the cycle is ahead
    own_open     : int8[N, 0 or 1]    what is open to an agent by its own regime, -1 for none
    mode         : int8[N]            changed: the mode of this tick
    open_to      : int8[N]            changed: what is open in this tick
    was          : int8[N]            overwritten: the mode until now
    changed      : bool[N]            set where what is open has changed: quotes must follow
    switched     : int64[B]           overwritten: agents of the block whose mode has changed

    Order   rows are independent.
    Twin    tests/reference/phases.py.
    """
    for b in prange(blocks.shape[0]):
        w, first_zone = blocks[b, 0], zone_offsets[blocks[b, 0]]
        zoned, count = zone_offsets[w + 1] > first_zone, 0
        for i in range(blocks[b, 1], blocks[b, 2]):
            new, opens = world_mode[w], world_open[w]
            if own_open.shape[1] > 0:
                if own_forage[i, 0] >= 0:
                    new = mode_at(tick[w] + own_offset[i, 0], own_forage[i, 0], own_trade[i, 0], trade_first[w])
                if own_open[i, 0] >= 0:
                    opens = own_open[i, 0]
            if zoned:
                number = zone[cell_offsets[w] + x[i] * height[w] + y[i]]
                if number >= 0:
                    z = first_zone + number
                    new = zone_mode[z] if zone_mode[z] >= 0 else new
                    opens = zone_open[z] if zone_open[z] >= 0 else opens
            was[i], mode[i] = mode[i], new
            count += was[i] != mode[i]
            if open_to[i] != opens:
                open_to[i], changed[i] = opens, True
        switched[b] = count
    return 0
