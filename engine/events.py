"""Event tables: rows that live for one tick. What happened, in the order in which it happened in each world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .columns import I32, Columns, column

E = TypeVar("E", bound="Event")


class Event(Columns):
    """Base of the column groups of events."""

    world: I32 = column(doc="world in which it happened", ge=0)


class Events(Generic[E]):
    """The rows of one kind of event in this tick. A system adds to them through a parameter annotated `Events[Group]`.

    Systems write world-local rows into columns that refer to a table; after the system has run they are uids.

    A kernel fills columns of what `room` returns and says how many rows it used; `added` keeps them.
    """

    def __init__(self, name: str, group: type[E]) -> None:
        self.name, self.group = name, group
        self.count = 0
        self._named = 0
        self._capacity = 0
        self._arrays: dict[str, NDArray[Any]] = {}
        self._grow(16)

    def __len__(self) -> int:
        return self.count

    def room(self, rows: int) -> E:
        """Return writable columns for at least `rows` further rows; what they hold is left over from earlier ticks."""
        if self.count + rows > self._capacity:
            self._grow(max(self.count + rows, self._capacity + self._capacity // 4))
        free = self.group()
        for name, array in self._arrays.items():
            setattr(free, name, array[self.count :])
        return free

    def added(self, rows: int, **same: ArrayLike) -> None:
        """Keep the first `rows` rows written since `room`; `same` are columns that have one value in all of them."""
        for name, value in same.items():
            self._arrays[name][self.count : self.count + rows] = value
        self.count += int(rows)

    def clear(self) -> None:
        """Forget all rows; the engine does so at the start of each tick."""
        self.count = self._named = 0

    def name_by_uid(self, uids: Callable[[str, NDArray[np.int32], NDArray[Any]], NDArray[np.int64]]) -> None:
        """Replace rows by uids in columns that refer to tables; the engine does so before rows can move.

        `uids(table, worlds, rows)` gives the uids of world-local rows, -1 for -1.
        """
        if self._named == self.count:
            return
        new = slice(self._named, self.count)
        for c in self.group.columns:
            if c.refers_to is not None:
                self._arrays[c.name][new] = uids(c.refers_to, self._arrays["world"][new], self._arrays[c.name][new])
        self._named = self.count

    def count_by_world(self, n_worlds: int) -> NDArray[np.int64]:
        """Return how many rows each world has, int64[n_worlds]."""
        return np.bincount(self._arrays["world"][: self.count], minlength=n_worlds)

    def rows(self) -> dict[str, NDArray[Any]]:
        """Return the columns of this tick's rows, worlds in order, inside a world in the order of what happened."""
        world = self._arrays["world"][: self.count]
        if (world[1:] >= world[:-1]).all():
            return {name: array[: self.count].copy() for name, array in self._arrays.items()}
        order = np.argsort(world, kind="stable")
        return {name: array[: self.count][order] for name, array in self._arrays.items()}

    def _grow(self, capacity: int) -> None:
        for c in self.group.columns:
            new = np.full((capacity, *(n for n in c.shape if isinstance(n, int))), c.fill, c.dtype)
            if self.count:
                new[: self.count] = self._arrays[c.name][: self.count]
            self._arrays[c.name] = new
        self._capacity = capacity
