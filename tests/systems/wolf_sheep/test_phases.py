"""Each phase of the compiled tick against its slow twin, on the same state; in a batch, so that offsets matter."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from catallax.components.wolf_sheep import SHEEP, WOLVES, Census
from catallax.engine.clock import Clock
from catallax.engine.world import World
from catallax.scenarios.builder import build_world
from catallax.scenarios.loader import load_scenario
from catallax.testing import meadows
from tests.reference.wolf_sheep import PHASES, Meadow, read_meadow

TICKS = 5


def events_of(world: World, w: int, name: str, columns: tuple[str, ...]) -> list[tuple[int, ...]]:
    rows = world.events[name].rows()
    here = np.flatnonzero(rows["world"] == w)
    return sorted(tuple(int(rows[column][k]) for column in columns) for k in here)


def compare(phase: str, world: World, w: int, twin: Meadow) -> None:
    found = read_meadow(world, w)
    assert found.herds == twin.herds, f"{phase}, tick {twin.tick}"
    assert found.next_uid == twin.next_uid, phase
    assert found.grass == twin.grass, f"{phase}, tick {twin.tick}"
    assert events_of(world, w, "births", ("kind", "uid", "parent", "energy")) == sorted(twin.born), phase
    assert events_of(world, w, "deaths", ("kind", "uid", "cause", "energy")) == sorted(twin.died), phase


def compare_census(world: World, w: int, twin: Meadow) -> None:
    numbers = world[Census]
    for kind in (SHEEP, WOLVES):
        assert numbers.alive[w, kind] == len(twin.herds[kind])
        assert numbers.energy[w, kind] == sum(a.energy for a in twin.herds[kind])
        assert numbers.born[w, kind] == sum(b[0] == kind for b in twin.born)
        assert numbers.starved[w, kind] == sum(d[0] == kind and d[2] == 0 for d in twin.died)
    assert numbers.eaten[w] == sum(d[2] == 1 for d in twin.died)
    assert numbers.grass[w] == sum(ticks is None for ticks in twin.grass.values())


@given(st.lists(meadows(), min_size=1, max_size=3))
def test_every_phase_equals_its_twin(drawn: list[dict[str, Any]]) -> None:
    loaded = [load_scenario(d) for d in drawn]
    everywhere = np.ones(len(loaded), np.bool_)
    with build_world(loaded, [s.seed for s in loaded], [TICKS] * len(loaded)) as world:
        twins = [read_meadow(world, w) for w in range(len(loaded))]
        for _ in range(TICKS):
            for events in world.events.values():
                events.clear()
            before = [sum(ticks is None for ticks in twin.grass.values()) for twin in twins]
            for system in world.schedule:
                world.run_system(system.name, everywhere)
                for w, twin in enumerate(twins):
                    if system.name in PHASES:
                        PHASES[system.name](twin)
                        compare(system.name, world, w, twin)
                    else:
                        compare_census(world, w, twin)
                    if system.name == "grazing":
                        assert world[Census].grazed[w] == before[w] - sum(ticks is None for ticks in twin.grass.values())
            for twin in twins:
                twin.born, twin.died, twin.tick = [], [], twin.tick + 1
            world.edit(Clock).tick[:] += 1
