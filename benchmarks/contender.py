"""One side of a comparison: steps the workload when told to, with whichever `catallax` its interpreter finds.

Run as a script, by path, by the interpreter of another tree. It relies on `cx.build`, `world.step` and `world.digest` alone;
where that package has systems as ours are, it times them too. Requests come as lines of JSON on standard input
({"agents": n, "ticks": k}), answers go as lines of JSON to standard output.
"""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from time import perf_counter, process_time
from typing import Any


def answer(worlds: dict[int, Any], request: dict[str, int]) -> dict[str, Any]:
    """Run the next ticks of the workload with so many agents, and tell how long they took."""
    from phases import timed_systems
    from workload import FIRST_TICK, build, step

    agents, ticks = request["agents"], request["ticks"]
    if agents not in worlds:
        worlds[agents] = build(agents)
        step(worlds[agents], FIRST_TICK)
    world = worlds[agents]
    knows_systems = all(hasattr(system, "calls") for system in getattr(world, "schedule", [None]))
    with timed_systems(world) if knows_systems else nullcontext({}) as systems:
        wall, cpu = perf_counter(), process_time()
        step(world, ticks)
        wall, cpu = perf_counter() - wall, process_time() - cpu
    return {"wall": wall, "cpu": cpu, "systems": dict(systems), "digest": world.digest()}


if __name__ == "__main__":
    kept: dict[int, Any] = {}
    for line in sys.stdin:
        print(json.dumps(answer(kept, json.loads(line))), flush=True)
