"""Folds a journal into an HDF5 file that any reader opens: chunks go in as they are, nothing full is compressed again.

The file follows the conventions of netCDF-4 in plain HDF5, so that xarray, netCDF4 and others see named dimensions, units and
meanings. It appears in one step, and only then the journal goes: at any moment one of them is whole.

    /                  Conventions, catallax_layout, and what the run was
    /ticks/tick        a dimension; the columns of /ticks lie along it
    /agents/tick       a dimension, with row_size(tick), the rows that each tick has; columns lie along /agents_row,
                       where the rows of a tick are contiguous and sorted by uid (CF: contiguous ragged array)
    /trades/tick       of each row; all columns lie along /trades_row, in the order of ticks
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from h5py import h5a, h5d, h5ds, h5s, h5t
from numpy.typing import NDArray

from .chunks import create_column, encode
from .journal import Journal, TablePieces
from .layout import LAYOUT, ROW_SIZE, TICK, column_attributes
from .log import need_space, sync_folder, trouble

OVERHEAD = 4096  # bytes that HDF5 takes for a column, at most
NO_VARIABLE = "This is a netCDF dimension but not a netCDF variable.{:>10}"
TEXT, ONE = h5py.string_dtype(), h5s.create(h5s.SCALAR)
TEXT_IN_FILE, TEXT_IN_MEMORY = h5t.py_create(TEXT, logical=True), h5t.py_create(TEXT)


def fold(journal: Journal, target: Path) -> None:
    """Turn a journal into an HDF5 file, and remove the journal. What was there of the file before is replaced.

    Raises EngineError if the disk is full or the folder cannot be written; the journal stays then.
    """
    columns = sum(len(table) + 2 for table in journal.columns.values())
    need_space(target, journal.end + columns * OVERHEAD)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with _hdf5_file(temporary) as file:
            _fill(file, journal)
        temporary.replace(target)
        sync_folder(target.parent)
        journal.retire()
    except OSError as error:
        raise trouble(target, error) from error
    finally:
        with suppress(OSError):  # there is none, or on a disk that is only read
            temporary.unlink()


class _Guarded(io.FileIO):
    """A file that keeps an error of the disk to itself until it is asked: HDF5 cannot recover from one in the middle of its work."""

    error: OSError | None = None

    def write(self, data: Any) -> int:
        """Write all of it, or note why that failed."""
        left = memoryview(data).cast("B")
        try:
            while self.error is None and len(left):
                left = left[self._put(left) :]
        except OSError as error:
            self.error = error
        return len(memoryview(data).cast("B"))

    def _put(self, data: memoryview) -> int:
        return super().write(data) or 0


@contextmanager
def _hdf5_file(path: Path) -> Iterator[h5py.File]:
    """Give a new HDF5 file to fill; it is on the disk when the context ends. Raises OSError if it could not be written."""
    with _Guarded(path, "w+") as raw:
        with h5py.File(raw, "w", libver=("v110", "v110")) as file:
            yield file
        if raw.error is not None:
            raise raw.error
        os.fsync(raw.fileno())


def _fill(file: h5py.File, journal: Journal) -> None:
    chunk = journal.schema["chunk"]
    file.attrs.update({"Conventions": "CF-1.11", "catallax_layout": LAYOUT, "catallax_chunk": chunk, **journal.schema["attributes"]})
    for name, table in journal.tables.items():
        kind, runs = table.description["kind"], table.runs()
        group = file.create_group(name, track_order=True)
        group.attrs["kind"] = kind
        tick = _write(group, "tick", runs[:, 0] if kind == "states" else np.repeat(runs[:, 0], runs[:, 1]), chunk, TICK)
        if kind in ("series", "states"):
            h5ds.set_scale(tick, b"tick")
        along = tick if kind == "series" else _dimension(file, f"{name}_row", table.rows)
        if kind == "states":
            size = {"units": "1", "long_name": "how many rows the tick has", "sample_dimension": f"{name}_row"}
            h5ds.attach_scale(_write(group, ROW_SIZE, runs[:, 1], chunk, size), tick, 0)
        elif kind != "series":
            h5ds.attach_scale(tick, along, 0)
        for number in range(len(table.columns)):
            h5ds.attach_scale(_copy(group, journal, table, number), along, 0)


def _dimension(file: h5py.File, name: str, length: int) -> h5d.DatasetID:
    """Create a dimension that has no values: by netCDF-4's convention a dataset with a name that says so, and no storage."""
    scale = file.create_dataset(name, (length,), ">f4").id
    h5ds.set_scale(scale, NO_VARIABLE.format(length).encode())
    return scale


def _write(group: h5py.Group, name: str, values: NDArray[Any], chunk: int, attributes: dict[str, Any]) -> h5d.DatasetID:
    """Create a column with values that are in no chunk yet."""
    data = create_column(group, name, values.dtype, len(values), chunk)
    _describe(data, attributes)
    _write_rows(data, 0, np.ascontiguousarray(values), chunk)
    return data


def _write_rows(data: h5d.DatasetID, first: int, values: NDArray[Any], chunk: int) -> None:
    """Write values from a row on that begins a chunk. HDF5 wants its last chunk as long as the others."""
    chunk = min(chunk, data.shape[0])
    for start in range(0, len(values), max(chunk, 1)):
        data.write_direct_chunk((first + start,), encode(values[start : start + chunk], chunk).data)


def _copy(group: h5py.Group, journal: Journal, table: TablePieces, number: int) -> h5d.DatasetID:
    """Create a column with what a journal has of it."""
    column, chunk = table.description["columns"][number], journal.schema["chunk"]
    data = create_column(group, column["name"], table.dtype(number), table.rows, chunk)
    _describe(data, column_attributes(column))
    if table.dtype(number).kind == "i" and table.rows:
        entries = np.concatenate([piece.entries[number : number + 1] for piece in table.pieces])
        _describe(data, {"actual_range": np.array([entries["low"].min(), entries["high"].max()], table.dtype(number))})
    whole = table.pieces if len(table.pieces) == 1 else table.chunks  # one piece of a chunk is all of a shorter chunk
    for k, piece in enumerate(whole):
        data.write_direct_chunk((k * chunk,), journal.stored(piece, number))
    if len(whole) < len(table.pieces):
        _write_rows(data, len(whole) * chunk, journal.values(table.description["name"], column["name"], len(whole) * chunk), chunk)
    return data


def _describe(data: h5d.DatasetID, attributes: dict[str, Any]) -> None:
    """Set attributes; h5py's own way takes five times as long, and a small run has hundreds."""
    for name, value in attributes.items():
        if isinstance(value, str):
            h5a.create(data, name.encode(), TEXT_IN_FILE, ONE).write(np.array(value, TEXT), mtype=TEXT_IN_MEMORY)
        else:
            h5a.create(data, name.encode(), h5t.py_create(value.dtype), h5s.create_simple(value.shape)).write(value)
