"""Hunting: every predator takes one animal of prey from the cell on which it stands, if any is left there."""

from __future__ import annotations

from .jit import parallel, prange


@parallel
def hunt(worlds, offsets, prey_offsets, cell_offsets, height, gain, x, y, end, order, taken, energy, meals, caught):
    """Let predators eat in the order of their rows; on each cell the lowest rows of prey go first.

    worlds       : int64[K]           worlds to do
    offsets      : int64[W+1]         first predator of each world
    prey_offsets : int64[W+1]         first animal of prey of each world
    cell_offsets : int64[W+1]         first cell of each world
    height       : int32[W] [cell]    rows of the grid
    gain         : int32[W] [unit]    energy of a meal
    x            : int32[N] [cell]    column of each predator; y its row
    y            : int32[N] [cell]
    end          : int32[C]           prey by cell, as `space.cell_list` leaves it
    order        : int32[P]           likewise
    taken        : int32[C]           overwritten where worlds are done: prey eaten on each cell
    energy       : int64[N] [unit]    changed
    meals        : int32[N]           changed: prey eaten in a life
    caught       : int64[N]           overwritten where worlds are done: row of the table of prey, -1 for none

    Order   rows in order inside a world, worlds in parallel.
    Source  Wilensky 1997, NetLogo Wolf Sheep Predation model. Twin  tests/reference/wolf_sheep.py.
    """
    for k in prange(worlds.shape[0]):
        w = worlds[k]
        base, flock = cell_offsets[w], prey_offsets[w]
        for c in range(base, cell_offsets[w + 1]):
            taken[c] = 0
        for i in range(offsets[w], offsets[w + 1]):
            c = base + x[i] * height[w] + y[i]
            first = (end[c - 1] if c > base else 0) + taken[c]
            caught[i] = -1
            if first < end[c]:
                caught[i] = flock + order[flock + first]
                taken[c] += 1
                energy[i] += gain[w]
                meals[i] += 1
    return 0
