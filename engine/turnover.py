"""Births and deaths that wait for a flush, and what a flush did to the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..kernels.rows import find_rows, new_rows, plan_moves
from .columns import Columns


@dataclass(frozen=True)
class Births:
    """Newborn entities: worlds and uids int64[K], and the columns that they were given."""

    worlds: NDArray[np.int64]
    uids: NDArray[np.int64]
    given: Mapping[type[Columns], Mapping[str, NDArray[Any]]]


@dataclass(frozen=True)
class Deaths:
    """Entities that die: worlds and uids int64[K], in any order; some may be dead already."""

    worlds: NDArray[np.int64]
    uids: NDArray[np.int64]


@dataclass(frozen=True)
class Moves:
    """What a flush did to the rows that there were.

    before  int64[W+1]  where the worlds began
    dead    int64[K]    rows that died, rising
    """

    before: NDArray[np.int64]
    dead: NDArray[np.int64]

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """int64[N]: where each old row is now, inside its world; -1 if dead."""
        rows = np.empty(self.before[-1], np.int64)
        new_rows(self.before, self.dead, rows)
        return rows


@dataclass(frozen=True)
class Plan:
    """What a flush will do: the runs of survivors that move, where the worlds begin then, and where the newborn go."""

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    length: NDArray[np.int64]
    offsets: NDArray[np.int64]
    newborn: list[NDArray[np.int64]]
    """int64[K] for each of the births: their rows"""


def number_births(worlds: NDArray[np.int64], next_uid: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the uids of births in the given worlds, int64[K]: counting on in each world, in the order of the births."""
    order = np.argsort(worlds, kind="stable")
    uids = np.empty(len(worlds), np.int64)
    uids[order] = next_uid[worlds[order]] + _place_in_world(worlds[order], len(next_uid))
    return uids


def find_dead(deaths: list[Deaths], offsets: NDArray[np.int64], uid: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows that die, rising, each once."""
    found = [np.empty(0, np.int64)]
    for some in deaths:
        rows = np.empty(len(some.uids), np.int64)
        find_rows(offsets, uid, some.worlds, some.uids, rows)
        found.append(rows[rows >= 0])
    rows = np.concatenate(found)
    return rows if (rows[1:] > rows[:-1]).all() else np.unique(rows)


def plan_turnover(births: list[Births], dead: NDArray[np.int64], offsets: NDArray[np.int64]) -> Plan:
    """Plan a flush: survivors keep their order, the newborn come after them in their world, in the order of their uids."""
    n_worlds = len(offsets) - 1
    worlds = np.concatenate([np.empty(0, np.int64), *(some.worlds for some in births)])
    born = np.bincount(worlds, minlength=n_worlds)
    after, runs = np.empty(n_worlds + 1, np.int64), np.empty((3, len(dead) + n_worlds), np.int64)
    count = plan_moves(offsets, dead, born, after, *runs)
    order = np.argsort(worlds, kind="stable")  # uids count up, so births of one world are in the order of their uids
    rows = np.empty(len(worlds), np.int64)
    rows[order] = (after[1:] - born)[worlds[order]] + _place_in_world(worlds[order], n_worlds)
    cuts = np.cumsum([len(some.worlds) for some in births])[:-1]
    source, target, length = runs[:, :count]
    return Plan(source, target, length, after, np.split(rows, cuts) if births else [])


def _place_in_world(sorted_worlds: NDArray[np.int64], n_worlds: int) -> NDArray[np.int64]:
    """Count 0, 1, ... inside each world, for worlds that are sorted."""
    counts = np.bincount(sorted_worlds, minlength=n_worlds)
    return np.arange(len(sorted_worlds)) - np.repeat(np.cumsum(counts) - counts, counts)
