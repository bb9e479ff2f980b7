"""Reads the telemetry of a run: from its HDF5 file, or from the journal of a run that goes on or was killed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError
from .fold import fold
from .folded import FoldedFile
from .journal import Journal, journal_of
from .owner import is_alive


def open_telemetry(path: Path) -> TelemetryReader:
    """Open the telemetry of a run by the path of its HDF5 file, whatever became of the run. Raises EngineError if there is none.

    While a journal is there it is the truth. That of a process that died is folded first; where it cannot be folded, because the
    folder may not be written or the disk is full, it is read as it is. That of a process that may be alive is read as far as it goes.
    """
    place = journal_of(path)
    try:
        journal = Journal(place)
    except FileNotFoundError:
        return TelemetryReader(FoldedFile(path))
    if is_alive(journal.owner) is not False:
        return TelemetryReader(journal)
    try:
        fold(journal, path)
    except EngineError:
        return TelemetryReader(journal)
    journal.close()
    return TelemetryReader(FoldedFile(path))


class TelemetryReader:
    """The tables of a run, by name. Those of a run that goes on grow; each call reads what was acknowledged by then."""

    def __init__(self, source: FoldedFile | Journal) -> None:
        """Read a file or a journal; closing the reader closes it."""
        self.source = source

    @property
    def tables(self) -> dict[str, list[str]]:
        """Names of the tables and their columns, tick first."""
        return self.source.columns

    def length(self, table: str) -> int:
        """Return the number of rows of a table."""
        self._refresh()
        return self.source.length(table)

    def has_states(self, table: str) -> bool:
        """Return whether a table's rows are states of entities, one for each, not events or lists."""
        return self.source.kind(table) == "states"

    def is_series(self, table: str) -> bool:
        """Return whether a table has one row a tick, along `tick`."""
        return table == "ticks" or self.source.kind(table) == "series"

    def columns(self, table: str, names: Sequence[str] | None = None, *, decode: bool = True) -> dict[str, NDArray[Any]]:
        """Return the columns of a table, or some of them; `decode` gives names in place of the numbers of an enumeration."""
        self._refresh()
        found = self.tables
        if table not in found:
            raise EngineError("run", repr(table), f"a table that was recorded: {', '.join(found)}", "Record it: record='full'.")
        columns = {name: self.source.values(table, name) for name in self._chosen(table, names)}
        return {name: self.named(table, name, values) for name, values in columns.items()} if decode else columns

    def trajectory(self, table: str, uid: int, names: Sequence[str] | None = None) -> dict[str, NDArray[Any]]:
        """Return the columns of a table of states, or some of them, at the rows of one entity; `tick` comes first.

        Of a population in which nobody is born or dies the rows are known, and only the chunks in which they lie are read, of the
        columns that are asked for; else all uids are read too.
        Raises EngineError for a table or column that was not recorded, and for one whose rows are not states of entities.
        """
        self._refresh()
        found = self.tables
        if table not in found or not self.has_states(table) or "uid" not in found[table]:
            states = ", ".join(name for name in found if self.has_states(name) and "uid" in found[name]) or "none was recorded"
            raise EngineError("run", repr(table), f"a table of entities that was recorded: {states}", "Record it: record='full'.")
        chosen = [name for name in self._chosen(table, names) if name != "tick"]
        runs = self.source.runs(table)
        rows = self._rows_of(table, uid, runs[:, 1])
        when = runs[np.searchsorted(np.cumsum(runs[:, 1]), rows, side="right"), 0]
        return {"tick": when, **{name: self.named(table, name, self.source.at(table, name, rows)) for name in chosen}}

    def _chosen(self, table: str, names: Sequence[str] | None) -> Sequence[str]:
        known = self.tables[table]
        for name in names or ():
            if name not in known:
                raise EngineError("run", f"{table}.{name}", f"one of its columns: {', '.join(known)}")
        return known if names is None else names

    def _rows_of(self, table: str, uid: int, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows of an entity, rising. sizes int64[T]: how many rows each tick has."""
        low, high = self.source.bounds(table, "uid")
        if low == 0 and (sizes == high + 1).all():  # as many at each tick as there are uids: uid is the place in the tick
            return np.cumsum(sizes) - sizes + uid if 0 <= uid <= high else np.zeros(0, np.int64)
        return np.flatnonzero(self.source.values(table, "uid") == uid)

    def attributes(self, table: str, column: str) -> dict[str, Any]:
        """Return unit, meaning and names of values of a column."""
        return self.source.attributes(table, column)

    def named(self, table: str, column: str, values: NDArray[Any]) -> NDArray[Any]:
        """Return values of a column with names in place of the numbers of an enumeration."""
        return name_values(self.attributes(table, column), values)

    def close(self) -> None:
        """Close the file."""
        self.source.close()

    def _refresh(self) -> None:
        if isinstance(self.source, Journal):
            self.source.refresh()


def name_values(attributes: dict[str, Any], values: NDArray[Any]) -> NDArray[Any]:
    """Return the names of values by a column's attributes, or the values where they have none."""
    if "flag_meanings" not in attributes:
        return values
    names = np.array([*str(attributes["flag_meanings"]).split(" "), "none"], dtype=object)
    return names[values]  # -1, for none, is the last
