"""Rows of a table that wait to be written, and how they are cut into frames."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import frames
from .chunks import encode


class Part(NamedTuple):
    """Rows that lie together. runs int64[k, 2]: tick and how many rows it has; one array for each column, all of a length."""

    runs: NDArray[np.int64]
    columns: dict[str, NDArray[Any]]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.runs[:, 1].sum())

    def split(self, at: int) -> tuple[Part, Part]:
        """Return the first `at` rows, and the others."""
        ends = np.cumsum(self.runs[:, 1])
        before = np.clip(at - (ends - self.runs[:, 1]), 0, self.runs[:, 1])
        runs = [np.column_stack([self.runs[:, 0], counts]) for counts in (before, self.runs[:, 1] - before)]
        columns = [{n: c[part] for n, c in self.columns.items()} for part in (slice(at), slice(at, None))]
        first, others = (Part(r[r[:, 1] > 0], c) for r, c in zip(runs, columns, strict=True))
        return first, others


def runs_of(ticks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the ticks of rows, int64[N], as runs: int64[k, 2], tick and how many rows it has."""
    begins = np.flatnonzero(np.diff(ticks, prepend=ticks[:1] - 1))
    return np.column_stack([ticks[begins], np.diff(begins, append=len(ticks))])


class WaitingRows:
    """The rows of one table that are not in a chunk yet.

    framed  those that are in the journal already, as parts of a chunk that is not full
    new     those that are in no journal
    """

    def __init__(self, number: int, dtypes: Mapping[str, np.dtype[Any]], chunk: int) -> None:
        """Begin with none. `number` is that of the table, `chunk` the rows of a full chunk."""
        self.number, self.dtypes, self.chunk = number, dict(dtypes), chunk
        self.framed = self._joined([])
        self.new: list[Part] = []
        self.n_new = 0
        self.first = 0  # row of the table at which its last chunk begins

    @property
    def rows(self) -> int:
        """How many rows the table has, new ones included."""
        return self.first + self.framed.rows + self.n_new

    def add(self, tick: int, rows: int, columns: Mapping[str, NDArray[Any]]) -> None:
        """Add the rows of a tick; the columns are copied."""
        self.new.append(Part(np.array([(tick, rows)]), {name: np.array(columns[name], dtype) for name, dtype in self.dtypes.items()}))
        self.n_new += rows

    def pack(self, last: bool = False) -> tuple[list[bytes], Part]:
        """Return frames that bring the new rows into the journal, as buffers, and the part that waits on once they are written.

        last  whether no more rows will come: then the last chunk is framed as the file will have it
        """
        rest, first = self._joined([self.framed, *self.new]), self.first
        buffers: list[bytes] = []
        while rest.rows >= self.chunk:
            full, rest = rest.split(self.chunk)
            buffers += self._frame(frames.CHUNK, first, full)
            first += self.chunk
        old = max(rest.rows - self.n_new, 0)
        if last and rest.rows:
            buffers += self._frame(frames.LAST, first, rest)
        elif rest.rows > old:
            buffers += self._frame(frames.TAIL, first + old, rest.split(old)[1])
        return buffers, rest

    def settle(self, rest: Part) -> None:
        """Note that what `pack` returned is written."""
        self.first = self.rows - rest.rows
        self.framed = Part(rest.runs, {name: column.copy() for name, column in rest.columns.items()})  # not a view of all chunks
        self.new, self.n_new = [], 0

    def take_up(self, first: int, part: Part) -> None:
        """Go on where a journal ends: with the rows of its last chunk, which begins at a row and is not full."""
        self.first, self.framed = first, part

    def _frame(self, kind: int, first: int, part: Part) -> list[bytes]:
        room = self.chunk if kind == frames.LAST and first else part.rows
        return frames.pack_rows(kind, self.number, first, part.runs, [encode(part.columns[name], room) for name in self.dtypes])

    def _joined(self, parts: list[Part]) -> Part:
        parts = [part for part in parts if len(part.runs)]
        if len(parts) == 1:
            return parts[0]
        runs = np.concatenate([np.empty((0, 2), np.int64), *(part.runs for part in parts)])
        return Part(runs, {n: np.concatenate([np.empty(0, d), *(p.columns[n] for p in parts)]) for n, d in self.dtypes.items()})
