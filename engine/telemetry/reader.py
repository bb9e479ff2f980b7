"""Reads the telemetry of a run: from its HDF5 file, or from the journal of a run that goes on or was killed."""

from __future__ import annotations

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

    def columns(self, table: str, decode: bool = True) -> dict[str, NDArray[Any]]:
        """Return the columns of a table; `decode` gives names in place of the numbers of an enumeration."""
        self._refresh()
        found = self.tables
        if table not in found:
            raise EngineError("run", repr(table), f"a table that was recorded: {', '.join(found)}", "Record it: record='full'.")
        columns = {name: self.source.values(table, name) for name in found[table]}
        return {name: self.named(table, name, values) for name, values in columns.items()} if decode else columns

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
