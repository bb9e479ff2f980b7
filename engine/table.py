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

from ..kernels.rows import find_rows, follow_rows, move_runs
from .columns import I64, Columns, column
from .errors import EngineError
from .rows import Rows, make_rows
from .storage import Arrays, Storage
from .turnover import Births, Deaths, Moves, find_dead, number_births, plan_turnover

C = TypeVar("C", bound=Columns)
Values = Mapping[type[Columns], Mapping[str, ArrayLike]]


class Population(Protocol):
    """What a system may do to the rows of a table; all of it happens at the next flush.

    Ask for it with a parameter annotated `Population`, or with a member of a `View`.
    """

    def spawn(self, worlds: ArrayLike, count: ArrayLike = 1, values: Values | None = None) -> NDArray[np.int64]:
        """Order births; return their uids."""
        ...

    def kill(self, worlds: ArrayLike, uids: ArrayLike) -> None:
        """Order deaths."""
        ...

    def widen(self, size: str, value: int) -> None:
        """Order that a named size of the columns is at least `value`."""
        ...


class _Identity(Columns):
    """Who each row is."""

    uid: I64 = column(ge=0, doc="counts up in each world, never reused")


def first_uids(offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the uids of rows before the first birth and death, int64[N], read-only: their numbers inside each world."""
    uid = np.arange(offsets[-1]) - np.repeat(offsets[:-1], np.diff(offsets))
    uid.flags.writeable = False
    return uid


class Table:
    """Entities of one kind in all worlds of a `World`. Made by `World.add_table`; systems see its column groups.

    offsets   int64[W+1]  first row of each world
    next_uid  int64[W]    uid of the next birth in each world
    """

    def __init__(self, name: str, groups: Sequence[type[Columns]], counts: ArrayLike, sizes: Mapping[str, int]) -> None:
        """Make a table with `counts[w]` rows in world w. `sizes` gives a number to each named size of a column's shape."""
        self.name = name
        self.groups: tuple[type[Columns], ...] = ()
        self.sizes = dict(sizes)
        counts = np.asarray(counts, np.int64)
        self.offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self.next_uid = counts.copy()
        self._identity: Storage | None = None  # before the first birth and death uids are the numbers of rows: none are kept
        self._stored: dict[type[Columns], Storage] = {}
        for group in groups:
            self.add_group(group)
        self._rows: dict[bytes, Rows] = {}
        self._births: list[Births] = []
        self._deaths: list[Deaths] = []
        self._wider: dict[str, int] = {}

    def __len__(self) -> int:
        return int(self.offsets[-1])

    def __repr__(self) -> str:
        return f"Table({self.name}: {len(self)} rows, {', '.join(g.__name__ for g in self.groups)})"

    @property
    def uid(self) -> NDArray[np.int64]:
        """int64[N]: who each row is; strictly rising inside a world. Read-only."""
        return first_uids(self.offsets) if self.kept_uid is None else self.kept_uid

    @property
    def kept_uid(self) -> NDArray[np.int64] | None:
        """int64[N]: `uid`, or None before the first birth and death."""
        return None if self._identity is None else cast(_Identity, self._identity.reader).uid

    def uid_in(self, world: int) -> NDArray[np.int64]:
        """Return who the rows of one world are, int64[n], rising."""
        low, high = self.offsets[world : world + 2]
        return np.arange(high - low) if self._identity is None else self.uid[low:high]

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the columns take, with their room for births."""
        stored = [*self._stored.values(), *([self._identity] if self._identity is not None else [])]
        return self.offsets.nbytes + sum(values.nbytes for some in stored for values, _ in some.flat())

    @property
    def world_of(self) -> NDArray[np.int64]:
        """int64[N]: the world of each row."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    @property
    def versions(self) -> dict[type[Columns], int]:
        """How often each group was handed out for writing, or moved."""
        return {group: stored.version for group, stored in self._stored.items()}

    def add_group(self, group: type[Columns]) -> None:
        """Give every row a further group of columns, filled with their fill."""
        self.groups = (*self.groups, group)
        self._stored[group] = Storage(group, len(self), self.sizes)

    # -- access ----------------------------------------------------------------------------------

    def read(self, group: type[C]) -> C:
        """Return the group with read-only arrays: they follow later writes, and refuse yours."""
        return cast(C, self._find(group).reader)

    def write(self, group: type[C]) -> C:
        """Return the group with writable arrays, and count a new version of it."""
        self.touch(group)
        return cast(C, self._find(group).writer)

    def writer(self, group: type[Columns]) -> Columns:
        """Return the writable group without a touch: for who touches it before each use."""
        return self._find(group).writer

    def touch(self, group: type[Columns]) -> None:
        """Prepare a group for writing: count a version, and copy its arrays if a snapshot holds them."""
        self._find(group).touch()

    def rows(self, chosen: NDArray[np.bool_]) -> Rows:
        """Return the Rows of the chosen worlds (bool[W])."""
        key = chosen.tobytes()
        if key not in self._rows:
            if len(self._rows) > 64:  # masks of worlds that ended one by one
                self._rows.clear()
            self._rows[key] = make_rows(self.offsets, lambda: self.uid, chosen)
        return self._rows[key]

    def find(self, worlds: ArrayLike, uids: ArrayLike) -> NDArray[np.int64]:
        """Return the world-local rows of uids, -1 for those that are not alive. One world for all, or one for each."""
        where, who = self._checked(worlds, uids)
        if self._identity is None:
            return np.where((who >= 0) & (who < np.diff(self.offsets)[where]), who, -1)
        rows = np.empty(len(who), np.int64)
        find_rows(self.offsets, self.uid, where, who, rows)
        return np.where(rows >= 0, rows - self.offsets[where], -1)

    def uids(self, worlds: NDArray[Any], rows: NDArray[Any]) -> NDArray[np.int64]:
        """Return the uids of world-local rows, -1 for -1."""
        if self._identity is None:
            return rows.astype(np.int64)
        if len(self) == 0:
            return np.full(len(rows), -1)
        return np.where(rows >= 0, self.uid[np.maximum(self.offsets[worlds] + rows, 0)], -1)

    def _find(self, group: type[Columns]) -> Storage:
        try:
            return self._stored[group]
        except KeyError:
            have = ", ".join(g.__name__ for g in self.groups)
            raise EngineError(f"table {self.name}", group.__name__, f"one of its groups: {have}", "Add the group to the table.") from None

    # -- births and deaths -----------------------------------------------------------------------

    def spawn(self, worlds: ArrayLike, count: ArrayLike = 1, values: Values | None = None) -> NDArray[np.int64]:
        """Order births at the next flush and return their uids.

        worlds  int or int[K]   where
        count   int or int[K]   how many in each of them; the births are one list, world after world as given
        values  columns of the newborn, one value for all or one for each; what is not given takes the column's fill

        `spawn(0, 3)` is three in world 0; `spawn(worlds_of_the_mothers, 1, {Energy: {"energy": shares}})` one for each mother.
        """
        where, how_many = self._checked(worlds, count)
        where = np.repeat(where, how_many)
        given = {group: self._given(group, columns, len(where)) for group, columns in (values or {}).items()}
        uids = number_births(where, self.next_uid)
        self.next_uid += np.bincount(where, minlength=len(self.next_uid))
        self._births.append(Births(where, uids, given))
        return uids

    def kill(self, worlds: ArrayLike, uids: ArrayLike) -> None:
        """Order deaths at the next flush, in one world or one for each uid. A uid that is dead already is no mistake."""
        self._deaths.append(Deaths(*self._checked(worlds, uids)))

    @property
    def pending(self) -> bool:
        """Whether births or deaths wait for a flush."""
        return bool(self._births or self._deaths)

    def widen(self, size: str, value: int) -> None:
        """Order that a named size is at least `value` after the next flush; the new slots hold their columns' fill."""
        self._wider[size] = max(value, self._wider.get(size, 0))

    def flush(self) -> Moves | None:
        """Carry out deaths, then births; return what that did to the old rows, or None if there were none of either."""
        moves = self._turn_over() if self.pending else None
        for size, value in self._wider.items():  # rows born above have the old sizes
            self._widen(size, value)
        self._wider.clear()
        return moves

    def _turn_over(self) -> Moves | None:
        births, before = [some for some in self._births if len(some.uids)], self.offsets
        uid = self.uid
        dead = find_dead(self._deaths, before, uid)
        self._births, self._deaths = [], []
        if not births and len(dead) == 0:
            return None
        if self._identity is None:
            self._identity = Storage(_Identity, len(self), {})
            self._identity.arrays["uid"][:] = uid
        plan = plan_turnover(births, dead, before)
        self.offsets = plan.offsets
        for stored in (self._identity, *self._stored.values()):
            stored.own(max(len(self), stored.rows))
            for values, width in stored.flat():
                move_runs(plan.source, plan.target, plan.length, width, values)
            for some, rows in zip(births, plan.newborn, strict=True):
                given = {"uid": some.uids} if stored is self._identity else some.given.get(stored.group, {})
                stored.place(rows, given)
            stored.resize(len(self))
            stored.version += 1
        self._rows.clear()
        return Moves(before, dead)

    def follow(self, table: str, moves: Moves) -> None:
        """Correct the columns that refer to a table whose rows have moved."""
        for group, stored in self._stored.items():
            for c in group.columns:
                if c.refers_to == table and not group.scratch:
                    self.touch(group)
                    width = int(np.prod(stored.row_shape(c.name)))
                    follow_rows(self.offsets, width, moves.before, moves.rows, stored.arrays[c.name].reshape(-1))

    def _widen(self, size: str, value: int) -> None:
        self.sizes[size] = max(value, self.sizes[size])
        for group, stored in self._stored.items():
            if any(size in c.shape for c in group.columns):
                self.touch(group)
                stored.widen(self.sizes)

    def _checked(self, worlds: ArrayLike, others: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return worlds and what goes with them as int64[K] each. Raises EngineError for a world that is not there."""
        where, what = np.broadcast_arrays(np.atleast_1d(np.asarray(worlds, np.int64)), np.asarray(others, np.int64))
        most = len(self.offsets) - 2
        if len(where) and (where.min() < 0 or where.max() > most):
            raise EngineError(f"table {self.name}", f"worlds {where.min()} to {where.max()}", f"numbers of worlds, 0 to {most}")
        return np.ascontiguousarray(where), np.ascontiguousarray(what)

    def _given(self, group: type[Columns], columns: Mapping[str, ArrayLike], rows: int) -> Arrays:
        """Return a newborn's columns as arrays of their dtype and shape. Raises EngineError for one that is not there."""
        stored, result = self._find(group), {}
        dtypes = {c.name: c.dtype for c in group.columns}
        for name, value in columns.items():
            if name not in dtypes:
                raise EngineError(f"table {self.name}, {group.__name__}", repr(name), f"one of its columns: {', '.join(dtypes)}", "")
            result[name] = np.array(np.broadcast_to(np.asarray(value), (rows, *stored.row_shape(name))), dtypes[name])
        return result

    # -- state, for snapshots --------------------------------------------------------------------

    def share(self) -> dict[type[Columns], Arrays]:
        """Hand out the arrays of all groups that last, read-only from now on; they are copied before the next declared write.

        `kept_uid` is left as it is from now on, too.
        """
        if self._identity is not None:
            self._identity.share()
        return {group: stored.share() for group, stored in self._stored.items() if not group.scratch}

    def adopt(
        self,
        offsets: NDArray[np.int64],
        uid: NDArray[np.int64] | None,
        next_uid: NDArray[np.int64],
        sizes: Mapping[str, int],
        arrays: Mapping[type[Columns], Mapping[str, NDArray[Any]]],
    ) -> None:
        """Take over a state that `share` handed out, with its `kept_uid`, without copying it; drops pending births and deaths."""
        self.offsets, self.next_uid, self.sizes = offsets, next_uid.copy(), dict(sizes)
        self._births, self._deaths = [], []
        self._wider.clear()
        self._rows.clear()
        self._identity = None
        if uid is not None and (next_uid != np.diff(offsets)).any():
            self._identity = Storage(_Identity, 0, {})
            self._identity.adopt({"uid": uid}, len(self), {})
        for group, stored in self._stored.items():
            if group.scratch:
                stored.forget(len(self), self.sizes)
            else:
                stored.adopt(arrays[group], len(self), self.sizes)
