"""Agents at the end of a tick."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....components.economy import (
    ACTIVITIES,
    GOODS,
    MONEY_FORMS,
    Commitment,
    Grid,
    Intent,
    Inventory,
    MoneyTaste,
    Pairing,
    Position,
    Quotes,
    Rules,
)
from ....engine.telemetry.record import Record, Rows, record_columns
from ....engine.world import World
from ....kernels.money import FLOOR

A, B = GOODS.index("A"), GOODS.index("B")
LINEAR, LOG = MONEY_FORMS.index("linear"), MONEY_FORMS.index("log")


def read_agents(world: World) -> Rows:
    """One row per agent."""
    agents = world.tables["agents"]
    w = agents.world_of
    inventory, intent, commitment = world[Inventory], world[Intent], world[Commitment].cell
    height = world[Grid].height[w]
    committed = commitment >= 0
    level = world[Quotes].level
    return agents.offsets, {
        "uid": agents.uid,
        "x": world[Position].x,
        "y": world[Position].y,
        "A": inventory.goods[:, A],
        "B": inventory.goods[:, B],
        "M": inventory.money,
        "utility_goods": level,
        "utility": level + _money_utility(world, w),
        "activity": intent.activity,
        "partner": agents.uids(w, world[Pairing].partner),
        "target_x": intent.target_x,
        "target_y": intent.target_y,
        "forage_x": np.where(committed, commitment // height, -1),
        "forage_y": np.where(committed, commitment % height, -1),
    }


def _money_utility(world: World, w: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what money adds to the utility of each agent (float64[N] [util]): nothing where it buys nothing."""
    rules, taste = world[Rules], world[MoneyTaste]
    result = np.zeros(len(w))
    if taste.weight.shape[1] > 0:
        money, form = world[Inventory].money / rules.money_unit[w], rules.money_form[w]
        weight, shift = taste.weight[:, 0], taste.shift[:, 0]
        result = np.where(form == LOG, weight * np.log(np.maximum(money + shift, FLOOR)), np.where(form == LINEAR, weight * money, 0.0))
    return result


AGENTS = Record("agents", record_columns(
    ("uid", "i8", "1", "the agent"),
    ("x", "i4", "cell", "column of the grid"),
    ("y", "i4", "cell", "row of the grid"),
    ("A", "i8", "unit of good", "amount of A in hand", (), True),
    ("B", "i8", "unit of good", "amount of B in hand", (), True),
    ("M", "i8", "minor unit", "money in hand"),
    ("utility_goods", "f8", "util", "utility of goods in hand"),
    ("utility", "f8", "util", "utility of goods and money in hand"),
    ("activity", "i1", "1", "what it did", ACTIVITIES),
    ("partner", "i8", "1", "uid of the partner, -1 for none"),
    ("target_x", "i4", "cell", "column it walks to, -1 for nowhere"),
    ("target_y", "i4", "cell", "row it walks to, -1 for nowhere"),
    ("forage_x", "i4", "cell", "column of the cell it is committed to, -1 for none"),
    ("forage_y", "i4", "cell", "row of the cell it is committed to, -1 for none"),
), read_agents)  # fmt: skip
