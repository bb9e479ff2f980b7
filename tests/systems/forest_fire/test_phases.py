"""The compiled fire against its slow twin, cell by cell; and laws of any fire."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import catallax as cx
from catallax.components.forest_fire import STATES, Extent
from catallax.scenarios.builder import build_world
from catallax.scenarios.loader import load_scenario
from catallax.testing import forests
from tests.reference.forest_fire import read_forest, spread
from tests.sameness import assert_a_stop_does_not_matter, assert_batch_is_alone, assert_threads_do_not_matter

TICKS = 8


@given(st.lists(forests(), min_size=1, max_size=3))
def test_every_tick_equals_its_twin(drawn: list[dict[str, Any]]) -> None:
    loaded = [load_scenario(d) for d in drawn]
    with build_world(loaded, [s.seed for s in loaded], [TICKS] * len(loaded)) as world:
        twins = [read_forest(world, w) for w in range(len(loaded))]
        reach = [-1] * len(twins)
        for tick in range(TICKS + 1):
            for w, twin in enumerate(twins):
                assert read_forest(world, w).cells == twin.cells, f"tick {tick}, world {w}"
                counts = [sum(state == name for state in twin.cells.values()) for name in STATES]
                reach[w] = max([reach[w], *(x for (x, _), state in twin.cells.items() if state in ("burning", "burnt"))])
                assert world[Extent].cells[w].tolist() == counts
                assert world[Extent].reach[w] == reach[w]
            if tick < TICKS:
                world.step()
                for twin in twins:
                    spread(twin)
                    twin.tick += 1


@given(forests())
def test_without_growth_and_lightning_trees_only_burn_and_fire_that_is_out_stays_out(drawn: dict[str, Any]) -> None:
    drawn |= {"growth_chance": 0.0, "lightning_chance": 0.0}
    ticks = cx.run(drawn, record="ticks").columns("ticks")
    burnt, burning = ticks["burnt"], ticks["burning"]
    assert (np.diff(burnt) == burning[:-1]).all(), "a tree burns for one tick"
    assert (np.diff(ticks["trees"]) == -burning[1:]).all()
    assert (ticks["empty"] == ticks["empty"][0]).all()
    out = np.flatnonzero(burning == 0)
    assert len(out) == 0 or (burning[out[0] :] == 0).all()


@settings(max_examples=15)
@given(st.lists(st.tuples(forests(), st.integers(1, 9)), min_size=2, max_size=4))
def test_a_world_in_a_batch_is_the_world_alone(drawn: list[tuple[dict[str, Any], int]]) -> None:
    assert_batch_is_alone([{**scenario, "ticks": ticks} for scenario, ticks in drawn])


@settings(max_examples=10)
@given(forests(), st.integers(0, 9))
def test_a_stop_on_the_way_does_not_matter(drawn: dict[str, Any], stop: int) -> None:
    assert_a_stop_does_not_matter(drawn, stop)


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="interpreted kernels have one thread")
def test_the_number_of_threads_does_not_matter() -> None:
    changes = {"growth_chance": 0.01, "lightning_chance": 0.0001}
    assert_threads_do_not_matter(cx.load_scenario("forest_fire", changes=changes), ticks=30)
