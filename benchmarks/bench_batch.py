"""Many small worlds in one table, against one world of the same total size and density."""

from __future__ import annotations

from functools import partial
from typing import Any

import catallax as cx
from catallax.scenarios.builder import build_world

from . import stopwatch
from .workload import FIRST_TICK, FOREVER, build, economy, step

AGENTS_EACH = 100


def batch_against_one(agents: int, ticks: int, rounds: int) -> dict[str, Any]:
    """Step agents/100 worlds of 100 agents and one world of `agents`, by turns, at the same ticks; return the ratio of their cost."""
    n_worlds = agents // AGENTS_EACH
    scenario = cx.load_scenario(economy(AGENTS_EACH), rules="standard")
    with (
        build_world([scenario] * n_worlds, range(n_worlds), [FOREVER] * n_worlds) as batch,
        build(agents) as one,
        build(AGENTS_EACH, seed=n_worlds - 1) as alone,
    ):
        step(batch, FIRST_TICK)
        step(one, FIRST_TICK)
        pairs = stopwatch.by_turns(partial(step, batch, ticks), partial(step, one, ticks), rounds)
        step(alone, batch.tick)
        assert batch.digest(n_worlds - 1) == alone.digest(), "a world of the batch is not the world alone"
    ratios = [a.cpu / b.cpu for a, b in pairs]
    return {"worlds": n_worlds, "agents_each": AGENTS_EACH, "cost_against_one_world": stopwatch.spread(ratios)._asdict()}


def test_batch(benchmark: Any, agents: int) -> None:
    benchmark.extra_info |= benchmark.pedantic(batch_against_one, args=(agents, 3, 5), rounds=1)
