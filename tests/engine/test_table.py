"""Rows: births, deaths, uids, snapshots, against a dict that remembers everything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from catallax.engine.columns import F64, I32, Columns, column
from catallax.engine.errors import EngineError
from catallax.engine.table import Table
from catallax.engine.world import World
from catallax.testing import world_machine


class Body(Columns):
    """What a row is."""

    mass: F64 = column(unit="kg", doc="mass")
    tags: I32 = column(shape=("slots",), fill=-1, doc="tags")
    friend: I32 = column(refers_to="bodies", doc="another body")


class Noise(Columns, scratch=True):
    """What a row hears; nobody remembers."""

    level: F64 = column(unit="dB", doc="level")


WORLDS = 3


def make() -> World:
    world = World(range(WORLDS))
    world.add_table("bodies", [Body, Noise], [2, 0, 1], {"slots": 2})
    return world


class TableMachine(world_machine(make)):  # type: ignore[misc]
    """Births, deaths, snapshots and branches, with changes of whole columns and of their sizes."""

    @rule(amount=st.floats(0, 3))
    def gain(self, amount: float) -> None:
        self.world.tables["bodies"].write(Body).mass += amount
        for rows in self.model["bodies"]:
            for row in rows.values():
                row["Body.mass"] += amount

    @rule(slots=st.integers(1, 5))
    def widen(self, slots: int) -> None:
        self.world.tables["bodies"].widen("slots", slots)

    @rule(worlds=st.lists(st.integers(0, WORLDS - 1), max_size=6))
    def spawn_one_in_each(self, worlds: list[int]) -> None:
        masses = np.arange(len(worlds)) + 0.5
        uids = self.world.tables["bodies"].spawn(worlds, 1, {Body: {"mass": masses}})
        for w, uid, mass in zip(worlds, uids, masses, strict=True):
            assert uid == self.next_uid(self.world.tables["bodies"], w)
            self.born.append(("bodies", w, int(uid), {"Body.mass": float(mass)}))

    @rule(pairs=st.lists(st.tuples(st.integers(0, WORLDS - 1), st.integers(0, 12)), max_size=5))
    def kill_some(self, pairs: list[tuple[int, int]]) -> None:
        self.world.tables["bodies"].kill([w for w, _ in pairs], [uid for _, uid in pairs])
        self.dead += [("bodies", w, uid) for w, uid in pairs]

    @rule()
    def hold_a_snapshot(self) -> None:
        self.flush()
        state = self.world.snapshot().tables["bodies"]
        uid = () if state.uid is None else (state.uid,)
        self.held = [(array, array.copy()) for array in (*state.arrays[Body].values(), *uid, state.offsets)]

    @invariant()
    def a_snapshot_stays_as_it_was(self) -> None:
        for array, copy in getattr(self, "held", []):
            assert np.array_equal(array, copy)

    @invariant()
    def uids_are_found_in_their_rows(self) -> None:
        table = self.world.tables["bodies"]
        for w in range(WORLDS):
            low, high = table.offsets[w], table.offsets[w + 1]
            assert table.find(w, table.uid[low:high]).tolist() == list(range(high - low))


TestTable = TableMachine.TestCase


def test_a_snapshot_costs_no_copy_and_is_not_changed_by_later_writes() -> None:
    table = Table("t", [Body], [3], {"slots": 1})
    shared = table.share()
    assert shared[Body]["mass"] is table._stored[Body].arrays["mass"]
    table.write(Body).mass[:] = 5.0
    assert shared[Body]["mass"].tolist() == [0.0, 0.0, 0.0]
    before = table._stored[Body].arrays["mass"]
    table.write(Body)
    assert table._stored[Body].arrays["mass"] is before, "one copy is enough"


def test_versions_count_declared_writes() -> None:
    table = Table("t", [Body], [1], {"slots": 1})
    table.read(Body)
    assert table.versions[Body] == 0
    table.write(Body)
    assert table.versions[Body] == 1


def test_find_and_unknown_groups() -> None:
    table = Table("t", [Body], [3], {"slots": 1})
    assert table.find(0, [2, 7, -1]).tolist() == [2, -1, -1]
    with pytest.raises(EngineError, match="one of its groups: Body"):
        table.read(Noise)


def test_newborn_go_behind_their_world_and_only_what_moves_is_copied() -> None:
    table = Table("t", [Body], [3, 2], {"slots": 1})
    table.write(Body).mass[:] = [0, 1, 2, 10, 11]
    table.kill([1, 0], [0, 1])
    assert table.spawn([1, 0, 1], 1, {Body: {"mass": [12, 3, 13]}}).tolist() == [2, 3, 3]
    moves = table.flush()
    assert moves is not None
    assert moves.rows.tolist() == [0, -1, 1, -1, 0]
    assert table.read(Body).mass.tolist() == [0, 2, 3, 11, 12, 13]
    assert table.uid.tolist() == [0, 2, 3, 1, 2, 3]
    assert table.offsets.tolist() == [0, 3, 6]
    before = table._stored[Body].arrays["mass"]
    table.kill(1, 3)
    table.spawn(1)
    table.flush()
    assert table._stored[Body].arrays["mass"].base is before.base, "in place, because there was room"
    assert table.flush() is None


def test_births_without_end_copy_each_row_a_few_times_only() -> None:
    table, buffers = Table("t", [Body], [1], {"slots": 1}), set()
    for _ in range(2000):
        table.spawn(0)
        table.flush()
        buffers.add(id(table._stored[Body].arrays["mass"].base))
    assert len(table) == 2001
    assert len(buffers) < 25


def test_wrong_births_and_deaths_are_refused() -> None:
    table = Table("t", [Body], [3], {"slots": 1})
    with pytest.raises(EngineError, match="worlds 0 to 1; needs numbers of worlds, 0 to 0"):
        table.spawn([0, 1])
    with pytest.raises(EngineError, match="worlds -1 to -1"):
        table.kill(-1, 0)
    with pytest.raises(EngineError, match="'mas'; needs one of its columns: mass, tags, friend"):
        table.spawn(0, 1, {Body: {"mas": 1.0}})
    with pytest.raises(EngineError, match="one of its groups: Body"):
        table.spawn(0, 1, {Noise: {"level": 1.0}})
    assert not table.pending and table.next_uid.tolist() == [3]
