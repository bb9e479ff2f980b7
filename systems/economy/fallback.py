"""Pass 3 of the decision: those who want a partner and have none are paired, the best pair first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...components.economy import (
    EVENTS,
    REASONS,
    Commitment,
    Cooldowns,
    Horizon,
    Intent,
    Inventory,
    Market,
    Options,
    Pairing,
    PairingEvent,
    Position,
    Protocols,
    Quotes,
    Rules,
)
from ...engine.clock import Clock
from ...engine.events import Events
from ...engine.rows import Rows
from ...kernels import matching
from ...kernels import pairing as pairs
from .pair_values import revalue
from .protocols import PROTOCOLS, number_of
from .views import ClaimedGround

PAIR = EVENTS.index("pair")
THREE_PASS, STABLE, OWN = number_of("matching", "three_pass"), number_of("matching", "stable"), "own_protocol"
SIGN = np.uint64(1 << 63)
SLACK, FEW = 1.4, 64  # room for edges: so much more than were needed lately, and a few besides


def pair_the_rest(
    rows: Rows,
    starts: tuple[NDArray[np.int64], ...],
    shape: tuple[NDArray[Any], ...],
    position: Position,
    offers: Market,
    inventory: Inventory,
    quotes: Quotes,
    cooldowns: Cooldowns,
    options: Options,
    commitment: Commitment,
    pairing: Pairing,
    intent: Intent,
    ground: ClaimedGround,
    rules: Rules,
    protocols: Protocols,
    clock: Clock,
    horizon: Horizon,
    events: Events[PairingEvent],
) -> None:
    """Pair those who are left, best first. Under other protocols than `three_pass` these are all who look for a partner.

    Source  economy.md section 2.2, pass 3.
    """
    pool, edges, within, best = _list_edges(
        rows, starts, shape, offers, cooldowns, options, commitment, pairing, ground, rules, clock, horizon
    )
    revalue(rows, shape, offers, options, protocols, clock, pool, edges, within, best)
    most = len(pool[0]) // 2
    taken, world, i, j = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int32), np.empty(most, np.int32)
    count = matching.pair_best_first(
        rows.blocks, *within, rows.offsets, pool[0], *edges, np.empty(len(edges[0]), np.int32), *best, pairing.partner, taken, world, i, j
    )
    taken, world, i, j, rank = taken[:count], world[:count], i[:count], j[:count], np.empty(count, np.int32)
    matching.rank_on_list(
        world, taken, i, j, *starts, *shape, rules.beta, horizon.longest, ground.list.end, offers.trader, offers.offer,
        *pool, options.standing, offers.barters, *edges, rank,
    )  # fmt: skip
    order = _best_first(rows, world, i, edges[-1][taken])
    out = events.room(count)
    pairs.seal(
        world[order], i[order], j[order], rows.offsets, position.x, position.y, rules.exchanges, offers.barters, quotes.ask, quotes.bid,
        inventory.goods, inventory.money, cooldowns.partner, cooldowns.until, intent.target_x, intent.target_y, intent.target,
        out.world, out.i, out.j, out.surplus_i, out.surplus_j,
    )  # fmt: skip
    by = protocols.matching[world[order]]
    events.added(count, event=PAIR, reason=_reasons()[by], rank=np.where((by == THREE_PASS) | (by == STABLE), rank[order], -1))


def _reasons() -> NDArray[np.int64]:
    """Return the reason with which each protocol of matching records its pairs, by number; `three_pass` those of its fallback."""
    names = {name: OWN if known.kernel else name for name, known in PROTOCOLS["matching"].items()} | {"three_pass": "fallback"}
    return np.array([REASONS.index(reason) for reason in names.values()])


def _best_first(rows: Rows, world: NDArray[np.int64], i: NDArray[np.int32], value: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the order in which a walk through the sorted edges takes pairs: by world, best first, the lower listing row first."""
    at_row = np.full(rows.offsets[-1], -1, np.int32)
    at_row[rows.offsets[world] + i] = np.arange(len(i))
    by_row = at_row[at_row >= 0]  # an agent lists one pair at most, so this has sorted them
    bits = value.view(np.uint64)  # of positive numbers the greater have the greater bits; of negative ones the less
    order, bits = by_row, np.where(value < 0.0, bits, ~bits & ~SIGN)
    for shift in (0, 16, 32, 48):  # numpy sorts whole numbers of 16 bits by counting them
        order = order[np.argsort((bits[order] >> np.uint64(shift)).astype(np.uint16), kind="stable")]
    return order if len(rows.worlds) == 1 else order[np.argsort(world[order], kind="stable")]


