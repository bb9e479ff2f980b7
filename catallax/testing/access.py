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
from .traces import State, first_difference, run, state_of
from .watch import Look, find_system, watch

Array = NDArray[Any]
WAYS = ("roll", "far", "near")
"""Ways to scramble: other rows' values; values far off; values next to the true ones."""


def check_access(start: Start, system: str) -> None:
    """Check that a system touches only what it declares. Raises AssertionError naming the column, or the first difference."""
    straight = _states_after_calls(start, system, None)
    for way in WAYS:
        try:
            scrambled = _states_after_calls(start, system, way)
        except Exception as error:
            error.add_note(f"This happened while the columns that {system} does not declare were scrambled ({way}).")
            raise
        for (tick, expected), (_, found) in zip(straight, scrambled, strict=False):
            difference = first_difference(expected, found)
            assert not difference, (
                f"{system} reads what it does not declare: with undeclared columns scrambled during its call ({way}), "
                f"after its call in tick {tick}, {difference}"
            )
        assert len(straight) == len(scrambled), f"{system} reads what it does not declare: it was called another number of times"


def _states_after_calls(start: Start, system: str, way: str | None) -> list[tuple[int, State]]:
    states: list[tuple[int, State]] = []

    def keep(world: World) -> None:
        states.append((world.tick, state_of(world, scratch=True)))

    run(start, lambda world: guard(world, system, way, keep))
    return states


def guard(world: World, system: str, way: str | None, look: Look = lambda world: None) -> None:
    """Watch a system for undeclared access: compare what it must not write, and scramble what it must not read.

    way   how to scramble; None for not at all
    look  called after each call, when everything is in its place again and births and deaths are carried out
    """
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
            if array.tobytes() != left.tobytes():
                row = int(np.argwhere(~_same(array, left))[0][0])
                raise AssertionError(f"{system} changes {name}, row {row}, which it does not declare as written")
            array[...] = true
        for name, count in counts.items():
            events = world.events[name]
            added = events.count - (count if way is None else 0)
            events.count = count
            assert added == 0, f"{system} adds {added} rows to {name}, which it does not declare"
        world.flush()
        look(world)

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
    if way == "roll":
        rolled = np.concatenate([array[1:], array[:1]])
        if rolled.tobytes() != array.tobytes():
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
