"""Rows: births, deaths, uids, snapshots, against a dict that remembers everything."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from catallax.engine.columns import F64, I32, Columns, column
from catallax.engine.errors import EngineError
from catallax.engine.table import Table
from catallax.engine.world import World


class Body(Columns):
    """What a row is."""

    mass: F64 = column(unit="kg", doc="mass")
    tags: I32 = column(shape=("slots",), fill=-1, doc="tags")
    friend: I32 = column(refers_to="bodies", doc="another body")


class Noise(Columns, scratch=True):
    """What a row hears; nobody remembers."""

    level: F64 = column(unit="dB", doc="level")


WORLDS = 3


class TableMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World(range(WORLDS))
        self.table = self.world.add_table("bodies", [Body, Noise], [2, 0, 1], {"slots": 2})
        self.model: list[dict[int, float]] = [{0: 0.0, 1: 0.0}, {}, {0: 0.0}]
        self.next = [2, 0, 1]
        self.born: list[tuple[int, int, float]] = []
        self.dead: list[tuple[int, int]] = []
        self.friends: list[dict[int, int]] = [{}, {}, {}]  # whom a body follows, both by uid
        self.saved: tuple[Any, ...] | None = None

    @rule(w=st.integers(0, WORLDS - 1), mass=st.floats(0, 9), count=st.integers(0, 3))
    def spawn(self, w: int, mass: float, count: int) -> None:
        uids = self.table.spawn(w, count, {Body: {"mass": mass}})
        assert uids.tolist() == list(range(self.next[w], self.next[w] + count))
        self.next[w] += count
        self.born += [(w, int(uid), mass) for uid in uids]

    @rule(worlds=st.lists(st.integers(0, WORLDS - 1), max_size=6))
    def spawn_one_in_each(self, worlds: list[int]) -> None:
        masses = np.arange(len(worlds)) + 0.5
        uids = self.table.spawn(worlds, 1, {Body: {"mass": masses, "tags": np.full((len(worlds), 1), 7)}})
        for w, uid, mass in zip(worlds, uids, masses, strict=True):
            assert uid == self.next[w]
            self.next[w] += 1
            self.born.append((w, int(uid), float(mass)))

    @rule(w=st.integers(0, WORLDS - 1), uid=st.integers(0, 12))
    def kill(self, w: int, uid: int) -> None:
        self.table.kill(w, [uid])
        self.dead.append((w, uid))

    @rule(pairs=st.lists(st.tuples(st.integers(0, WORLDS - 1), st.integers(0, 12)), max_size=5))
    def kill_some(self, pairs: list[tuple[int, int]]) -> None:
        self.table.kill([w for w, _ in pairs], [uid for _, uid in pairs])
        self.dead += pairs

    @rule(w=st.integers(0, WORLDS - 1), who=st.integers(0, 12), whom=st.integers(0, 12))
    def befriend(self, w: int, who: int, whom: int) -> None:
        row, other = self.table.find(w, [who, whom])
        if row >= 0 and other >= 0:
            self.table.write(Body).friend[self.table.offsets[w] + row] = other
            self.friends[w][who] = whom

    @rule()
    def flush(self) -> None:
        self.world.flush()
        for w, uid in self.dead:
            if self.model[w].pop(uid, None) is not None:
                self.friends[w] = {who: whom for who, whom in self.friends[w].items() if uid not in (who, whom)}
        for w, uid, mass in self.born:
            self.model[w][uid] = mass
        self.born, self.dead = [], []

    @rule(amount=st.floats(0, 3))
    def gain(self, amount: float) -> None:
        self.table.write(Body).mass += amount
        self.model = [{uid: mass + amount for uid, mass in rows.items()} for rows in self.model]

    @rule(slots=st.integers(1, 5))
    def widen(self, slots: int) -> None:
        self.table.widen("slots", slots)

    @rule()
    def save(self) -> None:
        self.flush()
        snapshot = self.world.snapshot()
        copies = {name: array.copy() for name, array in snapshot.tables["bodies"].arrays[Body].items()}
        copies["uid"] = snapshot.tables["bodies"].uid.copy()
        state = ([dict(rows) for rows in self.model], list(self.next), [dict(rows) for rows in self.friends])
        self.saved = (snapshot, state, copies)

    @rule()
    def restore(self) -> None:
        if self.saved is not None:
            snapshot, (model, following, friends), _ = self.saved
            self.world.restore(snapshot)
            self.model, self.next, self.friends = [dict(r) for r in model], list(following), [dict(r) for r in friends]
            self.born, self.dead = [], []

    @invariant()
    def a_snapshot_stays_as_it_was(self) -> None:
        if self.saved is not None:
            snapshot, _, copies = self.saved
            state = snapshot.tables["bodies"]
            for name, array in {**state.arrays[Body], "uid": state.uid}.items():
                assert (array == copies[name]).all() and array.shape == copies[name].shape, name

    @invariant()
    def rows_are_sorted_and_equal_the_model(self) -> None:
        for w in range(WORLDS):
            low, high = self.table.offsets[w], self.table.offsets[w + 1]
            uid = self.table.uid[low:high]
            assert (np.diff(uid) > 0).all()
            assert uid.tolist() == sorted(self.model[w])
            assert self.table.read(Body).mass[low:high].tolist() == [self.model[w][u] for u in sorted(self.model[w])]
            assert self.table.find(w, uid).tolist() == list(range(high - low))
            friend = self.table.read(Body).friend[low:high]
            assert {int(uid[k]): int(uid[f]) for k, f in enumerate(friend) if f >= 0} == self.friends[w]
        assert len(self.table) == len(self.table.uid) == len(self.table.read(Body).mass) == len(self.table.read(Noise).level)

    def teardown(self) -> None:
        self.world.close()


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
