"""Records: what can be recorded of a world, and the plan that says what is, and how often."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..clock import Clock
from ..errors import EngineError

if TYPE_CHECKING:
    from ..world import World

Rows = tuple[NDArray[np.int64], dict[str, NDArray[Any]]]
"""(offsets int64[W+1], columns): the rows of world w are offsets[w]:offsets[w+1] of each column."""


@dataclass(frozen=True)
class RecordColumn:
    """A column of a recorded table. `values` names the values 0, 1, ... of an enumeration.

    divisible  whether it counts something that a world may count in parts of a unit: see `Record.in_parts`
    """

    name: str
    dtype: str
    unit: str
    doc: str
    values: tuple[str, ...] = ()
    divisible: bool = False


@dataclass(frozen=True)
class Record:
    """A table that can be recorded: its columns besides `tick`, and how to read its rows off a world after a tick.

    An event's rows belong to one tick and are recorded at each; other rows are states, recorded at their period.
    `in_summary` says whether the plan `summary` has it. `is_list` says that an entity may have several rows a tick,
    `is_series` that there is one row a tick and world.

    What a system does inside a tick is read off `within` it, where that is the name of a system: `before(world)` keeps of the
    state what the system will change, and right after it has run `read(world, kept)` gives the rows. There are none for a
    world in which it did not run, and none before the first tick.

    parts  in how many parts of a unit the world counts what is in divisible columns; what `read` gives is in parts
    """

    name: str
    columns: tuple[RecordColumn, ...]
    read: Callable[..., Rows]
    is_event: bool = False
    in_summary: bool = False
    is_list: bool = False
    is_series: bool = False
    within: str = ""
    before: Callable[[World], Any] = lambda world: None
    parts: int = 1

    def in_parts(self, parts: int) -> Record:
        """Return the record of a world that counts in so many parts of a unit: divisible columns hold units as float64."""
        if parts == 1 or not any(column.divisible for column in self.columns):
            return self
        return replace(self, parts=parts, columns=tuple(replace(c, dtype="f8") if c.divisible else c for c in self.columns))

    def in_units(self, columns: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Return columns as they were read with what is divisible in units."""
        divisible = {column.name for column in self.columns if column.divisible and self.parts != 1}
        return {name: values / self.parts if name in divisible else values for name, values in columns.items()}


def record_columns(*lines: tuple[Any, ...]) -> tuple[RecordColumn, ...]:
    """Return the columns that lines of (name, dtype, unit, doc[, values[, divisible]]) describe."""
    return tuple(RecordColumn(*line) for line in lines)


def schema_digest(records: Iterable[Record]) -> str:
    """Return a digest of names, dtypes, units and enumerations: equal for files that read alike."""
    text = ";".join(f"{r.name}({','.join(f'{c.name}:{c.dtype}:{c.unit}:{c.values}' for c in r.columns)})" for r in records)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


Plan = dict[str, int]
"""Period in ticks of each record that is recorded."""


def parse_plan(text: str, records: Mapping[str, Record]) -> Plan:
    """Parse `none`, `summary`, `full`, or a list like `agents=10,cells=100,trades`; a list always records `ticks` too.

    Raises EngineError for a name that is not there or a period that makes no sense.
    """
    known = ", ".join(records)
    if text in ("none", "full", "summary"):
        return {name: 1 for name, record in records.items() if text == "full" or (text == "summary" and record.in_summary)}
    plan = {name: 1 for name in records if name == "ticks"}
    for item in text.split(","):
        name, _, period = item.strip().partition("=")
        if name not in records:
            raise EngineError("record", repr(name), f"none, summary, full, or a list of: {known}", f"For example {_example(records)}.")
        if period and (not period.isdecimal() or not 1 <= int(period) < 2**31):
            raise EngineError("record", repr(item.strip()), "a period of at least 1 tick", f"For example {name}=10.")
        if period not in ("", "1") and records[name].is_event:
            raise EngineError("record", repr(item.strip()), "no period for events: they are recorded at each tick", f"Write {name}.")
        plan[name] = int(period or 1)
    return plan


