"""Rows: births, deaths, uids, snapshots, against a dict that remembers everything."""

from __future__ import annotations

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
        self.saved: tuple[object, object, object] | None = None

    @rule(w=st.integers(0, WORLDS - 1), mass=st.floats(0, 9), count=st.integers(0, 3))
    def spawn(self, w: int, mass: float, count: int) -> None:
        uids = self.table.spawn(w, count, {Body: {"mass": mass}})
        assert uids.tolist() == list(range(self.next[w], self.next[w] + count))
        self.next[w] += count
        self.born += [(w, int(uid), mass) for uid in uids]

    @rule(w=st.integers(0, WORLDS - 1), uid=st.integers(0, 12))
    def kill(self, w: int, uid: int) -> None:
        self.table.kill(w, [uid])
        self.dead.append((w, uid))

    @rule()
    def flush(self) -> None:
        self.world.flush()
        for w, uid in self.dead:
            self.model[w].pop(uid, None)
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
        self.saved = (self.world.snapshot(), [dict(rows) for rows in self.model], list(self.next))

    @rule()
    def restore(self) -> None:
        if self.saved is not None:
            snapshot, model, following = self.saved
            self.world.restore(snapshot)  # type: ignore[arg-type]
            self.model, self.next = [dict(rows) for rows in model], list(following)  # type: ignore[union-attr, call-overload]
            self.born, self.dead = [], []

    @invariant()
    def rows_are_sorted_and_equal_the_model(self) -> None:
        for w in range(WORLDS):
            low, high = self.table.offsets[w], self.table.offsets[w + 1]
            uid = self.table.uid[low:high]
            assert (np.diff(uid) > 0).all()
            assert uid.tolist() == sorted(self.model[w])
            assert self.table.read(Body).mass[low:high].tolist() == [self.model[w][u] for u in sorted(self.model[w])]
            assert self.table.find(w, uid).tolist() == list(range(high - low))

    def teardown(self) -> None:
        self.world.close()


TestTable = TableMachine.TestCase


def test_a_snapshot_costs_no_copy_and_is_not_changed_by_later_writes() -> None:
    table = Table("t", [Body], [3], {"slots": 1})
    shared = table.share()
    assert shared[Body]["mass"] is table._arrays[Body]["mass"]
    table.write(Body).mass[:] = 5.0
    assert shared[Body]["mass"].tolist() == [0.0, 0.0, 0.0]
    before = table._arrays[Body]["mass"]
    table.write(Body)
    assert table._arrays[Body]["mass"] is before, "one copy is enough"


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
