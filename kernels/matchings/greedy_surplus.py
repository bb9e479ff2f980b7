"""Those pair first whose quotes overlap most, however far they are from each other."""

from __future__ import annotations

from ..jit import inline, parallel, prange
from .pairs import revalue_block


@inline
def judge(pair):
    """Overlap of quotes: float64 [medium per good].

    pair : Pair   of float64, int64 and bool, see `pairs`

    Source  economy.md section 6, `greedy_surplus`; ours counts pairs of which one sees the other.
    """
    return pair.overlap


@parallel
def revalue(blocks, first, n_pooled, room, used, worlds, pool, edges):
    """Give each possible pair its value; see `pairs.revalue_block`.

    blocks   : int64[B, 3]   (world, first row, last row + 1)
    first    : int64[B]      place in the pool of the first one of each block
    n_pooled : int64[B]      how many there are
    room     : int64[B, 2]   of each block: the first of its places among the edges
    used     : int64[B]      how many edges it has; changed
    worlds   : Worlds        arrays by world
    pool     : Pool          arrays by place in the pool
    edges    : Edges         changed

    Order   blocks are independent.
    Twin    tests/reference/phases.py.
    """
    for b in prange(blocks.shape[0]):
        revalue_block(judge, b, blocks, first, n_pooled, room, used, worlds, pool, edges)
    return 0