def _list_edges(
    rows: Rows,
    starts: tuple[NDArray[np.int64], ...],
    shape: tuple[NDArray[Any], ...],
    offers: Market,
    cooldowns: Cooldowns,
    options: Options,
    commitment: Commitment,
    pairing: Pairing,
    ground: ClaimedGround,
    rules: Rules,
    clock: Clock,
    horizon: Horizon,
) -> tuple[tuple[NDArray[Any], ...], ...]:
    """List the pairs that are still possible. Return the pool, the edges, where each block begins in both and how much of it is used,
    and the best edge of each agent of the pool.

    A block has room for as many as its world needed lately, on average. One in a crowd gets what it needs behind the others.
    """
    blocks, world = rows.blocks, rows.blocks[:, 0]
    listed = (ground.list.end, offers.trader, offers.x, offers.offer)
    size = np.empty(len(blocks), np.int64)
    matching.call_pool(blocks, *starts, rules.foragers_pair, *listed[:2], commitment.cell, pairing.partner, options.standing, size)
    first, pooled, n, slots = rows.begins(size), int(size.sum()), len(options.kept) + len(rows.offsets) - 1, cooldowns.partner.shape[1]
    before, best = np.empty(n, np.int32), (np.empty(pooled, np.int32), np.empty(pooled))
    pool = (
        np.empty((pooled, 4), np.int32), np.empty(pooled, np.int32), np.empty((pooled, offers.offer.shape[1])),
        np.empty(pooled, np.int32), np.empty((pooled, slots), np.int32),
    )  # fmt: skip
    matching.fill_pool(blocks, first, *starts, clock.tick, *listed, options.standing, cooldowns.partner, cooldowns.until, before, *pool)

    def fill(chosen: NDArray[np.int64]) -> None:
        found = np.empty(len(chosen), np.int64)
        matching.list_edges(
            blocks[chosen], first[chosen], size[chosen], room[chosen], *starts, *shape, rules.beta, horizon.longest,
            ground.list.end, before, *pool, options.standing, offers.barters, *edges, *best, found,
        )  # fmt: skip
        used[chosen] = found

    own_room = (SLACK * size * horizon.crowd[world]).astype(np.int64) + FEW
    room = np.stack([_begins(own_room), _begins(own_room) + own_room], axis=1)
    used = np.empty(len(blocks), np.int64)
    edges = _room_for_edges(own_room.sum() + own_room.sum() // 8)
    fill(np.arange(len(blocks)))
    crowded = np.flatnonzero(used > own_room)
    if len(crowded):
        room[crowded, 0] = own_room.sum() + _begins(used[crowded])
        room[crowded, 1] = room[crowded, 0] + used[crowded]
        if room.max() > len(edges[0]):  # a new list, so all over again
            edges, crowded = _room_for_edges(int(room.max())), np.arange(len(blocks))
        fill(crowded)
    n_worlds = len(rows.offsets) - 1
    mean = np.bincount(world, used, n_worlds) / np.maximum(np.bincount(world, size, n_worlds), 1)
    horizon.crowd[rows.worlds] = mean[rows.worlds]
    return pool, edges, (first, size, room, used), best


def _room_for_edges(count: int) -> tuple[NDArray[Any], ...]:
    """Return columns for so many edges: places in the pool of the lower and the higher row, whether the lower lists, value."""
    return np.empty(count, np.int32), np.empty(count, np.int32), np.empty(count, np.bool_), np.empty(count)


def _begins(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each of some runs begins that lie one behind the other."""
    return np.cumsum(sizes) - sizes
