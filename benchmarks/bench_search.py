"""The search: 500 candidates of 30 agents, generated, run for 50 ticks in batched tables, and held to a condition."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import catallax as cx

from .stopwatch import spread

TRIES, TICKS = 500, 50
PRESET = "standard"  # 30 agents on 40 x 40 cells, all five families
NEVER = "n_trades > 1e9 and gini_goods < 0.9"


def search_all() -> float:
    """Try 500 candidates in vain; return the wall seconds that it took."""
    began = perf_counter()
    found = cx.generate_until(NEVER, max_tries=TRIES, ticks=TICKS, preset=PRESET, seed=1, threads=1)
    seconds = perf_counter() - began
    assert (found.tried, found.found, found.clauses[0].met, found.clauses[1].met) == (TRIES, (), 0, TRIES)
    assert found.nearest is not None
    with cx.run(found.nearest.generated.scenario, ticks=TICKS, record="none") as alone:
        assert alone.summary["trades"] == found.nearest.outcome["n_trades"], "a candidate of the batch is not the run alone"
    return seconds


def measure_search(rounds: int) -> dict[str, Any]:
    """Return the wall seconds of a whole search, warm."""
    cx.generate_until(NEVER, max_tries=2, ticks=2, preset=PRESET, seed=1)
    return {"tries": TRIES, "ticks": TICKS, "seconds": spread([search_all() for _ in range(rounds)])._asdict()}


def test_search(benchmark: Any) -> None:
    benchmark.extra_info |= benchmark.pedantic(measure_search, args=(3,), rounds=1)
