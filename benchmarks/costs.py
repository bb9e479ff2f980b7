"""What each kernel costs in the workload, all of them in one tick: for the report and the guide."""

from __future__ import annotations

from time import process_time
from typing import Any

from .capture import KernelCall, Replay, intercepted
from .workload import build, step

TICK = 30  # the middle of the window in which whole ticks are timed


def kernel_costs(agents: int, rounds: int) -> dict[str, dict[str, float]]:
    """Return processor ns per agent (median of rounds) and bytes of arguments per agent, for each kernel call of tick 30."""
    costs: dict[str, dict[str, float]] = {}

    def measure(call: KernelCall) -> Any:
        replay, seconds = Replay(call), []
        for _ in range(rounds):
            replay.restore()
            began = process_time()
            answer = call()
            seconds.append(process_time() - began)
            replay.check(answer)
        costs[str(call.site)] = {
            "ns": sorted(seconds)[rounds // 2] / agents * 1e9,
            "bytes": replay.touched_bytes / agents,
        }
        return replay.answer

    with build(agents) as world:
        step(world, TICK)
        with intercepted(world, measure):
            world.step()
    return costs
