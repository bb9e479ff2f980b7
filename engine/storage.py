"""How a table keeps one group of columns: arrays with room for more rows than there are, copied on write.

What is handed out (to systems, snapshots, digests) are views of the rows that there are; the spare room behind them, which
makes births cheap, is nobody else's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns import Columns

Arrays = dict[str, NDArray[Any]]
GROWTH = 1.5  # room for half as many rows again: a row is copied twice on average, however many births there are
INTEGERS = {1: np.uint8, 4: np.uint32, 8: np.uint64}  # what a column is moved as, by size of item


class Storage:
    """The arrays of one group.

    arrays   the columns, of exactly the rows that there are
    version  counts declared writes
    reader   the group with read-only arrays, which follow later writes; `writer` the group with writable ones
    """

    def __init__(self, group: type[Columns], rows: int, sizes: Mapping[str, int]) -> None:
        """Fill `rows` rows with the columns' fill. `sizes` gives numbers to named sizes of column shapes."""
        self.group, self.rows, self.version, self.shared = group, rows, 0, False
        self.reader, self.writer = group(), group()
        self._shapes: dict[str, tuple[int, ...]] = {}
        self._set_sizes(sizes)
        self._buffers = {c.name: _filled((rows, *self._shapes[c.name]), c.fill, c.dtype) for c in group.columns}
        self._bind()

    def touch(self) -> None:
        """Prepare for writing: count a version, and copy the arrays if a snapshot holds them."""
        self.version += 1
        self.own(self.rows)

    def own(self, rows: int) -> None:
        """Make the arrays ours alone, with room for `rows` rows; what a snapshot holds stays as it is."""
        room = max((len(buffer) for buffer in self._buffers.values()), default=rows)
        if room >= rows and not self.shared:
            return
        if room < rows:
            room = max(rows, int(GROWTH * room))
        for name, old in self._buffers.items():
            self._buffers[name] = np.empty((room, *old.shape[1:]), old.dtype)
            self._buffers[name][: self.rows] = old[: self.rows]
        self.shared = False
        self._bind()

    def flat(self) -> Iterator[tuple[NDArray[Any], int]]:
        """Yield each column with its spare room as a flat array of integers, and how many of them make a row."""
        for buffer in self._buffers.values():
            width = int(np.prod(buffer.shape[1:]))
            yield buffer.reshape(-1).view(INTEGERS[buffer.itemsize]), width

    def place(self, rows: NDArray[np.int64] | slice, given: Mapping[str, NDArray[Any]]) -> None:
        """Write newborn rows, also behind the rows that there were: what is given, the rest the columns' fill."""
        for c in self.group.columns:
            self._buffers[c.name][rows] = given.get(c.name, c.fill)

    def resize(self, rows: int) -> None:
        """Let the arrays end after `rows` rows, for which there is room."""
        self.rows = rows
        self._bind()

    def widen(self, sizes: Mapping[str, int]) -> None:
        """Give columns with named sizes their new shape; the new slots hold the columns' fill."""
        self._set_sizes(sizes)
        for c in self.group.columns:
            old = self._buffers[c.name]
            new = np.full((len(old), *self._shapes[c.name]), c.fill, c.dtype)
            new[tuple(slice(n) for n in old.shape)] = old
            self._buffers[c.name] = new
        self._bind()

    def share(self) -> Arrays:
        """Hand out the arrays, read-only from now on; they are copied before the next declared write."""
        for array in self.arrays.values():
            array.flags.writeable = False
        self.shared = True
        return dict(self.arrays)

    def adopt(self, arrays: Mapping[str, NDArray[Any]], rows: int, sizes: Mapping[str, int]) -> None:
        """Take over arrays that somebody else keeps, without copying them."""
        self._set_sizes(sizes)
        self._buffers, self.rows, self.shared = dict(arrays), rows, True
        self.version += 1
        self._bind()

    def forget(self, rows: int, sizes: Mapping[str, int]) -> None:
        """Be `rows` rows of scratch that nobody relies on: with the columns' fill, or as they are if there are as many of the same shape.

        So what a builder has set in a singleton that is scratch, for it is part of no state, outlasts a restored state.
        """
        rows_before, shapes = self.rows, self._shapes
        self._set_sizes(sizes)
        if (rows_before, shapes) == (rows, self._shapes):
            return
        self._buffers = {c.name: _filled((rows, *self._shapes[c.name]), c.fill, c.dtype) for c in self.group.columns}
        self.rows, self.shared = rows, False
        self.version += 1
        self._bind()

    def _set_sizes(self, sizes: Mapping[str, int]) -> None:
        self._shapes = {c.name: tuple(sizes[n] if isinstance(n, str) else n for n in c.shape) for c in self.group.columns}

    def row_shape(self, column: str) -> tuple[int, ...]:
        """Return the shape of one row of a column."""
        return self._shapes[column]

    def _bind(self) -> None:
        self.arrays = {name: buffer[: self.rows] for name, buffer in self._buffers.items()}
        for name, array in self.arrays.items():
            view = array.view()
            view.flags.writeable = False
            setattr(self.reader, name, view)
            setattr(self.writer, name, array)


def _filled(shape: tuple[int, ...], fill: Any, dtype: Any) -> NDArray[Any]:
    """Return a new array. Zeros take no memory until something is written over them."""
    return np.full(shape, fill, dtype) if fill else np.zeros(shape, dtype)
