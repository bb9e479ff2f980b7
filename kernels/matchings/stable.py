"""Those pair who list each other, so that no two would rather have each other than whom they have."""

from __future__ import annotations

import math

from ..jit import inline, parallel, prange
from .pairs import revalue_block


@inline
def judge(pair):
    """Discounted overlap of quotes of those who list each other: float64 [medium per good]; -inf for others.

    pair : Pair   of float64, int64 and bool, see `pairs`

    Both see the same value. So the best pair would leave each other for nobody, nor would the best of the rest, and so on: what deferred
    acceptance comes to, whoever proposes.
    Source  Gale & Shapley 1962, "College admissions and the stability of marriage", Amer. Math. Monthly 69(1): 9-15.
    """
    return pair.discounted if pair.mutual else -math.inf


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
