"""Claims: who has reserved which cell, so that foragers do not all walk to the same one."""

from __future__ import annotations

from .jit import parallel, prange
from .prefetch import AHEAD, prefetch


@parallel
def release_stale(cell_blocks, offsets, cell_offsets, height, claiming, x, y, target_x, target_y, committed_cell, holder):
    """Drop each claim whose holder has arrived, or has turned elsewhere, unless it is still committed to the cell.

    cell_blocks    : int64[B, 3]       (world, first cell, last cell + 1)
    offsets        : int64[W+1]        first row of each world; cell_offsets its first cell
    cell_offsets   : int64[W+1]
    height         : int32[W] [cell]   rows of the grid
    claiming       : bool[W]           whether claims are in use
    x              : int32[N] [cell]   column; y row
    y              : int32[N] [cell]
    target_x       : int32[N] [cell]   where the agent was heading, -1 if nowhere; likewise target_y
    target_y       : int32[N] [cell]
    committed_cell : int32[N]          world-local cell a forager is committed to, -1 if none
    holder         : int32[C]          world-local row that claims the cell; -1 where dropped

    Order   cells are independent.
    Source  economy.md section 2.2, pass 0. Twin  tests/reference/phases.py.
    """
    for b in prange(cell_blocks.shape[0]):
        w = cell_blocks[b, 0]
        if not claiming[w]:
            continue
        base, low = cell_offsets[w], offsets[w]
        for c in range(cell_blocks[b, 1], cell_blocks[b, 2]):
            soon = low + max(holder[min(c + AHEAD, cell_blocks[b, 2] - 1)], 0)
            prefetch(committed_cell, soon)
            if holder[c] < 0:
                continue
            i = low + holder[c]
            if committed_cell[i] == c - base:
                continue
            here = base + x[i] * height[w] + y[i]
            there = base + target_x[i] * height[w] + target_y[i] if target_x[i] >= 0 else -1
            if here == c or there != c:
                holder[c] = -1
    return 0


@parallel
def release_switched(cell_blocks, offsets, outlive, was, mode, holder):
    """Drop each claim whose holder's mode has changed.

    cell_blocks : int64[B, 3]   (world, first cell, last cell + 1)
    offsets     : int64[W+1]    first row of each world
    outlive     : bool[W]       whether claims survive a change of mode
    was         : int8[N]       mode of each agent until now; mode from now on
    mode        : int8[N]
    holder      : int32[C]      world-local row that claims the cell; -1 where dropped

    Order   cells are independent.
    Source  economy.md section 14 (Q6). Twin  tests/reference/phases.py.
    """
    for b in prange(cell_blocks.shape[0]):
        w = cell_blocks[b, 0]
        if outlive[w]:
            continue
        for c in range(cell_blocks[b, 1], cell_blocks[b, 2]):
            i = offsets[w] + holder[c]
            if holder[c] >= 0 and was[i] != mode[i]:
                holder[c] = -1
    return 0
