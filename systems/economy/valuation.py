"""After foraging: what money is worth to an agent follows the prices that it sees."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...components.economy import Grid, Inventory, LambdaUpdate, MoneyTaste, Position, Preferences, Quotes, Rules, Vision
from ...engine.columns import Mut, Res
from ...engine.events import Events
from ...engine.rows import Rows
from ...kernels import space
from ...kernels import valuation as learning
from .views import ListedGround


def valuation(
    rows: Rows,
    position: Position,
    vision: Vision,
    preferences: Preferences,
    quotes: Quotes,
    inventory: Mut[Inventory],
    taste: Mut[MoneyTaste],
    ground: ListedGround,
    grid: Res[Grid],
    rules: Res[Rules],
    updates: Events[LambdaUpdate],
) -> None:
    """Move lambda towards the least marginal utility that a unit of money buys at the asks in view.

    After   foraging       Before  regeneration
    """
    n = len(position.x)
    everyone, order, moved = np.ones(n, np.bool_), np.empty(n, np.int32), np.zeros(n, np.bool_)
    bound, estimate = np.empty(n, np.int8), np.empty((n, 5))
    starts, shape = (rows.offsets, ground.rows.offsets), (grid.width, grid.height, grid.torus)
    space.cell_list(rows.worlds, *starts, grid.height, everyone, position.x, position.y, ground.list.end, order)
    learning.learn(
        rows.blocks, *starts, *shape, rules.spread, rules.epsilon, rules.money_scale, rules.lambda_rate, rules.lambda_min, rules.lambda_max,
        position.x, position.y, vision.radius, inventory.goods, preferences.family, preferences.parameters, quotes.ask,
        ground.list.end, order, taste.weight, inventory.changed, moved, bound, estimate,
    )  # fmt: skip
    who = np.flatnonzero(moved)
    world = np.searchsorted(rows.offsets, who, side="right") - 1
    out = updates.room(len(who))
    out.world[: len(who)], out.agent[: len(who)] = world, who - rows.offsets[world]
    for column, values in zip(("old", "new", "hat_a", "hat_b", "hat"), estimate[who].T, strict=True):
        getattr(out, column)[: len(who)] = values
    out.bound[: len(who)] = bound[who]
    updates.added(len(who))


def learns(rules: Res[Rules]) -> NDArray[np.bool_]:
    """Return for each world whether lambda follows prices."""
    return rules.lambda_learns
