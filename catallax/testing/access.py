"""Access: a system reads and writes what its signature declares, and nothing else.

What it writes is compared before and after. What it reads cannot be seen, so everything that it does not declare is
scrambled during its call: the world must go on as if nothing had been. Columns are scrambled in place, so that what a system
holds from elsewhere (a closure, a module variable, a `World`) is scrambled too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..engine.columns import Column, Columns
from ..engine.table import Table
from ..engine.world import World
from .start import Start
from .trace import assert_same, trace
from .watch import find_system, watch

Array = NDArray[Any]
WAYS = ("roll", "far", "near")
"""Ways to scramble: other rows' values; values far off; values next to the true ones."""


def check_access(start: Start, system: str) -> None:
    """Check that a system touches only what it declares. Raises AssertionError naming the column, or the first difference."""
    straight = trace(start, scratch=True, ready=lambda world: guard(world, system, None))
    for way in WAYS:
        try:
            scrambled = trace(start, scratch=True, ready=lambda world, way=way: guard(world, system, way))  # type: ignore[misc]
        except Exception as error:
            error.add_note(f"This happened while the columns that {system} does not declare were scrambled ({way}).")
            raise
        assert_same(straight, scrambled, f"{system} reads what it does not declare (undeclared columns scrambled during its call: {way})")


def guard(world: World, system: str, way: str | None) -> None:
    """Watch a system for undeclared access: compare what it must not write, and scramble what it must not read."""
    reads, writes = world.access(find_system(world, system))
    hidden: list[tuple[str, Array, Array, Array]] = []
    counts: dict[str, int] = {}

    def before(world: World) -> None:
        hidden.clear()
        for table, group, column, array in _columns(world):
            if (table.name, group) in writes:
                continue
            true = array.copy()
            if way is not None and (table.name, group) not in reads:
                array[...] = scramble(array, column, way, _most_reference(world, table, column))
            hidden.append((f"{table.name}.{group.__name__}.{column.name}", array, true, array.copy()))
        for name, events in world.events.items():
            if (name, events.group) not in writes:
                counts[name] = events.count
                events.count = events.count if way is None else 0

    def after(world: World) -> None:
        for name, array, true, left in hidden:
            row = np.argwhere(~_same(array, left))
            array[...] = true
            assert not len(row), f"{system} changes {name}, row {row[0][0]}, which it does not declare as written"
        for name, count in counts.items():
            events = world.events[name]
            added = events.count - (count if way is None else 0)
            events.count = count
            assert added == 0, f"{system} adds {added} rows to {name}, which it does not declare"

    watch(world, system, before, after)


def _columns(world: World) -> Iterator[tuple[Table, type[Columns], Column, Array]]:
    for table in world.tables.values():
        for group in table.groups:
            columns = table.write(group)  # a copy where a snapshot holds the arrays
            for column in group.columns:
                yield table, group, column, getattr(columns, column.name)


def _same(a: Array, b: Array) -> Array:
    return (a == b) | ((a != a) & (b != b))


def _most_reference(world: World, table: Table, column: Column) -> Array:
    """Return the greatest row that each row's reference may hold."""
    if column.refers_to not in world.tables:
        return np.zeros(len(table), np.int64)
    return (np.diff(world.tables[column.refers_to].offsets) - 1)[table.world_of]


def scramble(array: Array, column: Column, way: str, most: Array) -> Array:
    """Return other values that the column's declaration allows. Places and references stay inside the table and the grid."""
    if array.dtype == np.bool_:
        return ~array
    if column.refers_to is not None:
        shape = (-1, *(1,) * (array.ndim - 1))
        return np.where(array >= 0, -1, np.minimum(0, most.reshape(shape))).astype(array.dtype)
    if column.values:
        return ((array + 1 + WAYS.index(way)) % len(column.values)).astype(array.dtype)
    rolled = np.roll(array, 1, axis=0)
    if way == "roll" and not _same(rolled, array).all():
        return rolled
    if way == "far" and column.unit != "cell":  # a place that is far off is outside of the grid
        return _within(array.astype(np.float64) * 3.0 + 17.0, array, column)
    lower = -np.inf if column.ge is None else column.ge
    with np.errstate(invalid="ignore"):
        return _within(np.where(array > lower, array.astype(np.float64) - 1.0, array.astype(np.float64) + 1.0), array, column)


def _within(values: Array, like: Array, column: Column) -> Array:
    lower = column.ge if column.ge is not None else -np.inf
    upper = column.le if column.le is not None else np.inf
    if like.dtype.kind in "iu":
        kind = np.iinfo(like.dtype)
        lower, upper = max(lower, kind.min), min(upper, kind.max // 2)
    with np.errstate(invalid="ignore"):
        return np.clip(values, lower, upper).astype(like.dtype)
