"""Blind search: who finds nothing to do goes anywhere in view."""

from __future__ import annotations

import numpy as np

from ..choice import IDLE, IDLE_HOME
from ..jit import parallel, prange
from ..rng import bits
from ..space import first_offset, last_offset, wrap


@parallel
def wander(blocks, offsets, width, height, torus, tick, chances, uid, x, y, radius, paired, target_x, target_y, activity):
    """Send each agent that found nothing to do to another cell within its radius, each equally likely.

    blocks   : int64[B, 3]       (world, first row, last row + 1)
    offsets  : int64[W+1]        first row of each world
    width    : int32[W] [cell]   columns of the grid; height its rows
    height   : int32[W] [cell]
    torus    : bool[W]           whether the edges meet
    tick     : int64[W] [tick]   now
    chances  : uint64[W]         key of the stream of draws
    uid      : int64[N]          whose draw it is
    x        : int32[N] [cell]   column; y row
    y        : int32[N] [cell]
    radius   : int32[N] [cell]   how far it may want to go
    paired   : int32[N]          world-local row of the partner, -1 if none
    target_x : int32[N] [cell]   of `choice.intend`, changed for those that wander; likewise target_y
    target_y : int32[N] [cell]
    activity : int8[N]           likewise: IDLE

    Edges   who can go nowhere keeps what it had.
    Draws   by uid, index 0: 64 bits, whose remainder picks; its bias is below 1e-9 on any grid that fits in memory.
    Order   rows are independent.
    Source  economy.md section 6, `random_walk`. Twin  tests/reference/search.py.
    """
    for b in prange(blocks.shape[0]):
        w = blocks[b, 0]
        for i in range(blocks[b, 1], blocks[b, 2]):
            if paired[i] >= 0 or (activity[i] != IDLE and activity[i] != IDLE_HOME):
                continue
            left, right = first_offset(x[i], radius[i], width[w], torus[w]), last_offset(x[i], radius[i], width[w], torus[w])
            others = -1
            for dx in range(left, right + 1):
                reach = radius[i] - abs(dx)
                others += last_offset(y[i], reach, height[w], torus[w]) - first_offset(y[i], reach, height[w], torus[w]) + 1
            if others == 0:
                continue
            place = np.int64(bits(chances[w], tick[w], uid[i], 0) % np.uint64(others))
            for dx in range(left, right + 1):
                reach = radius[i] - abs(dx)
                bottom, top = first_offset(y[i], reach, height[w], torus[w]), last_offset(y[i], reach, height[w], torus[w])
                count = top - bottom + (dx != 0)  # its own cell does not count
                if place < count:
                    dy = bottom + place
                    dy += dx == 0 and dy >= 0
                    target_x[i], target_y[i] = wrap(x[i] + dx, width[w]), wrap(y[i] + dy, height[w])
                    activity[i] = IDLE
                    break
                place -= count
    return 0
