"""Start-up, each time in a fresh process: importing, the first tick from a warm cache, the first tick of all."""

from __future__ import annotations

import tempfile
from typing import Any

import pytest

from .fresh_process import answer_of
from .stopwatch import spread

IMPORT = """
from time import perf_counter
began = perf_counter()
import catallax
seconds = perf_counter() - began
import json
print(json.dumps({"seconds": seconds, "result": catallax.__version__}))
"""
FIRST_TICK = """
from time import perf_counter
began = perf_counter()
import json
import catallax as cx
with cx.build("bazaar", seed=1) as world:
    world.step()
    print(json.dumps({"seconds": perf_counter() - began, "result": world.digest()}))
"""


def start_up(rounds: int, cold: bool = True) -> dict[str, Any]:
    """Return wall seconds of `import catallax`, of importing, building and the first tick from a warm cache, and from an empty one."""
    answers: dict[str, list[Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        cache = {"CATALLAX_CACHE_DIR": folder} if cold else {}
        first = answer_of(FIRST_TICK, **cache)  # fills the cache
        if cold:
            answers["first_tick_cold"] = [first]
        answers["first_tick_warm"] = [answer_of(FIRST_TICK, **cache) for _ in range(rounds)]
        answers["import"] = [answer_of(IMPORT, **cache) for _ in range(rounds)]
    digests = {a["result"] for name in answers if name != "import" for a in answers[name]}
    assert len(digests) == 1, "the first tick differs from process to process"
    return {name: spread([a["seconds"] for a in found])._asdict() for name, found in answers.items()}


@pytest.mark.parametrize("cold", [False, True], ids=["warm", "cold"])
def test_startup(benchmark: Any, cold: bool) -> None:
    benchmark.extra_info |= benchmark.pedantic(start_up, args=(3, cold), rounds=1)
