"""Grass: eaten by whoever comes first, grown again after a while."""

from __future__ import annotations

from .jit import parallel, prange


@parallel
def graze(worlds, offsets, cell_offsets, height, gain, regrowth, x, y, grown, countdown, energy, meals, eaten):
    """Let every animal eat the grass of its cell, lower rows first: a patch feeds one animal.

    worlds       : int64[K]           worlds to do
    offsets      : int64[W+1]         first animal of each world
    cell_offsets : int64[W+1]         first cell of each world
    height       : int32[W] [cell]    rows of the grid
    gain         : int32[W] [unit]    energy of a patch
    regrowth     : int32[W] [tick]    ticks from being eaten to growing again
    x            : int32[N] [cell]    column of each animal; y its row
    y            : int32[N] [cell]
    grown        : bool[C]            changed: whether there is grass
    countdown    : int32[C] [tick]    changed: ticks until there is
    energy       : int64[N] [unit]    changed
    meals        : int32[N]           changed: patches eaten in a life
    eaten        : int64[W]           overwritten where worlds are done: patches eaten in this tick

    Order   rows in order inside a world, worlds in parallel.
    Source  Wilensky 1997, NetLogo Wolf Sheep Predation model. Twin  tests/reference/wolf_sheep.py.
    """
    for k in prange(worlds.shape[0]):
        w = worlds[k]
        count = 0
        for i in range(offsets[w], offsets[w + 1]):
            c = cell_offsets[w] + x[i] * height[w] + y[i]
            if grown[c]:
                grown[c] = False
                countdown[c] = regrowth[w]
                energy[i] += gain[w]
                meals[i] += 1
                count += 1
        eaten[w] = count
    return 0


@parallel
def grow(cell_blocks, grown, countdown):
    """Count bare cells down by a tick; those at nothing grow.

    cell_blocks : int64[B, 3]       (world, first cell, last cell + 1)
    grown       : bool[C]           changed: whether there is grass
    countdown   : int32[C] [tick]   changed: ticks until there is

    Order   cells are independent. Source  as `graze`. Twin  tests/reference/wolf_sheep.py.
    """
    for b in prange(cell_blocks.shape[0]):
        for c in range(cell_blocks[b, 1], cell_blocks[b, 2]):
            if not grown[c]:
                if countdown[c] <= 0:
                    grown[c] = True
                else:
                    countdown[c] -= 1
    return 0
