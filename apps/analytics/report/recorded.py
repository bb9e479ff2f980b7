"""A run as the report reads it: tables that are read once, and the moments at which states are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ....engine.errors import EngineError
from ....systems.economy.theory.exchange import Exchange
from ...runs.plan import recorded_by
from ...runs.run import Run
from ..course import Course, economies_of
from .figure import TONES
from .markup import Html, element

Columns = Mapping[str, NDArray[Any]]
MOMENTS = 4
MOST_BINS = 120


class Recorded:
    """One run of a report. `place` is its place among `of` runs, `label` what it is called there."""

    def __init__(self, run: Run, place: int, of: int, label: str, at: Sequence[int] | None, until: int = 0) -> None:
        """Wrap a run; `at` are the ticks to show states of, by default a few from start to end. Plots go up to tick `until`."""
        self.run, self.manifest, self.scenario = run, run.manifest, run.scenario
        self.place, self.alone, self.label, self._at = place, of == 1, label, at
        self._until = until
        self._read: dict[str, Columns] = {}

    @property
    def tone(self) -> str:
        """The tone of its lines, where lines of several runs are in one plot."""
        return TONES[self.place % len(TONES)]

    @property
    def chip(self) -> Html | None:
        """What a figure says of which run it is: nothing, if there is but one."""
        return None if self.alone else element("span", self.place + 1, class_=f"chip b-{self.tone}", title=self.label)

    @cached_property
    def ticks_done(self) -> int:
        """Ticks that the run has done: of one that was killed, those that are recorded."""
        return self.run.ticks_done

    @property
    def time(self) -> tuple[float, float]:
        """Where plots over time begin and end: alike for all runs of a page."""
        return -1.0, float(max(self._until, self.ticks_done, 1))

    def has(self, *tables: str) -> bool:
        """Return whether tables were recorded."""
        return all(table in self.run.tables for table in tables)

    def columns(self, table: str) -> Columns:
        """Return the columns of a table, each of which is read once, when it is asked for."""
        if table not in self._read:
            self._read[table] = _Columns(self.run, table)
        return self._read[table]

    def ticks_of(self, table: str) -> NDArray[np.int64]:
        """Return the ticks at which states of a table were recorded, in order; there may have been nobody at some."""
        period = self._period(table)
        last = [self.ticks_done - 1] if self.manifest["status"] in ("done", "interrupted") else []
        return np.unique([-1, *range(0, self.ticks_done, period), *last])

    def plan(self) -> list[str]:
        """Return what was recorded as the option `--record` says it; `ticks` goes without saying."""
        periods = {table: self._period(table) for table in self.run.tables if table != "ticks"}
        return [table if period == 1 else f"{table}={period}" for table, period in periods.items()]

    def _period(self, table: str) -> int:
        return recorded_by(self.manifest)[table][0]

    def states(self, table: str, tick: int) -> Columns:
        """Return the rows of one tick."""
        columns = self.columns(table)
        first, last = np.searchsorted(columns["tick"], [tick, tick + 1])
        return {name: values[first:last] for name, values in columns.items()}

    def moments(self, table: str) -> list[int]:
        """Return the ticks at which states of a table are shown: of those recorded the last one not after each asked for."""
        ticks = self.ticks_of(table)
        if self._at is None:
            places = np.linspace(0, len(ticks) - 1, MOMENTS).round().astype(int)
        else:
            places = np.clip(np.searchsorted(ticks, sorted(self._at), side="right") - 1, 0, None)
        return [int(tick) for tick in ticks[np.unique(places)]]

    def bins(self) -> NDArray[np.float64]:
        """Return the edges of stretches of ticks: at most MOST_BINS, of as many whole ticks, the last one of those that are left."""
        width = max(1, -(-self.ticks_done // MOST_BINS))
        return np.append(np.arange(0, max(self.ticks_done, 1), width), max(self.ticks_done, 1)) - 0.5

    def bin_ticks(self) -> NDArray[np.int64]:
        """Return the ticks in the middle of these stretches."""
        edges = self.bins()
        return np.floor((edges[1:] + edges[:-1]) / 2).astype(np.int64)

    def per_tick(self, ticks: NDArray[Any], weights: NDArray[Any] | None = None) -> NDArray[np.float64]:
        """Return how many events of these ticks there were a tick in each stretch, or what their weights sum to."""
        edges = self.bins()
        return np.histogram(ticks, edges, weights=weights)[0] / np.diff(edges)

    @cached_property
    def start(self) -> Exchange | EngineError:
        """The economy that the run began with, or why there is no telling."""
        try:
            return economies_of([self.run])[0]
        except EngineError as error:
            return error

    @cached_property
    def course(self) -> Course | EngineError:
        """The course of the run from that economy, or why there is no telling."""
        return self.start if isinstance(self.start, EngineError) else Course(cast(Run, self), self.start)  # it asks for tables read already


class _Columns(Columns):
    """The columns of a table: of millions of attempts a page needs two of forty."""

    def __init__(self, run: Run, table: str) -> None:
        self._run, self._table = run, table
        self._read: dict[str, NDArray[Any]] = {}

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._read:
            self._read |= self._run.columns(self._table, [name])
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._run.tables[self._table])

    def __len__(self) -> int:
        return len(self._run.tables[self._table])


def tick_name(tick: int) -> str:
    """Return how a moment is called."""
    return "start" if tick < 0 else f"{tick:,}"


def moment_name(tick: int) -> str:
    """Return how a moment is called where that it is a tick does not go without saying."""
    return "start" if tick < 0 else f"tick {tick:,}"
