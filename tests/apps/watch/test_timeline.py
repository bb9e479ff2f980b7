"""Time goes on and back: however a tick is reached, the state is the same to the last bit."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import catallax as cx
from catallax.apps.watch.opening import watch_run, watch_scenario
from catallax.apps.watch.timeline import Timeline
from catallax.engine.errors import EngineError
from catallax.engine.world import World
from catallax.scenarios.loader import load_scenario

ENDS = 40
SCENARIOS = {"economy": "two_towns", "wolf_sheep": "wolf_sheep", "forest_fire": "forest_fire"}


def small(model: str) -> World:
    if model == "economy":
        return cx.build("two_traders", seed=3, ticks=ENDS)
    return cx.build(SCENARIOS[model], seed=3, ticks=ENDS)


@cache
def digests(model: str) -> list[str]:
    with small(model) as world:
        found = [world.digest()]
        while world.running.any():
            world.step()
            found.append(world.digest())
    return found


JUMPS = st.one_of(
    st.tuples(st.just("advance"), st.integers(1, 15)),
    st.tuples(st.just("go_to"), st.integers(-3, ENDS + 3)),
    st.tuples(st.sampled_from(["previous_stop", "next_stop", "before", "keep_before"]), st.just(0)),
)


@pytest.mark.parametrize("model", SCENARIOS)
@given(jumps=st.lists(JUMPS, max_size=12), most=st.integers(3, 9))
@settings(max_examples=12, deadline=None)
def test_a_tick_is_the_same_however_it_is_reached(model: str, jumps: list[tuple[str, int]], most: int) -> None:
    expected = digests(model)
    with small(model) as world:
        timeline = Timeline(world)
        timeline._most = most  # so that snapshots are let go of early
        for what, by in jumps:
            before = timeline.tick
            if what == "advance":
                done = timeline.advance(by)
                assert timeline.tick == min(before + by, ENDS) == before + done
            elif what == "go_to":
                timeline.go_to(by)
                assert timeline.tick == min(max(by, 0), ENDS)
            elif what == "previous_stop":
                timeline.go_to(timeline.previous_stop())
                assert timeline.tick < before or before == 0
            elif what == "next_stop":
                timeline.go_to(timeline.next_stop())
                assert timeline.tick in timeline.stops or timeline.tick == before
            elif what == "keep_before":
                timeline.keep_before()
            else:
                found = timeline.before()
                assert (found is None) == (before == 0)
                if found is not None:
                    with small(model) as other:
                        other.restore(found)
                        assert (other.tick, other.digest()) == (before - 1, expected[before - 1])
            assert world.digest() == expected[timeline.tick]
            assert len(timeline._kept) <= most
            assert timeline.stops[0] == 0


def test_snapshots_thin_out_evenly_and_going_back_steps_over_less_than_two_gaps() -> None:
    with small("forest_fire") as world:
        steps = 0

        def count(world: World) -> None:
            nonlocal steps
            steps += 1

        timeline = Timeline(world, observe=count)
        timeline._most = 8
        timeline.advance(ENDS)
        assert timeline.at_end and timeline.gap == 8
        assert timeline.stops == [0, 8, 16, 24, 32, 40]
        for tick in (39, 23, 1):
            steps = 0
            timeline.go_to(tick)
            assert steps <= 8 + 1  # the jump itself is seen too


def test_who_goes_back_one_by_one_does_not_do_all_of_it_again_each_time() -> None:
    with small("forest_fire") as world:
        steps = []
        timeline = Timeline(world, observe=lambda world: steps.append(world.tick))
        timeline._most = 3
        timeline.advance(31)
        timeline.go_to(30)
        steps.clear()
        for tick in (29, 28):
            timeline.go_to(tick)
        assert steps == [29, 28]


def test_it_stops_within_a_tick_when_asked() -> None:
    with small("forest_fire") as world:
        timeline = Timeline(world, observe=lambda world: timeline.stopping.set() if world.tick == 5 else None)
        assert timeline.advance(30) == 5
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(timeline, "observe", lambda world: None)
            timeline.go_to(20)
            assert timeline.tick == 5


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "run"
    cx.run("forest_fire", seed=4, ticks=30, out=folder, record="none", snapshots=10).close()
    return folder


def test_a_run_is_watched_from_any_tick_and_its_own_snapshots_are_stops(run: Path) -> None:
    with cx.build("forest_fire", seed=4, ticks=30) as straight:
        for _ in range(25):
            straight.step()
        watched = watch_run(run, 5)
        with watched.world as world:
            timeline = Timeline(world, offered=watched.offered, load=watched.load)
            assert (timeline.first, timeline.end, timeline.stops) == (5, 30, [5, 10, 20, 30])
            timeline.go_to(timeline.next_stop())
            assert timeline.tick == 10
            timeline.go_to(25)
            assert world.digest() == straight.digest()
            timeline.go_to(0)
            assert timeline.tick == 5


def test_a_branch_is_watched_from_where_it_left_its_parent(run: Path, tmp_path: Path) -> None:
    branch = tmp_path / "branch"
    done = cx.branch(run, at=12, changes={"growth_chance": 0.01}, out=branch, record="none")
    watched = watch_run(branch, None)
    with watched.world as world:
        assert world.tick == 12
        timeline = Timeline(world, offered=watched.offered, load=watched.load)
        timeline.go_to(30)
        assert world.digest() == done.manifest["state_digest"]
    with pytest.raises(EngineError, match=r"a tick from 12 to 30\. It is a branch"):
        watch_run(branch, 3)
    done.close()


def test_a_scenario_can_begin_late_but_not_behind_its_end() -> None:
    scenario = load_scenario("two_traders")
    with watch_scenario(scenario, 7).world as world, small("economy") as _:
        assert world.tick == 7
    with pytest.raises(EngineError, match="--at: got 100000"):
        watch_scenario(scenario, 100_000)


def test_snapshots_of_a_large_world_are_few() -> None:
    with small("forest_fire") as world:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("catallax.apps.watch.timeline.ROOM", 1)
            assert Timeline(world)._most == 3
        assert Timeline(world)._most == 64
        assert np.all(world.running)
