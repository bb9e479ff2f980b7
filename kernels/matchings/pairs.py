"""What protocols of matching share: the value of each pair that is possible, by which the best are formed first."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from ..cooldowns import is_in
from ..jit import inline
from ..market import FROM, ROW, VISION, Y, barter_column, best_overlap
from ..matching import FORAGES, NONE, prefer
from ..rng import uniform
from ..space import distance


class Pair(NamedTuple):
    """Two who may come together, as a protocol judges them.

    overlap    : float64 [medium per good]   of their quotes, > 0
    distance   : int64 [cell]                between them
    discounted : float64 [medium per good]   the overlap, discounted by distance
    mutual     : bool                        whether each lists the other; else one of them does
    chance     : float64                     in [0, 1): the pair's draw of this tick
    parameters : tuple of 4 float64          the protocol's, in the order of the registry
    """

    overlap: float
    distance: int
    discounted: float
    mutual: bool
    chance: float
    parameters: tuple[float, float, float, float]


class Worlds(NamedTuple):
    """Arrays by world: shape, tick, the key of draws, and the protocol's parameters.

    offsets : int64[W+1]; width, height : int32[W] [cell]; torus : bool[W]; tick : int64[W]; chances : uint64[W]; parameters : float64[W, 4]
    """

    offsets: Any
    width: Any
    height: Any
    torus: Any
    tick: Any
    chances: Any
    parameters: Any


class Pool(NamedTuple):
    """Those who take part, as `matching.fill_pool` leaves them. Of all rows: uid : int64[N]; standing : int8[N]; barters : bool[N]."""

    row: Any
    x: Any
    offer: Any
    n_coolers: Any
    coolers: Any
    uid: Any
    standing: Any
    barters: Any


class Edges(NamedTuple):
    """The pairs that are possible, and the best of each agent with higher rows, as `matching.list_edges` leaves them."""

    lower: Any
    higher: Any
    lower_lists: Any
    value: Any
    best: Any
    best_value: Any


@inline
def revalue_block(judge, b, blocks, first, n_pooled, room, used, worlds, pool, edges):
    """Give each edge of a block of rows the value that a protocol gives the pair; drop those that it refuses.

    judge    : function of a Pair   returns float64; the higher the better, NaN or -inf refuses
    b        : int64                which block of rows
    blocks   : int64[B, 3]          (world, first row, last row + 1)
    first    : int64[B]             place in the pool of the first one of each block
    n_pooled : int64[B]             how many there are
    room     : int64[B, 2]          of each block: the first of its places among the edges
    used     : int64[B]             how many edges it has; changed
    worlds   : Worlds               arrays by world
    pool     : Pool                 arrays by place in the pool
    edges    : Edges                changed

    Draws   uniform of (key, tick, uid of the lower row, uid of the higher): the pair's chance.
    """
    w, kept = blocks[b, 0], room[b, 0]
    own, low = worlds.parameters, worlds.offsets[w]
    parameters = (own[w, 0], own[w, 1], own[w, 2], own[w, 3])
    for q in range(first[b], first[b] + n_pooled[b]):
        edges.best[q], edges.best_value[q] = NONE, -math.inf
    for e in range(room[b, 0], room[b, 0] + used[b]):
        q, k, i_lists = edges.lower[e], edges.higher[e], edges.lower_lists[e]
        me, other = pool.row[q, ROW], pool.row[k, ROW]
        far = distance(pool.x[q], pool.row[q, Y], pool.x[k], pool.row[k, Y], worlds.width[w], worlds.height[w], worlds.torus[w])
        if i_lists:
            mutual = (
                far <= pool.row[k, VISION] and pool.standing[low + me] & FORAGES == 0 and not is_in(pool.coolers, k, pool.n_coolers[k], me)
            )
        else:  # the higher row lists the lower, then
            mutual = far <= pool.row[q, VISION] and pool.row[k, FROM] < me and not is_in(pool.coolers, q, pool.n_coolers[q], other)
        overlap = best_overlap(pool.offer, q, barter_column(pool.offer, pool.barters[low + me]), pool.offer, k)
        chance = uniform(worlds.chances[w], worlds.tick[w], pool.uid[low + me], pool.uid[low + other])
        value = judge(Pair(overlap, far, edges.value[e], mutual, chance, parameters))
        if value > -math.inf:
            edges.lower[kept], edges.higher[kept], edges.lower_lists[kept], edges.value[kept] = q, k, i_lists, value
            prefer(kept, q, pool.row, edges.lower, edges.higher, edges.lower_lists, edges.value, edges.best, edges.best_value)
            kept += 1
    used[b] = kept - room[b, 0]
