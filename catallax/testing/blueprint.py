"""A blueprint: the tables, singletons, events and systems of a user's own kind of world, without its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..engine.columns import Columns
from ..engine.errors import EngineError
from ..engine.events import Event
from ..engine.table import Table
from ..engine.world import World

Setup = Callable[[World], None]
Rows = Mapping[str, Any]
"""One world as plain data: {"seed": 0, "ticks": 12, "sheep": {"rows": 2, "Place.x": [0, 3]}, "worlds": {"Weather.rain": [2.0]}}.
Columns that are not named hold their fill."""


def nothing(world: World) -> None:
    """Set nothing up."""


@dataclass(frozen=True)
class Blueprint:
    """A kind of world.

        meadow = Blueprint({"sheep": [Place, Energy], "cells": [Grass]}, singletons=[Weather], systems=add_systems)
        world = meadow.build({"seed": 0, "sheep": {"rows": 2, "Place.x": [0, 3]}, "cells": {"rows": 4}})

    tables      column groups of each table
    singletons  groups with one row per world
    events      event tables by name
    sizes       numbers for named sizes of column shapes
    systems     called with the new world; adds systems, records, kinds of commands
    """

    tables: Mapping[str, Sequence[type[Columns]]]
    singletons: Sequence[type[Columns]] = ()
    events: Mapping[str, type[Event]] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    systems: Setup = nothing

    def build(self, *worlds: Rows) -> World:
        """Build a `World` that holds each of the given worlds. Raises EngineError for a column that is not there."""
        world = World([int(rows.get("seed", 0)) for rows in worlds], self.singletons, self.sizes)
        try:
            for name, groups in self.tables.items():
                world.add_table(name, groups, [rows.get(name, {}).get("rows", 0) for rows in worlds], self.sizes)
            for name, group in self.events.items():
                world.add_events(name, group)
            world.end[:] = [int(rows.get("ticks", end)) for rows, end in zip(worlds, world.end, strict=True)]
            for w, rows in enumerate(worlds):
                for name, values in rows.items():
                    if name in world.tables:
                        _fill(world.tables[name], w, values)
            self.systems(world)
        except BaseException:
            world.close()
            raise
        return world


def _fill(table: Table, w: int, values: Mapping[str, Any]) -> None:
    here = slice(int(table.offsets[w]), int(table.offsets[w + 1]))
    columns = {f"{group.__name__}.{column.name}": (group, column.name) for group in table.groups for column in group.columns}
    for key, value in values.items():
        if key == "rows":
            continue
        if key not in columns:
            raise EngineError(f"table {table.name}", repr(key), f"one of {', '.join(columns)}", "Write Group.column.")
        group, name = columns[key]
        getattr(table.write(group), name)[here] = np.asarray(value)
