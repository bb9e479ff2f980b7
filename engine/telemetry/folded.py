"""The tables of an HDF5 file of telemetry, of layout 2 or 1."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError
from .chunks import decode_rows
from .layout import ROW_SIZE


class FoldedFile:
    """An HDF5 file that is read. In layout 1 each row has its tick in every table; in layout 2 states have it by runs of rows."""

    def __init__(self, path: Path) -> None:
        """Open a file. Raises EngineError if it is not one."""
        self.path = path
        try:
            self.file = h5py.File(path, "r")
        except OSError as error:
            raise EngineError(str(path), f"no readable telemetry ({error})", "an HDF5 file") from None

    @property
    def layout(self) -> int:
        """The version of the layout."""
        return int(self.file.attrs["catallax_layout"])

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """Names of the tables and their columns, tick first."""
        groups = {name: group for name, group in self.file.items() if isinstance(group, h5py.Group)}
        return {name: [column for column in group if column != ROW_SIZE] for name, group in groups.items()}

    def kind(self, table: str) -> str:
        """Return how the rows of a table lie: see `layout.kind_of`; in layout 1 a series is of kind states."""
        return str(self.file[table].attrs.get("kind", ""))

    def length(self, table: str) -> int:
        """Return the number of rows of a table."""
        *_, last = self.columns[table]
        return int(self.file[table][last].shape[0])

    def values(self, table: str, column: str, start: int = 0, stop: int | None = None) -> NDArray[Any]:
        """Return rows start:stop of a column, or all."""
        group = self.file[table]
        if column == "tick" and ROW_SIZE in group:
            values: NDArray[Any] = np.repeat(group["tick"][:], group[ROW_SIZE][:])[start:stop]
        else:
            values = group[column][start:stop]
        return values

    def runs(self, table: str) -> NDArray[np.int64]:
        """Return ticks and how many rows each has, int64[k, 2], of a table of states."""
        group = self.file[table]
        if ROW_SIZE in group:
            return np.column_stack([group["tick"][:], group[ROW_SIZE][:]])
        return np.column_stack(np.unique(group["tick"][:], return_counts=True))

    def bounds(self, table: str, column: str) -> tuple[int, int]:
        """Return the least and the greatest value of a column of whole numbers; (0, -1) if the file does not tell."""
        low, high = self.file[table][column].attrs.get("actual_range", (0, -1))
        return int(low), int(high)

    def at(self, table: str, column: str, rows: NDArray[np.int64]) -> NDArray[Any]:
        """Return a column at some rows, rising, of a table of states: only the chunks in which they lie are read."""
        data = self.file[table][column]
        if self.layout == 1:
            values: NDArray[Any] = data[:][rows]
            return values
        found, chunk = np.empty(len(rows), data.dtype), (data.chunks or (1,))[0]
        low, high = self.bounds(table, column)

        stored: list[h5py.h5d.StoreInfo] = []
        data.id.chunk_iter(stored.append)  # where all chunks are: HDF5 takes longer to look up one than we to read it
        place = {info.chunk_offset[0]: (info.size, info.byte_offset) for info in stored}

        def read(parts: Sequence[tuple[int, slice]]) -> None:
            for first, part in parts:
                piece = os.pread(file.fileno(), *place[first])
                found[part] = decode_rows(piece, found.dtype, chunk, rows[part] - first, low, high)

        parts, cores = list(by_chunk(rows, chunk)), os.cpu_count() or 1
        with self.path.open("rb") as file, ThreadPoolExecutor(cores) as threads:  # reading and inflating need no lock
            list(threads.map(read, (parts[k::cores] for k in range(cores))))
        return found

    def attributes(self, table: str, column: str) -> dict[str, Any]:
        """Return unit, meaning and names of values of a column."""
        return dict(self.file[table][column].attrs)

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def by_chunk(rows: NDArray[np.int64], chunk: int) -> Iterator[tuple[int, slice]]:
    """Yield (first row of a chunk, which of the rows lie in it) for each chunk in which some do. Rows rise."""
    begins = np.flatnonzero(np.diff(rows // chunk, prepend=-1))
    for begin, end in pairwise([*begins.tolist(), len(rows)]):
        yield int(rows[begin]) // chunk * chunk, slice(begin, end)
