"""Whom agents would have traded with in this tick, best first: what `decisions` and `preferences` are read off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ....components.economy import (
    Commitment,
    Cooldowns,
    Grid,
    Horizon,
    Institution,
    Inventory,
    Market,
    Options,
    Position,
    Protocols,
    Quotes,
    Rules,
    Vision,
)
from ....engine.clock import Clock
from ....engine.world import World
from ....kernels import lists, space
from ..mode import FORAGE
from ..search import sight


@dataclass(frozen=True)
class Before:
    """What the decision changes of what preference lists depend on: cooldowns, as a copy, and who was committed, bool[N]."""

    avoided: NDArray[np.int32]
    until: NDArray[np.int32]
    committed: NDArray[np.bool_]


@dataclass(frozen=True)
class Lists:
    """Preference lists one behind the other. The first `kept[i]` names of agent i's `length[i]` begin at `first[i]`, int64[N].

    partner int32[L] (world-local rows), surplus and discounted float64[L], away int32[L], exchange int8[L]
    """

    length: NDArray[np.int64]
    kept: NDArray[np.int64]
    first: NDArray[np.int64]
    partner: NDArray[np.int32]
    surplus: NDArray[np.float64]
    discounted: NDArray[np.float64]
    away: NDArray[np.int32]
    exchange: NDArray[np.int8]


def keep(world: World) -> Before:
    """Return what must be known from before the decision."""
    cooldowns = world[Cooldowns]
    return Before(cooldowns.partner.copy(), cooldowns.until.copy(), world[Commitment].cell >= 0)


def sort_by_cell(world: World, chosen: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the chosen agents (bool[N]) by cell: (end, order) as `space.cell_list` has them."""
    agents, cells = world.tables["agents"], world.tables["cells"]
    end, order = np.empty(len(cells), np.int32), np.empty(len(agents), np.int32)
    position = world[Position]
    space.cell_list(
        np.arange(world.n_worlds), agents.offsets, cells.offsets, world[Grid].height, chosen, position.x, position.y, end, order
    )
    return end, order


def list_partners(world: World, before: Before, ranks: NDArray[np.int32]) -> Lists:
    """Return the first `ranks[w]` (int32[W]) names of each agent's list in world w."""
    agents, n = world.tables["agents"], len(world.tables["agents"])
    room, first = np.zeros(n, np.int64), np.zeros(n, np.int64)
    trading = world[Institution].mode != FORAGE
    free = world[Market].free & trading
    by_cell = sort_by_cell(world, free)
    length = _fill(world, before, free, by_cell, first, room, 0).length
    room = np.minimum(length, ranks[agents.world_of])
    return _fill(world, before, free, by_cell, np.cumsum(room) - room, room, int(room.sum()))


def _fill(
    world: World, before: Before, free: NDArray[np.bool_], by_cell: tuple[NDArray[np.int32], NDArray[np.int32]],
    first: NDArray[np.int64], room: NDArray[np.int64], total: int,
) -> Lists:  # fmt: skip
    agents, cells, grid, rules = world.tables["agents"], world.tables["cells"], world[Grid], world[Rules]
    position, quotes, inventory, market = world[Position], world[Quotes], world[Inventory], world[Market]
    found = Lists(
        np.empty(len(agents), np.int64), room, first, np.empty(total, np.int32), np.empty(total), np.empty(total),
        np.empty(total, np.int32), np.empty(total, np.int8),
    )  # fmt: skip
    lists.list_partners(
        agents.rows(np.ones(world.n_worlds, np.bool_)).blocks, agents.offsets, cells.offsets, grid.width, grid.height, grid.torus,
        world[Clock].tick, rules.beta, world[Horizon].longest, rules.exchanges, position.x, position.y,
        sight(agents.offsets, world[Vision], rules, world[Protocols]), free, before.committed, world[Options].standing, market.barters,
        quotes.ask, quotes.bid, inventory.goods, inventory.money, before.avoided, before.until, *by_cell, first, room, found.length,
        found.partner, found.surplus, found.discounted, found.away, found.exchange,
    )  # fmt: skip
    return found
