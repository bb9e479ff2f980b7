"""How agents look for partners where they do not simply go to the best in view: blindly, by memory, or by a rule of one's own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...components.economy import (
    Commitment,
    Grid,
    Home,
    Institution,
    Intent,
    Inventory,
    Market,
    Memory,
    Pairing,
    Position,
    Preferences,
    Protocols,
    Quotes,
    Rules,
    Vision,
)
from ...engine.clock import Clock
from ...engine.rows import Rows
from ...kernels.searches import memory as remembering
from ...kernels.searches import random_walk
from ...kernels.searches.own import People, Worlds
from .protocols import PROTOCOLS, kernel_of, number_of
from .views import ClaimedGround

WALK, MEMORY = number_of("search", "random_walk"), number_of("search", "memory")


def sight(offsets: NDArray[np.int64], vision: Vision, rules: Rules, protocols: Protocols) -> NDArray[np.int32]:
    """Return how far each agent sees partners and cells, int32[N] [cell]: under random_walk no further than it can trade.

    offsets  int64[W+1]: first row of each world
    """
    walking = protocols.search == WALK
    if not walking.any():
        return vision.radius
    w = np.repeat(np.arange(len(walking)), np.diff(offsets))
    return np.where(walking[w], np.minimum(vision.radius, rules.interaction_radius[w]), vision.radius)


def look_elsewhere(
    rows: Rows,
    position: Position,
    home: Home,
    vision: Vision,
    inventory: Inventory,
    preferences: Preferences,
    quotes: Quotes,
    commitment: Commitment,
    pairing: Pairing,
    memory: Memory,
    institution: Institution,
    intent: Intent,
    ground: ClaimedGround,
    grid: Grid,
    rules: Rules,
    protocols: Protocols,
    clock: Clock,
) -> None:
    """Let walkers that found nothing wander, those that remember a trade go back to it, and others go where their protocol says."""
    by_world = protocols.search[rows.blocks[:, 0]]
    shape = (grid.width, grid.height, grid.torus)
    if (by_world == WALK).any():
        random_walk.wander(
            rows.blocks[by_world == WALK], rows.offsets, *shape, clock.tick, protocols.search_chances, rows.uid, position.x, position.y,
            vision.radius, pairing.partner, intent.target_x, intent.target_y, intent.activity,
        )  # fmt: skip
    if (by_world == MEMORY).any():
        remembering.recall(
            rows.blocks[by_world == MEMORY], rows.offsets, ground.rows.offsets, *shape, clock.tick, rules.beta,
            protocols.search_parameters[:, 0], institution.mode, rules.forage_rate, position.x, position.y, inventory.goods,
            preferences.family, preferences.parameters, quotes.level, pairing.partner, ground.cell.good, ground.cell.amount,
            commitment.cell, memory.x, memory.y, memory.tick, memory.worth, intent.target_x, intent.target_y, intent.activity,
        )  # fmt: skip

    for number in np.unique(by_world[by_world > MEMORY]):
        worlds = Worlds(
            rows.offsets, ground.rows.offsets, *shape, clock.tick, rules.beta, rules.forage_rate, protocols.search_chances,
            protocols.search_parameters,
        )  # fmt: skip
        people = People(
            rows.uid, institution.mode, position.x, position.y, home.x, home.y, vision.radius, inventory.goods, preferences.family,
            preferences.parameters, quotes.level, pairing.partner, commitment.cell, memory.x, memory.y, memory.tick, memory.worth,
            intent.target_x, intent.target_y, intent.activity,
        )  # fmt: skip
        kernel_of("search", int(number))(rows.blocks[by_world == number], worlds, people, ground.cell.good, ground.cell.amount)


def remember(
    rows: Rows,
    position: Position,
    inventory: Inventory,
    quotes: Quotes,
    offers: Market,
    memory: Memory,
    rules: Rules,
    protocols: Protocols,
    clock: Clock,
    deal: NDArray[np.int64],
) -> None:
    """Let those who are about to trade remember it, where agents search by memory.

    deal  int64[D, 7]: of `bargaining.bargain`
    """
    remembers = np.array([protocol.remembers for protocol in PROTOCOLS["search"].values()])[protocols.search]
    if remembers.any():
        remembering.remember(
            rows.offsets, remembers, clock.tick, rules.exchanges, deal, position.x, position.y, inventory.goods, inventory.money,
            offers.barters, quotes.ask, quotes.bid, memory.x, memory.y, memory.tick, memory.worth,
        )  # fmt: skip
