"""Rows of recorded tables, tick by tick."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....engine.errors import EngineError
from ...runs.plan import recorded_by
from ...runs.run import Run


class Recorded:
    """The recorded tables of a run, each read once."""

    def __init__(self, run: Run) -> None:
        """Read nothing yet."""
        self.run = run
        self._columns: dict[str, dict[str, NDArray[Any]]] = {}

    def need(self, *tables: str) -> None:
        """Raise EngineError unless all these tables were recorded."""
        for table in tables:
            if table not in self.run.tables:
                advice = f"Run it again with --record {','.join(tables)}, or full."
                raise EngineError("movie", f"a run without the table {table}", "it, to draw", advice)

    def has(self, table: str) -> bool:
        """Return whether a table was recorded."""
        return table in self.run.tables

    def columns(self, table: str) -> dict[str, NDArray[Any]]:
        """Return the columns of a table."""
        if table not in self._columns:
            self._columns[table] = self.run.columns(table)
        return self._columns[table]

    def at(self, table: str, tick: int) -> dict[str, NDArray[Any]]:
        """Return the rows of a tick, none if it has none."""
        columns = self.columns(table)
        begin, end = np.searchsorted(columns["tick"], [tick, tick + 1])
        return {name: values[begin:end] for name, values in columns.items()}

    def ticks(self, table: str) -> NDArray[np.int64]:
        """Return the ticks at which a table of states was recorded, rising; -1 is the start. At some it may have been empty."""
        own = _due(self.run, table)
        return np.union1d(self.columns(table)["tick"], own).astype(np.int64)


def _due(run: Run, table: str) -> NDArray[np.int64]:
    """Return the ticks at which the plan of a run had a table recorded, as far as the run came: a dead species leaves no rows."""
    recorded = recorded_by(run.manifest)
    if table not in recorded:
        return np.zeros(0, np.int64)
    period, _ = recorded[table]
    parent, branched = run.parent, run.manifest.get("parent")
    begin = -1 if branched is None else int(branched["at"])
    last = max((int(run.columns(name)["tick"].max(initial=-1)) for name in {table, "ticks"} & set(run.tables)), default=-1)
    ticks = np.arange(begin, last + 1)
    due = (ticks == -1) | (ticks % period == 0) | (ticks == run.manifest["ticks"] - 1)
    if parent is None:
        return ticks[due]
    past = _due(parent, table)
    return np.concatenate([past[past < begin], ticks[due]])
