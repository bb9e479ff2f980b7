"""Invariants: what holds in a world at any time, read from what its columns declare, and what a system says it keeps.

`bounds`, `references`, `mutual` and `uids_rise` look at a world as it is; `conserved` compares before and after. They raise
AssertionError that names table, column, row and uid. The `check_` functions run a start and look after each call of a system.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..engine.columns import Column, Columns
from ..engine.table import Table
from ..engine.world import World
from .start import Start
from .traces import run
from .watch import find_system, watch

Named = tuple[type[Columns], str]
"""A column: (Inventory, "goods")."""
Total = Named | Sequence[Named] | Callable[[World], NDArray[Any]]
"""What is conserved: a column, several whose sum is, or a function of the world that returns a row of numbers per world."""


def bounds(world: World, groups: Sequence[type[Columns]] | None = None) -> None:
    """Raise AssertionError if a column holds what its `ge`, `le`, `values` or `refers_to` does not allow. NaN is out of bounds."""
    for table in world.tables.values():
        for group in table.groups:
            if groups is None or group in groups:
                _check_group(world, table, group)


def references(world: World) -> None:
    """Raise AssertionError if a reference leads to no row."""
    for table in world.tables.values():
        for group in table.groups:
            for column in group.columns:
                if column.refers_to is not None and not group.scratch:
                    _check_column(world, table, group, column)


def _check_group(world: World, table: Table, group: type[Columns]) -> None:
    for column in group.columns:
        _check_column(world, table, group, column)


def _check_column(world: World, table: Table, group: type[Columns], column: Column) -> None:
    values = getattr(table.read(group), column.name)
    allowed = np.ones(values.shape, bool)
    rules = []
    if column.ge is not None:
        allowed &= values >= column.ge
        rules.append(f">= {column.ge:g}")
    if column.le is not None:
        allowed &= values <= column.le
        rules.append(f"<= {column.le:g}")
    if column.values:
        lower = min(0, column.ge) if column.ge is not None else 0  # some columns have a number below the first name, for none
        allowed &= (values >= lower) & (values < len(column.values))
        rules.append(f"one of {', '.join(column.values)}")
    if column.refers_to in world.tables:
        rows = np.diff(world.tables[column.refers_to].offsets)[table.world_of].reshape((-1, *(1,) * (values.ndim - 1)))
        allowed &= values < rows
        rules.append(f"a row of {column.refers_to}, or -1")
    if not allowed.all():
        place = tuple(int(k) for k in np.argwhere(~allowed)[0])
        where = f"{table.name}.{group.__name__}.{column.name}, row {place[0]} (uid {table.uid[place[0]]})"
        raise AssertionError(f"{where}: got {values[place]}; needs {' and '.join(rules)}")


def mutual(world: World, group: type[Columns], column: str) -> None:
    """Raise AssertionError if a row refers to another that does not refer back."""
    table = world.table_of(group)
    partner = getattr(table.read(group), column)
    base = table.offsets[:-1][table.world_of]
    paired = np.flatnonzero(partner >= 0)
    back = partner[base[paired] + partner[paired]]
    wrong = paired[back != paired - base[paired]]
    if len(wrong):
        row = int(wrong[0])
        other = int(base[row] + partner[row])
        raise AssertionError(
            f"{table.name}.{group.__name__}.{column}, row {row} (uid {table.uid[row]}): refers to uid {table.uid[other]}, "
            f"which refers to row {partner[other]}; needs references that are mutual"
        )


def uids_rise(world: World) -> None:
    """Raise AssertionError unless uids rise strictly inside each world and are below the next one to be given."""
    for table in world.tables.values():
        for w in range(world.n_worlds):
            uid = table.uid_in(w)
            assert (np.diff(uid) > 0).all(), f"{table.name}, world {w}: got uids {uid}; needs uids that rise"
            assert not len(uid) or uid[-1] < table.next_uid[w], f"{table.name}, world {w}: uid {uid[-1]} would be given again"


def total(world: World, group: type[Columns], column: str) -> NDArray[Any]:
    """Return the sum of a column over all tables that have it, with a row per world."""
    result = None
    for table in world.tables.values():
        if group in table.groups:
            values = getattr(table.read(group), column)
            sums = np.stack([values[low:high].sum(axis=0) for low, high in zip(table.offsets[:-1], table.offsets[1:], strict=True)])
            result = sums if result is None else result + sums
    assert result is not None, f"no table has {group.__name__}"
    return result


def _measure(world: World, what: Total) -> NDArray[Any]:
    if callable(what):
        return np.asarray(what(world))
    if isinstance(what, tuple) and len(what) == 2 and isinstance(what[1], str):
        return total(world, *what)
    return np.sum([total(world, *column) for column in what], axis=0)


def _title(what: Total) -> str:
    if callable(what):
        return getattr(what, "__name__", "total")
    if isinstance(what, tuple) and len(what) == 2 and isinstance(what[1], str):
        return f"{what[0].__name__}.{what[1]}"
    return " + ".join(_title(column) for column in what)


@contextmanager
def conserved(world: World, *what: Total, rtol: float = 0.0) -> Iterator[None]:
    """Raise AssertionError if a total of a world is another one at the end of the block."""
    before = [_measure(world, one) for one in what]
    yield
    for one, old in zip(what, before, strict=True):
        _compare_totals(world, one, old, rtol)


def _compare_totals(world: World, what: Total, old: NDArray[Any], rtol: float) -> None:
    new = _measure(world, what)
    same = np.isclose(new, old, rtol=rtol, atol=rtol) if rtol else new == old
    assert same.all(), f"tick {world.tick}: the total of {_title(what)} was {_number(old)} and is {_number(new)}; needs to be kept"


def _number(values: NDArray[Any]) -> str:
    return str(np.asarray(values).squeeze().tolist())


# -- systems ---------------------------------------------------------------------------------------


def check_bounds(start: Start, system: str) -> None:
    """Check after each call of a system that what it writes is in bounds, and after each tick that references lead to rows."""

    def ready(world: World) -> None:
        _, writes = world.access(find_system(world, system))
        groups = [group for _, group in writes if group in {g for t in world.tables.values() for g in t.groups}]
        watch(world, system, after=lambda world: bounds(world, groups), flush=True)

    def each(world: World) -> None:
        references(world)
        uids_rise(world)

    run(start, ready, each)


def check_conservation(start: Start, system: str, conserves: Sequence[Total], rtol: float = 0.0) -> None:
    """Check that each call of a system keeps totals, its births and deaths included."""
    old: list[NDArray[Any]] = []

    def before(world: World) -> None:
        old[:] = [_measure(world, what) for what in conserves]

    def after(world: World) -> None:
        for what, value in zip(conserves, old, strict=True):
            _compare_totals(world, what, value, rtol)

    run(start, lambda world: watch(world, system, before, after, flush=True))


def check_mutual(start: Start, system: str, columns: Sequence[Named]) -> None:
    """Check that references are mutual after each call of a system."""

    def after(world: World) -> None:
        for group, column in columns:
            mutual(world, group, column)

    run(start, lambda world: watch(world, system, after=after, flush=True))
