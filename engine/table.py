"""A table: rows of entities, sorted by (world, uid), with a set of column groups.

uids count up from 0 in each world and are never reused. Rows are born and die only in `flush`, which keeps the order, so
which row an entity has is a function of the state alone. Columns are copied on write: a snapshot takes the arrays
themselves, and the first declared write afterwards gives the table a copy of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .columns import Columns
from .errors import EngineError
from .rows import Rows, make_rows

C = TypeVar("C", bound=Columns)
Arrays = dict[str, NDArray[Any]]


class Population(Protocol):
    """What a system may do to the rows of its own table; all of it happens at the next flush.

    Ask for it with a parameter annotated `Population`.
    """

    def spawn(self, world: int, count: int, values: Mapping[type[Columns], Mapping[str, ArrayLike]] | None = None) -> NDArray[np.int64]:
        """Order births; return their uids."""
        ...

    def kill(self, world: int, uids: ArrayLike) -> None:
        """Order deaths."""
        ...

    def widen(self, size: str, value: int) -> None:
        """Order that a named size of the columns is at least `value`."""
        ...


class Table:
    """Entities of one kind in all worlds of a `World`. Made by `World.add_table`; systems see its column groups.

    offsets  int64[W+1]  first row of each world
    uid      int64[N]    strictly rising inside a world
    """

    def __init__(self, name: str, groups: Sequence[type[Columns]], counts: ArrayLike, sizes: Mapping[str, int]) -> None:
        """Make a table with `counts[w]` rows in world w. `sizes` gives a number to each named size of a column's shape."""
        self.name = name
        self.groups: tuple[type[Columns], ...] = ()
        self.sizes = dict(sizes)
        counts = np.asarray(counts, np.int64)
        self.offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self.uid = np.arange(self.offsets[-1]) - np.repeat(self.offsets[:-1], counts)
        self.next_uid = counts.copy()
        self.versions: dict[type[Columns], int] = {}
        self._arrays: dict[type[Columns], Arrays] = {}
        self._shared: set[type[Columns]] = set()
        self._readers: dict[type[Columns], Columns] = {}
        self._writers: dict[type[Columns], Columns] = {}
        for group in groups:
            self.add_group(group)
        self._rows: dict[bytes, Rows] = {}
        self._born: list[tuple[int, NDArray[np.int64], dict[type[Columns], Arrays]]] = []
        self._dead: list[tuple[int, NDArray[np.int64]]] = []
        self._wider: dict[str, int] = {}

    def __len__(self) -> int:
        return int(self.offsets[-1])

    def __repr__(self) -> str:
        return f"Table({self.name}: {len(self)} rows, {', '.join(g.__name__ for g in self.groups)})"

    @property
    def world_of(self) -> NDArray[np.int64]:
        """int64[N]: the world of each row."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def add_group(self, group: type[Columns]) -> None:
        """Give every row a further group of columns, filled with their fill."""
        self.groups = (*self.groups, group)
        self.versions[group] = 0
        self._arrays[group] = self._new_arrays(group, len(self))
        self._readers[group], self._writers[group] = group(), group()
        self._bind(group)

    # -- access ----------------------------------------------------------------------------------

    def read(self, group: type[C]) -> C:
        """Return the group with read-only arrays: they follow later writes, and refuse yours."""
        return cast(C, self._find(self._readers, group))

    def write(self, group: type[C]) -> C:
        """Return the group with writable arrays, and count a new version of it."""
        self.touch(group)
        return cast(C, self._writers[group])

    def writer(self, group: type[Columns]) -> Columns:
        """Return the writable group without a touch: for who touches it before each use."""
        return self._find(self._writers, group)

    def touch(self, group: type[Columns]) -> None:
        """Prepare a group for writing: count a version, and copy its arrays if a snapshot holds them."""
        self._find(self._readers, group)
        self.versions[group] += 1
        if group in self._shared:
            self._shared.discard(group)
            self._arrays[group] = {name: array.copy() for name, array in self._arrays[group].items()}
            self._bind(group)

    def rows(self, chosen: NDArray[np.bool_]) -> Rows:
        """Return the Rows of the chosen worlds (bool[W])."""
        key = chosen.tobytes()
        if key not in self._rows:
            if len(self._rows) > 64:  # masks of worlds that ended one by one
                self._rows.clear()
            self._rows[key] = make_rows(self.offsets, chosen)
        return self._rows[key]

    def find(self, world: int, uids: ArrayLike) -> NDArray[np.int64]:
        """Return the world-local rows of uids, -1 for those that are not alive."""
        low, high = self.offsets[world], self.offsets[world + 1]
        wanted = np.asarray(uids, np.int64)
        row = np.searchsorted(self.uid[low:high], wanted)
        found = (row < high - low) & (self.uid[low:high][np.minimum(row, max(high - low - 1, 0))] == wanted) if high > low else False
        return np.where(found, row, -1)

    def _find(self, bundles: dict[type[Columns], Columns], group: type[Columns]) -> Columns:
        try:
            return bundles[group]
        except KeyError:
            have = ", ".join(g.__name__ for g in self.groups)
            raise EngineError(f"table {self.name}", group.__name__, f"one of its groups: {have}", "Add the group to the table.") from None

    def uids(self, worlds: NDArray[Any], rows: NDArray[Any]) -> NDArray[np.int64]:
        """Return the uids of world-local rows, -1 for -1."""
        if len(self) == 0:
            return np.full(len(rows), -1)
        return np.where(rows >= 0, self.uid[np.maximum(self.offsets[worlds] + rows, 0)], -1)

    # -- births and deaths -----------------------------------------------------------------------

    def spawn(self, world: int, count: int, values: Mapping[type[Columns], Mapping[str, ArrayLike]] | None = None) -> NDArray[np.int64]:
        """Order the birth of `count` rows at the next flush and return their uids; columns not given take their fill."""
        uids = np.arange(self.next_uid[world], self.next_uid[world] + count)
        self.next_uid[world] += count
        given = values or {}
        new = {group: self._new_arrays(group, count) for group in self.groups}
        for group, columns in given.items():
            self._find(self._readers, group)
            for name, value in columns.items():
                new[group][name][...] = value
        self._born.append((world, uids, new))
        return uids

    def kill(self, world: int, uids: ArrayLike) -> None:
        """Order the death of rows at the next flush. A uid that is dead already is no mistake."""
        self._dead.append((world, np.atleast_1d(np.asarray(uids, np.int64))))

    @property
    def pending(self) -> bool:
        """Whether births or deaths wait for a flush."""
        return bool(self._born or self._dead)

    def widen(self, size: str, value: int) -> None:
        """Order that a named size is at least `value` after the next flush; the new slots hold their columns' fill."""
        self._wider[size] = max(value, self._wider.get(size, 0))

    def flush(self) -> NDArray[np.int64] | None:
        """Carry out deaths, then births; return where each old row went (world-local, -1 if dead), or None if none moved."""
        moved = self._move_rows() if self.pending else None
        for size, value in self._wider.items():  # rows born above have the old sizes
            self._widen(size, value)
        self._wider.clear()
        return moved

    def _move_rows(self) -> NDArray[np.int64]:
        n_worlds = len(self.offsets) - 1
        alive = np.ones(len(self), bool)
        for world, uids in self._dead:
            rows = self.find(world, uids)
            alive[self.offsets[world] + rows[rows >= 0]] = False
        world_of = self.world_of
        born_world = np.concatenate([np.full(len(uids), w) for w, uids, _ in self._born] or [np.empty(0, int)])
        all_worlds = np.concatenate([world_of[alive], born_world])
        order = np.argsort(all_worlds, kind="stable")  # survivors keep their order, the new come after them
        for group in self.groups:
            self._arrays[group] = {
                c.name: np.concatenate([self._arrays[group][c.name][alive], *(new[group][c.name] for _, _, new in self._born)])[order]
                for c in group.columns
            }
            self._shared.discard(group)
            self.versions[group] += 1
        self.uid = np.concatenate([self.uid[alive], *(uids for _, uids, _ in self._born)])[order]
        self.offsets = np.concatenate([[0], np.cumsum(np.bincount(all_worlds, minlength=n_worlds))]).astype(np.int64)
        survivors = np.cumsum(alive) - 1
        before = np.concatenate([[0], np.cumsum(np.bincount(world_of[alive], minlength=n_worlds))])
        moved = np.where(alive, survivors - before[world_of], -1)
        self._rows.clear()
        self._born, self._dead = [], []
        for group in self.groups:
            self._bind(group)
        return moved

    def follow(self, table: str, moved: NDArray[np.int64], before: NDArray[np.int64]) -> None:
        """Correct the columns that refer to a table whose rows have moved.

        moved   int64[M]    where each of its old rows is now, world-local, -1 if dead
        before  int64[W+1]  where its worlds began
        """
        world_of = self.world_of
        for group in self.groups:
            for c in group.columns:
                if c.refers_to == table and not group.scratch:
                    self.touch(group)
                    values = self._arrays[group][c.name]
                    base = before[world_of].reshape((-1, *(1,) * (values.ndim - 1)))
                    values[...] = np.where(values >= 0, moved[np.minimum(base + values, len(moved) - 1)] if len(moved) else -1, -1)

    def _widen(self, size: str, value: int) -> None:
        self.sizes[size] = max(value, self.sizes[size])
        for group in self.groups:
            if any(size in c.shape for c in group.columns):
                self.touch(group)
                for c in group.columns:
                    old = self._arrays[group][c.name]
                    new = np.full((len(self), *self._shape(c.shape)), c.fill, c.dtype)
                    new[tuple(slice(n) for n in old.shape)] = old
                    self._arrays[group][c.name] = new
                self._bind(group)

    # -- state, for snapshots --------------------------------------------------------------------

    def share(self) -> dict[type[Columns], Arrays]:
        """Hand out the arrays of all groups that last, read-only from now on; they are copied before the next declared write."""
        lasting = {group: dict(arrays) for group, arrays in self._arrays.items() if not group.scratch}
        for arrays in lasting.values():
            for array in arrays.values():
                array.flags.writeable = False
        self._shared.update(lasting)
        return lasting

    def adopt(
        self,
        offsets: NDArray[np.int64],
        uid: NDArray[np.int64],
        next_uid: NDArray[np.int64],
        sizes: Mapping[str, int],
        arrays: Mapping[type[Columns], Mapping[str, NDArray[Any]]],
    ) -> None:
        """Take over a state that `share` handed out, without copying it; drops pending births and deaths."""
        self.offsets, self.uid, self.next_uid, self.sizes = offsets, uid, next_uid.copy(), dict(sizes)
        self._born, self._dead = [], []
        self._wider.clear()
        self._rows.clear()
        for group in self.groups:
            self.versions[group] += 1
            if group.scratch:
                self._arrays[group] = self._new_arrays(group, len(self))
            else:
                self._arrays[group] = dict(arrays[group])
                self._shared.add(group)
            self._bind(group)

    def _shape(self, shape: tuple[int | str, ...]) -> tuple[int, ...]:
        return tuple(self.sizes[n] if isinstance(n, str) else n for n in shape)

    def _new_arrays(self, group: type[Columns], rows: int) -> Arrays:
        return {c.name: np.full((rows, *self._shape(c.shape)), c.fill, c.dtype) for c in group.columns}

    def _bind(self, group: type[Columns]) -> None:
        for name, array in self._arrays[group].items():
            view = array.view()
            view.flags.writeable = False
            setattr(self._readers[group], name, view)
            setattr(self._writers[group], name, array)
