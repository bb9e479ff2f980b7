"""Rows: births, deaths, uids, snapshots, against a dict that remembers everything."""

from __future__ import annotations

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
