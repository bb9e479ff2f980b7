"""Each kernel that a system calls, in the state in which the workload calls it: ns per agent, every byte of the answer checked."""

from __future__ import annotations

from typing import Any

import pytest

from .capture import KernelCall, Replay, Site, intercepted
from .moments import Film, kernel_sites

ROUNDS = 7


def test_kernel(benchmark: Any, film: Film, site: Site, agents: int) -> None:
    measured = False

    def handle(call: KernelCall) -> Any:
        nonlocal measured
        if call.site != site:
            return call()
        measured = True
        return measure(benchmark, call, agents)

    world = film.at(kernel_sites()[site])
    with intercepted(world, handle):
        world.step()
    if not measured:
        pytest.skip(f"{site} is not called at this moment with {agents} agents")


def measure(benchmark: Any, call: KernelCall, agents: int) -> Any:
    """Repeat a call inside the tick that makes it, put everything back between rounds, and return its answer to the tick."""
    replay = Replay(call)
    answers: list[Any] = []

    def again() -> None:
        if answers:
            replay.check(answers.pop())
        replay.restore()

    benchmark.pedantic(lambda: answers.append(call()), setup=again, rounds=ROUNDS)
    replay.check(answers.pop())
    benchmark.extra_info |= {
        "agents": agents,
        "ns_per_agent": benchmark.stats.stats.min / agents * 1e9,
        "bytes_per_agent": replay.touched_bytes / agents,
        "changes_something": replay.changes,
    }
    return replay.answer
