"""Records that are read inside a tick: what the system found, what it left, and nothing where it did not run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from catallax.engine.clock import Clock
from catallax.engine.columns import Res
from catallax.engine.errors import EngineError
from catallax.engine.telemetry.record import Record, Recorder, Rows, record_columns
from catallax.engine.world import World
from tests.engine.worlds import Energy, Grass, Place, make

SEEN = record_columns(
    ("uid", "i8", "1", "who"), ("x", "i4", "cell", "where"), ("old", "f8", "joule", "before"), ("new", "f8", "joule", "after")
)


def meals(world: World, old: NDArray[np.float64]) -> Rows:
    sheep = world.tables["sheep"]
    return sheep.offsets, {"uid": sheep.uid, "x": world[Place].x, "old": old, "new": world[Energy].energy}


MEALS = Record("fed", SEEN, meals, within="eat", before=lambda world: world[Energy].energy.copy())


def follow(world: World, period: int, ticks: int) -> list[tuple[int, int, dict[str, list[Any]]]]:
    """Run a world and return what was recorded: (world, tick, columns)."""
    world.add_record(MEALS)
    found: list[tuple[int, int, dict[str, list[Any]]]] = []
    recorder = Recorder(
        world, {"fed": period}, lambda w, record, t, columns: found.append((w, t, {n: c.tolist() for n, c in columns.items()}))
    )
    for _ in range(ticks):
        world.step()
        recorder.after_tick(world)
    recorder.finish(world)
    return found


def test_rows_tell_what_the_system_found_and_what_it_left() -> None:
    with make(sheep=2) as world:
        world.end[:] = 6
        found = follow(world, 2, 6)
        assert [(w, t) for w, t, _ in found] == [(0, 0), (0, 2), (0, 4), (0, 5)]  # no initial state; the last tick always
        assert found[1][2] == {"uid": [0, 1], "x": [3, 3], "old": [2.0, 2.0], "new": [3.0, 3.0]}


def test_a_run_that_is_stopped_early_has_nothing_of_a_tick_that_was_not_due() -> None:
    with make(sheep=1) as world:
        assert [t for _, t, _ in follow(world, 2, 4)] == [0, 2]


def test_a_world_in_which_the_system_did_not_run_has_no_rows() -> None:
    def in_even_ticks(clock: Res[Clock]) -> NDArray[np.bool_]:
        return (clock.tick + clock.seed) % 2 == 0

    with make(sheep=1, worlds=2) as world:
        world.systems = [system for system in world.systems if system.name != "eat"]
        world.add(graze, after="walk", before="grow", when=in_even_ticks, name="eat")
        assert [(w, t) for w, t, _ in follow(world, 1, 4)] == [(0, 0), (1, 1), (0, 2), (1, 3)]


def graze(energy: Energy, grass: Res[Clock]) -> None:
    """Look at both."""


def test_a_record_within_no_system_is_refused() -> None:
    with make() as world:
        world.add_record(Record("fed", SEEN, meals, within="fly"))
        with pytest.raises(EngineError, match="'fly'; needs a system: walk, eat, grow"):
            Recorder(world, {"fed": 1}, lambda w, record, t, columns: None)


def test_watching_changes_nothing() -> None:
    with make() as watched, make() as alone:
        follow(watched, 1, 5)
        for _ in range(5):
            alone.step()
        assert watched.digest() == alone.digest()
        assert watched[Grass].grass.tolist() == alone[Grass].grass.tolist()


def test_a_world_that_counts_in_parts_is_recorded_in_units() -> None:
    columns = record_columns(("uid", "i8", "1", "who"), ("held", "i8", "unit", "what", (), True))
    whole = Record("stock", columns, meals)
    parts = whole.in_parts(100)
    read = {"uid": np.array([1, 2]), "held": np.array([250, 7])}
    assert [column.dtype for column in parts.columns] == ["i8", "f8"]
    assert {name: values.tolist() for name, values in parts.in_units(read).items()} == {"uid": [1, 2], "held": [2.5, 0.07]}
    assert whole.in_parts(1) is whole and whole.in_units(read)["held"] is read["held"]
    assert MEALS.in_parts(100) is MEALS, "nothing in it is divisible"
