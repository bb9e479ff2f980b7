"""A random step: to any neighbouring cell, each with the same probability."""

from __future__ import annotations

from .jit import parallel, prange
from .rng import bits
from .space import drawn_neighbour


@parallel
def roam(blocks, uid, kind, tick, key, width, height, torus, moore, x, y):
    """Let every animal take one step to a neighbour inside the grid; what has none stays.

    blocks : int64[B, 3]       (world, first row, last row + 1)
    uid    : int64[N]          who
    kind   : int8[N]           kind of animal
    tick   : int64[W] [tick]   now
    key    : uint64[W, 2]      stream of steps, by kind
    width  : int32[W] [cell]   columns of the grid; height its rows
    height : int32[W] [cell]
    torus  : bool[W]           whether the edges meet
    moore  : bool[W]           whether diagonals count
    x      : int32[N] [cell]   changed: column; y the row
    y      : int32[N] [cell]   changed

    Draws   bits of (key, tick, uid, 0). Order  rows are independent. Twin  tests/reference/wolf_sheep.py.
    """
    for b in prange(blocks.shape[0]):
        w = blocks[b, 0]
        columns, lines, wraps, diagonal = width[w], height[w], torus[w], moore[w]
        for i in range(blocks[b, 1], blocks[b, 2]):
            draw = bits(key[w, kind[i]], tick[w], uid[i], 0)
            cell = drawn_neighbour(draw, x[i], y[i], diagonal, columns, lines, wraps)
            x[i], y[i] = cell // lines, cell % lines
    return 0
