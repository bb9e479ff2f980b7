"""Kinds of commands that tests need in any world: kill a row, let one be born like another, set one value."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.columns import Columns
from ..engine.table import Table
from ..engine.world import World


def register_changes(world: World) -> None:
    """Register the kinds `kill`, `clone` and `set`. A uid that is not alive is no mistake: nothing happens."""
    world.commands.register("kill", kill)
    world.commands.register("clone", clone)
    world.commands.register("set", set_value)


def kill(world: World, number: int, table: str, uid: int) -> None:
    """Let a row die."""
    world.tables[table].kill(number, [uid])


def clone(world: World, number: int, table: str, uid: int) -> None:
    """Let a row be born that holds what another holds; it refers to nobody."""
    rows = world.tables[table]
    row = _row(rows, number, uid)
    if row is not None:
        rows.spawn(number, 1, {group: _values(rows, group, row) for group in rows.groups if not group.scratch})


def set_value(world: World, number: int, table: str, uid: int, column: str, value: Any) -> None:
    """Set one column, "Group.column", of one row."""
    rows = world.tables[table]
    row = _row(rows, number, uid)
    group_name, name = column.split(".")
    group = next(g for g in rows.groups if g.__name__ == group_name)
    if row is not None:
        getattr(rows.write(group), name)[row] = np.asarray(value)


def _values(table: Table, group: type[Columns], row: int) -> dict[str, Any]:
    columns = table.read(group)
    return {c.name: getattr(columns, c.name)[row].copy() for c in group.columns if c.refers_to is None}


def _row(table: Table, number: int, uid: int) -> int | None:
    local = int(table.find(number, [uid])[0])
    return None if local < 0 else int(table.offsets[number]) + local
