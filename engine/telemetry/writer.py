"""Writes telemetry to HDF5: one group per table, one dataset per column, row after row.

    /trades/tick, /trades/buyer, ...   all columns of a group have the same length; tick comes first and never falls

Plain gzip and shuffle, no compound types, no strings in data: any HDF5 reader opens it. We compress the chunks ourselves, with
isa-l, which writes the same format seven times as fast as the zlib that HDF5 uses. The interface takes rows of one table and tick
at a time and gives nothing back, so that a crash-safe journal can stand behind it. The file is open only
while rows are written to it, every few seconds: a process that is killed leaves, nearly always, a file that opens.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

import h5py
import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from ..errors import EngineError
from .record import Record, schema_digest

LAYOUT = 1
CHUNK = 65_536  # rows
CHUNKS_TO_WAIT = 8  # a chunk that is not full is written again later, so we do not write often
SECONDS_BETWEEN_WRITES = 5.0
SPARE_BYTES = 262_144  # HDF5 cannot recover from a full disk, so we stop before it is
_names = itertools.count()  # HDF5 tells files in memory apart by name


class TelemetryWriter:
    """The telemetry of one run, in a file, or in memory where `path` is None."""

    def __init__(self, path: Path | None, records: Iterable[Record], attributes: Mapping[str, Any]) -> None:
        """Create the file with an empty table for each record. Raises EngineError rather than overwrite."""
        self.path = path
        self.memory: h5py.File | None = None
        if path is not None and path.exists():
            raise EngineError(str(path), "a file that is there already", "a new file", "Telemetry is never overwritten.")
        records = list(records)
        self._dtypes = {record.name: _dtypes(record) for record in records}
        self._waiting: dict[str, list[dict[str, NDArray[Any]]]] = {record.name: [] for record in records}
        self._rows = {record.name: 0 for record in records}  # that wait; those of a chunk that is not full are written, and wait on
        self._full = {record.name: 0 for record in records}  # full chunks written
        self._new = {record.name: 0 for record in records}  # rows not written at all
        self._written = monotonic()
        empty = _empty_file(tuple(records), CHUNK)
        if path is None:
            self.memory = _file_in_memory(empty)
        else:
            self._put(path, empty)
        with self._open() as file:
            file.attrs.update(attributes)

    def append(self, table: str, tick: int, columns: Mapping[str, NDArray[Any]]) -> None:
        """Add the rows of one tick to a table. Columns are copied. Raises EngineError if the disk is full."""
        rows = len(next(iter(columns.values())))
        if rows == 0:
            return
        self._waiting[table].append({"tick": np.full(rows, tick, np.int64), **{k: np.array(v) for k, v in columns.items()}})
        self._rows[table] += rows
        self._new[table] += rows
        if sum(self._new.values()) >= CHUNKS_TO_WAIT * CHUNK or monotonic() - self._written > SECONDS_BETWEEN_WRITES:
            self.flush()

    def flush(self) -> None:
        """Write everything that waits, whole ticks. Raises EngineError if the disk is full; what was written before is kept."""
        self._written = monotonic()
        if not any(self._new.values()):
            return
        with self._open() as file:
            for table, new in self._new.items():
                if new:
                    self._write(file[table], table)
                    self._new[table] = 0

    def _write(self, group: h5py.Group, table: str) -> None:
        parts, full = self._waiting[table], self._rows[table] // CHUNK
        rest = {}
        for name, dtype in self._dtypes[table].items():
            column = np.concatenate([part[name] for part in parts], dtype=dtype)
            _write_column(h5py.h5d.open(group.id, name.encode()), column, self._full[table])
            rest[name] = column[full * CHUNK :].copy()
        self._full[table] += full
        self._rows[table] -= full * CHUNK
        self._waiting[table] = [rest] if self._rows[table] else []

    def close(self) -> h5py.File | None:
        """Write what waits. Returns the file if it is in memory."""
        self.flush()
        return self.memory

    def _put(self, path: Path, content: bytes) -> None:
        self._need_space(path, len(content))
        try:
            path.write_bytes(content)
        except OSError as error:
            raise _trouble(path, error) from error

    @contextmanager
    def _open(self) -> Iterator[h5py.File]:
        if self.memory is not None:
            yield self.memory
            return
        assert self.path is not None
        self._need_space(self.path, sum(array.nbytes for waiting in self._waiting.values() for part in waiting for array in part.values()))
        try:
            with h5py.File(self.path, "a", libver=("v110", "v110")) as file:
                yield file
        except (OSError, RuntimeError) as error:
            raise _trouble(self.path, error) from error

    @staticmethod
    def _need_space(path: Path, size: int) -> None:
        if shutil.disk_usage(path.parent).free < size + SPARE_BYTES:
            raise EngineError(str(path), "a full disk", f"{(size + SPARE_BYTES) // 1024} KiB of space", "Make room, or record less.")


def _trouble(path: Path, error: Exception) -> EngineError:
    return EngineError(str(path), f"an error from the disk ({error})", "a disk that can be written", "")


def _dtypes(record: Record) -> dict[str, np.dtype[Any]]:
    """Return the dtypes of the datasets of a record."""
    return {"tick": np.dtype(np.int64), **{column.name: np.dtype(column.dtype) for column in record.columns}}


@cache
def _empty_file(records: tuple[Record, ...], chunk: int) -> bytes:
    """Return the content of a file without rows. HDF5 takes as long to create the tables as to write a few hundred thousand rows."""
    with h5py.File(f"telemetry-{next(_names)}", "w", driver="core", backing_store=False, libver=("v110", "v110")) as file:
        file.attrs.update({"catallax_layout": LAYOUT, "schema_digest": schema_digest(records)})
        for record in records:
            _create(file, record, chunk)
        file.flush()
        return bytes(file.id.get_file_image())


def _file_in_memory(content: bytes) -> h5py.File:
    access = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
    access.set_fapl_core(backing_store=False)
    access.set_libver_bounds(h5py.h5f.LIBVER_V110, h5py.h5f.LIBVER_V110)
    access.set_file_image(content)
    return h5py.File(h5py.h5f.open(f"telemetry-{next(_names)}".encode(), h5py.h5f.ACC_RDWR, access))


def _create(file: h5py.File, record: Record, chunk: int) -> None:
    group = file.create_group(record.name, track_order=True)
    group.attrs["kind"] = "events" if record.is_event else "lists" if record.is_list else "states"
    options: dict[str, Any] = {"maxshape": (None,), "chunks": (chunk,), "compression": "gzip", "compression_opts": 1, "shuffle": True}
    group.create_dataset("tick", (0,), np.int64, **options)
    group["tick"].attrs.update(units="tick", long_name="tick at whose end the row holds; -1 is the initial state")
    for column in record.columns:
        data = group.create_dataset(column.name, (0,), column.dtype, **options)
        data.attrs.update(units=column.unit, long_name=column.doc)
        if column.values:
            data.attrs["flag_values"] = np.arange(len(column.values), dtype=column.dtype)
            data.attrs["flag_meanings"] = " ".join(column.values)


def _write_column(data: h5py.h5d.DatasetID, column: NDArray[Any], chunk: int) -> None:
    """Write a column, which has the dtype of the dataset, from a chunk on, over what it holds."""
    data.set_extent((chunk * CHUNK + len(column),))
    for start in range(0, len(column), CHUNK):
        rows = column[start : start + CHUNK]
        size = rows.itemsize
        shuffled = np.zeros((size, CHUNK), np.uint8)  # first bytes first: how the filter `shuffle` has it
        used = range(_used_bytes(rows)) if rows.dtype.kind == "i" else range(size)
        for k in used:
            shuffled[k, : len(rows)] = rows.view(np.uint8)[k::size]
        data.write_direct_chunk((chunk * CHUNK + start,), isal_zlib.compress(shuffled, 1))


def _used_bytes(rows: NDArray[Any]) -> int:
    """Return how many bytes of each whole number, the lowest first, may not be zero."""
    return (int(rows.max()).bit_length() + 7) // 8 if rows.min() >= 0 else rows.itemsize
