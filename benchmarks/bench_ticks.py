"""The whole tick: agent-ticks a second, for both presets of rules, one thread and two, early and late in a run."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from . import stopwatch
from .phases import timed_systems
from .workload import FIRST_TICK, build, step, wrong_digest

RULES = ("standard", "vmt")
THREADS = (1, 2)
UNCHANGED: Mapping[str, Any] = MappingProxyType({})
WINDOWS = ((FIRST_TICK, 50), (200, 300))  # agents cluster as time goes by, so later ticks are heavier


def speed(
    agents: int, rules: str = "standard", window: tuple[int, int] = WINDOWS[0], threads: int = 1, changes: Mapping[str, Any] = UNCHANGED
) -> dict[str, Any]:
    """Run the workload and time the ticks of a window, and each system in them. Compiling comes before the clock.

    changes  keys of the scenario that are replaced

    Times are seconds x 1e9 per agent and tick; `cpu` is that of all threads. Pinned digests are checked on the way.
    """
    first, last = window
    ticks: list[stopwatch.Span] = []
    with stopwatch.threads(threads), build(agents, rules, **changes) as world:
        while world.tick < first:
            world.step()
            if not changes:
                _check(world, rules, agents)
        with timed_systems(world) as systems:
            while world.tick < last:
                with stopwatch.timed() as span:
                    world.step()
                ticks.append(span)
        if not changes:
            _check(world, rules, agents)
        assert world.tick == last
        per_agent_tick = 1e9 / agents / (last - first)
        return {
            "agents": agents,
            "rules": rules,
            "ticks": [first, last],
            "threads": threads,
            "ns_cpu": sum(span.cpu for span in ticks) * per_agent_tick,
            "ns_wall": sum(span.wall for span in ticks) * per_agent_tick,
            "ns_cpu_by_tick": [round(span.cpu * 1e9 / agents, 2) for span in ticks],
            "ns_cpu_by_system": {name: seconds * per_agent_tick for name, seconds in systems.items() if seconds > 0.0},
            "digest": world.digest(),
        }


def two_threads_against_one(agents: int, ticks: int, rounds: int) -> dict[str, Any]:
    """Run the same ticks from the same state with one thread and with two, by turns; return the ratio of wall times.

    `least` is that of the shortest runs, which waited least for what others do on the machine; the median is that of single turns.
    """
    with build(agents) as world:
        step(world, FIRST_TICK)
        state, digests = world.snapshot(), set()

        def run(threads: int) -> None:
            with stopwatch.threads(threads):
                step(world, ticks)

        walls: list[list[float]] = []
        for _ in range(rounds):
            spans = []
            for threads in THREADS:
                world.restore(state)
                with stopwatch.timed() as span:
                    run(threads)
                spans.append(span)
                digests.add(world.digest())
            walls.append([span.wall for span in spans])
        assert len(digests) == 1, "the result depends on the number of threads"
        least_one, least_two = (min(side) for side in zip(*walls, strict=True))
        speed_up = {"least": least_one / least_two, **stopwatch.spread([one / two for one, two in walls])._asdict()}
        return {"agents": agents, "ticks": [FIRST_TICK, FIRST_TICK + ticks], "speed_up": speed_up}


def _check(world: Any, rules: str, agents: int) -> None:
    wrong = wrong_digest(world, rules, agents)
    assert wrong is None, wrong


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize("window", WINDOWS, ids=lambda w: f"ticks_{w[0]}_{w[1]}")
@pytest.mark.parametrize("rules", RULES)
def test_tick(benchmark: Any, request: pytest.FixtureRequest, rules: str, window: tuple[int, int], threads: int, agents: int) -> None:
    if window != WINDOWS[0] and not request.config.getoption("long"):
        pytest.skip("--long runs it")
    first, last = window
    digests: set[str] = set()
    with stopwatch.threads(threads), build(agents, rules) as world:
        while world.tick < first:
            world.step()
            _check(world, rules, agents)
        state = world.snapshot()

        def again() -> None:
            if world.tick == last:
                digests.add(world.digest())
            world.restore(state)

        benchmark.pedantic(step, args=(world, last - first), setup=again, rounds=3)
        _check(world, rules, agents)
        assert digests == {world.digest()}, "the same ticks gave another state"
    benchmark.extra_info |= {"agents": agents, "ns_per_agent_tick": benchmark.stats.stats.min / agents / (last - first) * 1e9}


def test_threads_change_nothing(benchmark: Any, agents: int) -> None:
    benchmark.extra_info |= benchmark.pedantic(two_threads_against_one, args=(agents, 5, 3), rounds=1)