def _example(records: Mapping[str, Record]) -> str:
    states = [f"{name}=10" for name, record in records.items() if not record.is_event and name != "ticks"]
    return ",".join(states[:1] + [name for name, record in records.items() if record.is_event][:1]) or "ticks"


class Recorder:
    """Hands the rows of a plan to a sink after each tick: `sink(world number, record, tick, columns)`.

    States are recorded before the first tick (as tick -1), at ticks that the period divides, and at the last tick. What is read
    within a system is recorded alike, but for tick -1, and the last tick of a run that is stopped early.
    """

    def __init__(
        self, world: World, plan: Plan, sink: Callable[[int, Record, int, dict[str, NDArray[Any]]], None], goes_on: bool = False
    ) -> None:
        """Record the initial state, unless the world `goes_on` from a tick that has been recorded."""
        self.plan, self.sink = plan, sink
        self.records = [world.records[name] for name in plan]
        self.last = world[Clock].tick - 1
        self._recorded = {record.name: np.full(world.n_worlds, -2, np.int64) for record in self.records}
        everywhere = np.ones(world.n_worlds, np.bool_)
        self._inside = {record.name: _Inside(record, plan[record.name]) for record in self.records if record.within}
        for inside in self._inside.values():
            world.watch(inside.record.within, inside)
        for record in self.records:
            if not record.is_event and not record.within and not goes_on:
                self._hand_over(record, record.read(world), everywhere)

    def after_tick(self, world: World) -> NDArray[np.bool_]:
        """Record the tick that has just ended, in the worlds that ran it; return which did, bool[W]."""
        now = world[Clock].tick - 1
        ran = now > self.last
        self.last = now.copy()
        for record in self.records:
            due = ran & is_due(world, now, self.plan[record.name])
            if record.within:
                rows, where = self._inside[record.name].take(world.n_worlds)
                self._hand_over(record, rows, due & where)
            elif due.any():
                self._hand_over(record, record.read(world), due)
        return ran

    def finish(self, world: World) -> None:
        """Record the states of a run that was stopped early, where the last tick was not due."""
        for record in self.records:
            missing = self._recorded[record.name] < self.last
            if not record.is_event and not record.within and missing.any():
                self._hand_over(record, record.read(world), missing)

    def _hand_over(self, record: Record, rows: Rows, due: NDArray[np.bool_]) -> None:
        offsets, columns = rows
        for w in np.flatnonzero(due):
            part = slice(offsets[w], offsets[w + 1])
            self._recorded[record.name][w] = self.last[w]
            self.sink(int(w), record, int(self.last[w]), {name: column[part] for name, column in columns.items()})


def is_due(world: World, tick: NDArray[np.int64], period: int) -> NDArray[np.bool_]:
    """Return in which worlds (bool[W]) a tick (int64[W]) is recorded: every so often, and the last one."""
    return (tick % period == 0) | (tick + 1 >= world.end)


class _Inside:
    """Reads a record within its system, at ticks that are due, and keeps the rows until the tick has ended."""

    def __init__(self, record: Record, period: int) -> None:
        self.record, self.period = record, period
        self._kept: Any = None
        self._due = np.zeros(0, np.bool_)
        self._rows: Rows = (np.zeros(0, np.int64), {})

    def before(self, world: World, chosen: NDArray[np.bool_]) -> None:
        self._due = chosen & is_due(world, world[Clock].tick, self.period)
        if self._due.any():
            self._kept = self.record.before(world)

    def after(self, world: World, chosen: NDArray[np.bool_]) -> None:
        if self._due.any():
            self._rows = self.record.read(world, self._kept)
            self._kept = None

    def take(self, n_worlds: int) -> tuple[Rows, NDArray[np.bool_]]:
        """Return the rows read in this tick, and in which worlds (bool[W]): nowhere if the system did not run."""
        taken = self._rows, self._due if len(self._due) else np.zeros(n_worlds, np.bool_)
        self._rows, self._due = (np.zeros(0, np.int64), {}), np.zeros(0, np.bool_)
        return taken
