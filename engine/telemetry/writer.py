"""Writes telemetry to HDF5: one group per table, one dataset per column, row after row.

    /trades/tick, /trades/buyer, ...   all columns of a group have the same length; tick comes first and never falls

Plain gzip and shuffle, no compound types, no strings in data: any HDF5 reader opens it. The interface takes rows of one
table and tick at a time and gives nothing back, so that a crash-safe journal can stand behind it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from .record import Record, schema_digest

LAYOUT = 1
CHUNK = 65_536  # rows
_names = itertools.count()  # HDF5 tells files in memory apart by name


class TelemetryWriter:
    """The telemetry file of one run; `path` None keeps it in memory, for `close` to hand over."""

    def __init__(self, path: Path | None, records: Iterable[Record], attributes: Mapping[str, Any]) -> None:
        """Create the file with an empty table for each record. Raises FileExistsError rather than overwrite."""
        if path is None:
            self.file = h5py.File(f"telemetry-{next(_names)}", "w", driver="core", backing_store=False, libver=("v110", "v110"))
        else:
            self.file = h5py.File(path, "x", libver=("v110", "v110"))
        self.file.attrs["catallax_layout"] = LAYOUT
        for key, value in attributes.items():
            self.file.attrs[key] = value
        self._waiting: dict[str, list[dict[str, NDArray[Any]]]] = {}
        self._rows: dict[str, int] = {}
        records = list(records)
        self.file.attrs["schema_digest"] = schema_digest(records)
        for record in records:
            self._create(record)

    def append(self, table: str, tick: int, columns: Mapping[str, NDArray[Any]]) -> None:
        """Add the rows of one tick to a table. Columns are copied: the caller may change them afterwards."""
        rows = len(next(iter(columns.values())))
        if rows == 0:
            return
        self._waiting[table].append({"tick": np.full(rows, tick, np.int64), **{k: np.array(v) for k, v in columns.items()}})
        self._rows[table] += rows
        if self._rows[table] >= CHUNK:
            self._write(table)

    def flush(self) -> None:
        """Write everything that waits to the file."""
        for table in self._waiting:
            self._write(table)
        self.file.flush()

    def close(self) -> h5py.File:
        """Write what waits; close the file, unless it is in memory. Returns it."""
        self.flush()
        if self.file.driver != "core":
            self.file.close()
        return self.file

    def _create(self, record: Record) -> None:
        group = self.file.create_group(record.name, track_order=True)
        group.attrs["kind"] = "events" if record.is_event else "states"
        self._waiting[record.name], self._rows[record.name] = [], 0
        group.create_dataset(
            "tick", (0,), np.int64, maxshape=(None,), chunks=(CHUNK,), compression="gzip", compression_opts=1, shuffle=True
        )
        group["tick"].attrs.update(units="tick", long_name="tick at whose end the row holds; -1 is the initial state")
        for column in record.columns:
            data = group.create_dataset(
                column.name, (0,), column.dtype, maxshape=(None,), chunks=(CHUNK,), compression="gzip", compression_opts=1, shuffle=True
            )
            data.attrs.update(units=column.unit, long_name=column.doc)
            if column.values:
                data.attrs["flag_values"] = np.arange(len(column.values), dtype=column.dtype)
                data.attrs["flag_meanings"] = " ".join(column.values)

    def _write(self, table: str) -> None:
        waiting, rows = self._waiting[table], self._rows[table]
        if rows == 0:
            return
        group = self.file[table]
        for name, data in group.items():
            start = data.shape[0]
            data.resize(start + rows, axis=0)
            data[start:] = np.concatenate([part[name] for part in waiting])
        self._waiting[table], self._rows[table] = [], 0
