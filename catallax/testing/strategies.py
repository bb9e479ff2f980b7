"""Hypothesis strategies for rows, worlds and command logs, from what columns declare.

All structure is drawn explicitly, so that a failing example shrinks to few rows that hold fills and zeros.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..engine.columns import Column, Columns
from ..engine.commands import Command
from .blueprint import Blueprint
from .start import ScenarioStart, Start, TablesStart

Strategy = st.SearchStrategy[Any]
SPAN = 12  # whole numbers are drawn from the least allowed one up to this many more
REALS = (0.0, 1.0, 0.5, 0.1, 0.2, 0.7, 2.5, 10.0, -1.0)
UIDS = 6  # commands name uids below this


def element(column: Column, refers: Mapping[str, int], sizes: Mapping[str, int]) -> Strategy:
    """Draw the value of one row of a column. It shrinks towards the column's fill.

    refers  rows of the tables that the column may refer to;  sizes  numbers for named sizes
    """
    value = _number(column, refers)
    for size in reversed(column.shape):
        length = sizes[size] if isinstance(size, str) else size
        value = st.lists(value, min_size=length, max_size=length)
    return value


def _number(column: Column, refers: Mapping[str, int]) -> Strategy:
    if column.dtype == np.bool_:
        return st.sampled_from([bool(column.fill), not column.fill])
    if column.refers_to is not None:
        return st.sampled_from([-1, *range(refers.get(column.refers_to, 0))])
    least = column.ge if column.ge is not None else (0 if column.values else -SPAN)
    most = column.le if column.le is not None else (len(column.values) - 1 if column.values else least + SPAN * (1 if column.ge else 2))
    if column.dtype.kind == "f":
        inside = [v for v in (column.fill, *REALS) if least <= v <= most]
        return st.sampled_from(list(dict.fromkeys([*inside, *(float(v) for v in (least, most) if np.isfinite(v))])))
    fill = min(max(column.fill, least), most)
    return st.one_of(st.just(int(fill)), st.integers(int(least), int(most)))


@st.composite
def columns(
    draw: st.DrawFn,
    group: type[Columns],
    rows: int,
    *,
    refers: Mapping[str, int] | None = None,
    sizes: Mapping[str, int] | None = None,
    values: Mapping[str, Strategy] | None = None,
) -> dict[str, list[Any]]:
    """Draw the columns of a group: a list with one value per row for each column that does not hold its fill only.

    values  strategies for one row in place of what the metadata gives, by "Group.column"
    """
    drawn = {}
    for column in group.columns:
        one = (values or {}).get(f"{group.__name__}.{column.name}")
        strategy = element(column, refers or {}, sizes or {}) if one is None else one
        found = [draw(strategy) for _ in range(rows)]
        if rows and (np.asarray(found) != column.fill).any():
            drawn[column.name] = found
    return drawn


@st.composite
def tables(
    draw: st.DrawFn,
    groups: Sequence[type[Columns]],
    rows: int,
    *,
    refers: Mapping[str, int] | None = None,
    sizes: Mapping[str, int] | None = None,
    values: Mapping[str, Strategy] | None = None,
) -> dict[str, Any]:
    """Draw the rows of a table: {"rows": 2, "Place.x": [0, 3]}. As `columns`."""
    table: dict[str, Any] = {"rows": rows}
    for group in groups:
        if not group.scratch:
            found = draw(columns(group, rows, refers=refers, sizes=sizes, values=values))
            table |= {f"{group.__name__}.{name}": value for name, value in found.items()}
    return table


@st.composite
def _rows_of(
    draw: st.DrawFn, blueprint: Blueprint, rows: Mapping[str, int | tuple[int, int]], values: Mapping[str, Strategy], ticks: int
) -> Start:
    counts = {}
    for name in blueprint.tables:
        asked = rows.get(name, (0, 4))
        counts[name] = asked if isinstance(asked, int) else draw(st.integers(*asked))
    world: dict[str, Any] = {"seed": draw(st.integers(0, 50)), "ticks": ticks}
    for name, groups in blueprint.tables.items():
        world[name] = draw(tables(groups, counts[name], refers=counts, sizes=blueprint.sizes, values=values))
    singletons = draw(tables(list(blueprint.singletons), 1, refers=counts, sizes=blueprint.sizes, values=values))
    if len(singletons) > 1:
        world["worlds"] = {name: value for name, value in singletons.items() if name != "rows"}
    return TablesStart(blueprint=blueprint, rows=world)


def worlds(
    source: Blueprint | Strategy,
    *,
    rows: Mapping[str, int | tuple[int, int]] | None = None,
    values: Mapping[str, Strategy] | None = None,
    ticks: int = 12,
) -> st.SearchStrategy[Start]:
    """Draw starts: `start.build()` is a live World, which the caller closes; a start prints as what can be pasted.

    source  a `Blueprint` of the user's own tables, or a strategy of scenarios (dicts), such as `scenarios()`
    rows    of a blueprint: rows of a table, or the least and the most of them; (0, 4) if not given
    values  of a blueprint: strategies for one row in place of what the metadata gives, by "Group.column"
    ticks   of a blueprint: length of a run
    """
    if isinstance(source, Blueprint):
        return _rows_of(source, rows or {}, values or {}, ticks)
    return source.map(lambda scenario: ScenarioStart(scenario=scenario))


@st.composite
def commands(
    draw: st.DrawFn, kinds: Mapping[str, Strategy] | None = None, *, tables: Sequence[str] = ("agents",), ticks: int = 12, most: int = 4
) -> list[Command]:
    """Draw a log of commands for world 0, in the order of ticks.

    kinds   name of a registered kind: strategy of its values (a dict). If not given, the kinds that
            `register_changes` registers: rows of `tables` die, and are born as copies of others
    """
    if kinds is None:
        named = st.fixed_dictionaries({"table": st.sampled_from(list(tables)), "uid": st.integers(0, UIDS - 1)})
        kinds = {"kill": named, "clone": named}
    one = st.sampled_from(list(kinds)).flatmap(lambda kind: st.tuples(st.integers(0, ticks - 1), st.just(kind), kinds[kind]))
    drawn = draw(st.lists(one, max_size=most))
    return [Command(tick, kind, values) for tick, kind, values in sorted(drawn, key=lambda command: command[0])]
