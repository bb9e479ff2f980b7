"""Fire on a grid: it spreads to neighbouring trees, burns for a tick, and leaves burnt ground."""

from __future__ import annotations

from .jit import jit, parallel, prange
from .rng import uniform
from .space import neighbour, neighbours

EMPTY, TREE, BURNING, BURNT = 0, 1, 2, 3  # as in components/forest_fire/cells.py


@parallel
def grow(cell_blocks, cell_offsets, tick, key, growth, lightning, state, after):
    """Work out the next state of every cell but for fire that spreads: burning trees are burnt, lightning strikes, trees grow.

    cell_blocks  : int64[B, 3]       (world, first cell, last cell + 1)
    cell_offsets : int64[W+1]        first cell of each world
    tick         : int64[W] [tick]   now
    key          : uint64[W]         stream of growth and lightning
    growth       : float64[W]        probability that a tree grows on a cell without one
    lightning    : float64[W]        probability that a tree without burning neighbours catches fire
    state        : int8[C]           0 empty, 1 tree, 2 burning, 3 burnt
    after        : int8[C]           overwritten in the blocks

    Draws   uniform of (key, tick, cell, 0), where a probability is not 0.
    Order   cells are independent.
    Source  Drossel & Schwabl 1992, Phys. Rev. Lett. 69, 1629. Twin  tests/reference/forest_fire.py.
    """
    for b in prange(cell_blocks.shape[0]):
        w = cell_blocks[b, 0]
        for c in range(cell_blocks[b, 1], cell_blocks[b, 2]):
            after[c] = BURNT if state[c] == BURNING else state[c]
        if growth[w] > 0.0 or lightning[w] > 0.0:
            for c in range(cell_blocks[b, 1], cell_blocks[b, 2]):
                chance = uniform(key[w], tick[w], c - cell_offsets[w], 0)
                if state[c] == TREE:
                    after[c] = BURNING if chance < lightning[w] else TREE
                elif state[c] != BURNING and chance < growth[w]:
                    after[c] = TREE
    return 0


@parallel
def burn(cell_blocks, cell_offsets, width, height, torus, moore, state, after):
    """Let every tree beside a burning one burn next.

    cell_blocks  : int64[B, 3]       (world, first cell, last cell + 1)
    cell_offsets : int64[W+1]        first cell of each world
    width        : int32[W] [cell]   columns of the grid; height its rows
    height       : int32[W] [cell]
    torus        : bool[W]           whether the edges meet
    moore        : bool[W]           whether fire spreads diagonally too
    state        : int8[C]           0 empty, 1 tree, 2 burning, 3 burnt
    after        : int8[C]           of `grow`; changed beside the burning cells of the blocks

    Order   fire goes out from the burning cells, which are few; two may set fire to the same tree, to the same effect.
    Source  Drossel & Schwabl 1992, Phys. Rev. Lett. 69, 1629; without growth and lightning it is site percolation from the
            cells that burn at the start. Twin  tests/reference/forest_fire.py.
    """
    for b in prange(cell_blocks.shape[0]):
        w = cell_blocks[b, 0]
        base, columns, lines = cell_offsets[w], width[w], height[w]
        for c in range(cell_blocks[b, 1], cell_blocks[b, 2]):
            if state[c] == BURNING:
                x, y = (c - base) // lines, (c - base) % lines
                for k in range(neighbours(moore[w])):
                    near = neighbour(x, y, k, moore[w], columns, lines, torus[w])
                    if near >= 0 and state[base + near] == TREE:
                        after[base + near] = BURNING
    return 0


@parallel
def replace(cell_blocks, after, state):
    """Let the next state be the present one.

    cell_blocks : int64[B, 3]   (world, first cell, last cell + 1)
    after       : int8[C]       as `burn` leaves it
    state       : int8[C]       overwritten in the blocks
    """
    for b in prange(cell_blocks.shape[0]):
        for c in range(cell_blocks[b, 1], cell_blocks[b, 2]):
            state[c] = after[c]
    return 0


@jit
def survey(cell_blocks, cell_offsets, height, state, counts, reach):
    """Count the cells of each state, and find how far to the right fire has been.

    cell_blocks  : int64[B, 3]       (world, first cell, last cell + 1)
    cell_offsets : int64[W+1]        first cell of each world
    height       : int32[W] [cell]   rows of the grid
    state        : int8[C]           0 empty, 1 tree, 2 burning, 3 burnt
    counts       : int64[W, 4]       overwritten for the worlds in the blocks
    reach        : int32[W] [cell]   changed: rightmost column that has burnt or burns; it never falls

    Order   whole numbers: the order does not matter. Twin  tests/reference/forest_fire.py.
    """
    for b in range(cell_blocks.shape[0]):
        w = cell_blocks[b, 0]
        if cell_blocks[b, 1] == cell_offsets[w]:
            counts[w] = 0
        empty, trees, burning, furthest = 0, 0, 0, -1
        for c in range(cell_blocks[b, 1], cell_blocks[b, 2]):
            empty += state[c] == EMPTY
            trees += state[c] == TREE
            burning += state[c] == BURNING
            if state[c] >= BURNING:
                furthest = c
        counts[w, EMPTY] += empty
        counts[w, TREE] += trees
        counts[w, BURNING] += burning
        counts[w, BURNT] += cell_blocks[b, 2] - cell_blocks[b, 1] - empty - trees - burning
        if furthest >= 0:
            reach[w] = max(reach[w], (furthest - cell_offsets[w]) // height[w])
    return 0
