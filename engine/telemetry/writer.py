"""Writes the telemetry of a run: rows wait in memory, go to a journal every few seconds, and are folded into HDF5 at the end.

What is acknowledged, `writer.acknowledged` and earlier ticks, is in the journal: it can be read though this process is killed in
the next moment, or the disk is full. What `mark` has returned for also outlives a loss of power, and so does a run that was closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError
from . import frames
from .fold import fold
from .journal import Journal, journal_of
from .layout import describe
from .log import Log
from .owner import is_alive, this_process
from .record import Record
from .unfold import unfold
from .waiting import Part, WaitingRows, runs_of

CHUNK = 65_536  # rows
CHUNKS_TO_WAIT = 8  # rows that do not fill a chunk are written again when they do, so we do not write often
SECONDS_BETWEEN_WRITES = 5.0

Mark = dict[str, int]
"""A place in the telemetry of a run: how many rows each table had. It is the same in every run of one scenario and seed."""


class TelemetryWriter:
    """The telemetry of one run, in a file, or in memory where `path` is None."""

    def __init__(self, path: Path | None, records: Iterable[Record], attributes: Mapping[str, Any], resume_at: Mark | None = None) -> None:
        """Begin a journal beside `path`, with an empty table for each record; or go on at a mark of the run that is there.

        Raises EngineError rather than overwrite; and if there is nothing to go on with, or it has other tables.
        """
        self.path = path
        schema = describe(records, CHUNK, attributes)
        self.acknowledged = self._tick = frames.NO_TICK
        self._written = monotonic()
        if resume_at is not None:
            assert path is not None
            self._resume(path, schema, resume_at)
            return
        for place in (path, journal_of(path)) if path else ():
            if place.exists():
                raise EngineError(str(place), "a file that is there already", "a new file", "Telemetry is never overwritten.")
        begin = [*frames.pack_json(frames.SCHEMA, schema), *self._begin([0] * len(schema["tables"]))]
        self._tables = _waiting(schema)
        self._log = Log(journal_of(path) if path else None, begin)

    def append(self, table: str, tick: int, columns: Mapping[str, NDArray[Any]]) -> None:
        """Add the rows of one tick to a table. Columns are copied. Ticks never fall. Raises EngineError if the disk is full."""
        if tick > self._tick:
            if self._tick > self.acknowledged and self._is_due():
                self.flush()
            self._tick = tick
        rows = len(next(iter(columns.values())))
        if rows:
            self._tables[table].add(tick, rows, columns)

    def flush(self) -> None:
        """Acknowledge all that was appended: whole ticks. Raises EngineError if the disk is full; what was acknowledged is kept."""
        self._commit([table for table in self._tables.values() if table.n_new], last=False)

    def mark(self) -> Mark:
        """Acknowledge all that was appended, so that it outlives a loss of power, and return this place, to resume at."""
        self.flush()
        self._log.sync()
        return {name: table.rows for name, table in self._tables.items()}

    def close(self) -> Journal | None:
        """Write what waits, and fold the journal into the HDF5 file. Returns the journal if it is in memory."""
        self._commit(list(self._tables.values()), last=True)
        if self.path is None:
            return Journal(self._log)
        with closing(Journal(journal_of(self.path))) as journal:
            fold(journal, self.path)
        return None

    def _commit(self, tables: list[WaitingRows], last: bool) -> None:
        self._written = monotonic()
        packed = [(table, *table.pack(last)) for table in tables]
        buffers = [buffer for _, frame, _ in packed for buffer in frame]
        if buffers or self._tick > self.acknowledged:
            self._log.append([*buffers, *frames.pack_commit(self._tick, [table.rows for table in self._tables.values()])])
        for table, _, rest in packed:
            table.settle(rest)
        self.acknowledged = self._tick

    def _is_due(self) -> bool:
        if sum(table.n_new for table in self._tables.values()) >= CHUNKS_TO_WAIT * CHUNK:
            return True
        return self.path is not None and monotonic() - self._written > SECONDS_BETWEEN_WRITES

    def _resume(self, path: Path, schema: dict[str, Any], mark: Mark) -> None:
        place = journal_of(path)
        if not place.exists():
            unfold(path, place, schema, mark)
        with closing(Journal(place)) as journal:
            if journal.schema["tables"] != schema["tables"]:
                raise EngineError(str(place), "other tables", "the tables of this run", "Resume with what was recorded before.")
            if is_alive(journal.owner) and journal.owner != this_process():
                raise EngineError(str(place), "a run that goes on", "one that was stopped", f"Stop process {journal.owner['pid']} first.")
            rows = [mark.get(name, -1) for name in journal.tables]
            found = [(end, tick) for end, tick, there in journal.marks if there == rows]
            if not found:
                raise EngineError(str(place), "no such mark", f"a mark at {mark}", "It is not the journal of this run, or it was cut.")
        end, self._tick = found[0]
        self.acknowledged = self._tick
        self._log = Log(place, None, end)
        self._log.append(self._begin(rows))  # cuts off what came after the mark
        with closing(Journal(place)) as journal:
            self._tables = _waiting(journal.schema)
            for name, table in self._tables.items():
                first = len(journal.tables[name].chunks) * table.chunk
                columns = {column: journal.values(name, column, first) for column in table.dtypes}
                table.take_up(first, Part(runs_of(journal.values(name, "tick", first)), columns))

    def _begin(self, rows: list[int]) -> list[bytes]:
        return [*frames.pack_json(frames.OWNER, this_process()), *frames.pack_commit(self.acknowledged, rows)]


def _waiting(schema: dict[str, Any]) -> dict[str, WaitingRows]:
    return {
        table["name"]: WaitingRows(number, {c["name"]: np.dtype(c["dtype"]) for c in table["columns"]}, schema["chunk"])
        for number, table in enumerate(schema["tables"])
    }
