"""What agents decided, and among what."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....components.economy import (
    ACTIVITIES,
    MODES,
    Claim,
    Commitment,
    Grid,
    Institution,
    Intent,
    Inventory,
    Market,
    Pairing,
    Position,
    Quotes,
    Rules,
    Vision,
)
from ....engine.telemetry.record import Record, Rows, record_columns
from ....engine.world import World
from ....kernels import lists
from .lists import Before, keep, list_partners, sort_by_cell

TARGETS = ("none", "agent", "resource", "home", "place")
ALTERNATIVES = 5
IDLE = ACTIVITIES.index("idle")


def read_decisions(world: World, before: Before) -> Rows:
    """One row per agent, as things stood when all had decided and nobody had moved."""
    agents = world.tables["agents"]
    w = agents.world_of
    intent, commitment, height = world[Intent], world[Commitment].cell, world[Grid].height[w]
    neighbours, surplus = _look_around(world)
    claimed = _claimed(world)
    target = np.where(commitment >= 0, TARGETS.index("resource"), TARGETS.index("home"))
    target[intent.activity == IDLE] = TARGETS.index("place")
    target[intent.target_x < 0] = TARGETS.index("none")
    target[intent.target >= 0] = TARGETS.index("agent")
    return agents.offsets, {
        "uid": agents.uid,
        "partner": agents.uids(w, intent.target),
        "surplus": surplus,
        "target": target,
        "target_x": intent.target_x,
        "target_y": intent.target_y,
        "n_neighbours": neighbours,
        "mode": world[Institution].mode,
        "activity": intent.activity,
        "claim_x": np.where(claimed >= 0, claimed // height, -1),
        "claim_y": np.where(claimed >= 0, claimed % height, -1),
        "is_paired": world[Pairing].partner >= 0,
        "is_foraging_committed": commitment >= 0,
        **_alternatives(world, before),
    }


def _look_around(world: World) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return how many others each agent sees, and the overlap of its quotes with those of whom it wants."""
    agents, cells, grid, position, quotes = world.tables["agents"], world.tables["cells"], world[Grid], world[Position], world[Quotes]
    neighbours, surplus = np.empty(len(agents), np.int32), np.empty(len(agents))
    end, _ = sort_by_cell(world, np.ones(len(agents), np.bool_))
    lists.look_around(
        agents.rows(np.ones(world.n_worlds, np.bool_)).blocks, agents.offsets, cells.offsets, grid.width, grid.height, grid.torus,
        world[Rules].exchanges, position.x, position.y, world[Vision].radius, world[Market].barters, quotes.ask, quotes.bid,
        world[Inventory].goods, world[Inventory].money, end, world[Intent].target, neighbours, surplus,
    )  # fmt: skip
    return neighbours, surplus


def _claimed(world: World) -> NDArray[np.int64]:
    """Return the cell that each agent claims, world-local, -1 for none: where it claims several, the one it goes to, else the first."""
    agents, cells, holder, goal = world.tables["agents"], world.tables["cells"], world[Claim].holder, world[Commitment].cell
    held = np.flatnonzero(holder >= 0)[::-1]  # the first last, so that it stays
    w = cells.world_of[held]
    claimed = np.full(len(agents), -1)
    claimed[agents.offsets[w] + holder[held]] = held - cells.offsets[w]
    low = agents.offsets[agents.world_of]
    going = np.flatnonzero(goal >= 0)
    going = going[holder[cells.offsets[agents.world_of[going]] + goal[going]] == going - low[going]]
    claimed[going] = goal[going]
    return claimed


def _alternatives(world: World, before: Before) -> dict[str, NDArray[Any]]:
    """Return the first names on each agent's list with their surpluses, a column for each rank; -1 and NaN behind the last."""
    agents = world.tables["agents"]
    found = list_partners(world, before, np.full(world.n_worlds, ALTERNATIVES, np.int32))
    uid = agents.uids(np.repeat(agents.world_of, found.kept), found.partner)
    columns: dict[str, NDArray[Any]] = {}
    for rank in range(ALTERNATIVES):
        listed = found.kept > rank
        name, surplus = np.full(len(agents), -1, np.int64), np.full(len(agents), np.nan)
        name[listed], surplus[listed] = uid[found.first[listed] + rank], found.surplus[found.first[listed] + rank]
        columns |= {f"alternative_{rank + 1}": name, f"surplus_{rank + 1}": surplus}
    return columns


DECISIONS = Record("decisions", record_columns(
    ("uid", "i8", "1", "the agent"),
    ("partner", "i8", "1", "uid of the agent it goes to, -1 for none"),
    ("surplus", "f8", "medium per good", "overlap of its quotes with that agent's, NaN for none"),
    ("target", "i1", "1", "what it goes to", TARGETS),
    ("target_x", "i4", "cell", "column it walks to, -1 for nowhere"),
    ("target_y", "i4", "cell", "row it walks to, -1 for nowhere"),
    ("n_neighbours", "i4", "agent", "others in view"),
    ("mode", "i1", "1", "what it may do", MODES),
    ("activity", "i1", "1", "what it decided to do", ACTIVITIES),
    ("claim_x", "i4", "cell", "column of the cell it claims, -1 for none"),
    ("claim_y", "i4", "cell", "row of the cell it claims, -1 for none"),
    ("is_paired", "i1", "1", "whether it has a partner"),
    ("is_foraging_committed", "i1", "1", "whether it is committed to a cell"),
    *(
        column
        for rank in range(1, ALTERNATIVES + 1)
        for column in (
            (f"alternative_{rank}", "i8", "1", f"uid of number {rank} on its list of partners, -1 for none"),
            (f"surplus_{rank}", "f8", "medium per good", "overlap of quotes with that agent's, NaN for none"),
        )
    ),
), read_decisions, within="decision", before=keep)  # fmt: skip
