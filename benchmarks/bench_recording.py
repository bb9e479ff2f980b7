"""What recording costs: the same run with and without telemetry, by turns."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import catallax as cx

from . import stopwatch
from .workload import economy

PLANS = ("summary", "agents=10")


def cost_of_recording(agents: int, plan: str, ticks: int, rounds: int) -> dict[str, Any]:
    """Run into a folder recording `plan` and recording nothing; return how much longer it took, relative to the ticks.

    Everything counts: collecting rows, writing the file, closing it.
    """
    digests = set()
    extra: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        cx.run(economy(100), ticks=1, rules="standard", out=Path(folder) / "warm", record=plan).close()
        for k in range(rounds):
            loops: list[float] = []

            def once(record: str, k: int = k, loops: list[float] = loops) -> None:
                path = Path(folder) / f"{k}-{record.replace('=', '-')}"
                with cx.run(economy(agents), seed=1, ticks=ticks, rules="standard", out=path, record=record, threads=1) as run:
                    digests.add(run.manifest["state_digest"])
                    loops.append(run.manifest["seconds"])
                    if record == plan:
                        assert run.count("ticks") == ticks + 1, "a tick was not recorded"

            ((recorded, bare),) = stopwatch.by_turns(partial(once, plan), partial(once, "none"), 1)
            extra.append((recorded.cpu - bare.cpu) / min(loops))
    assert len(digests) == 1, "recording changed the run"
    return {"agents": agents, "record": plan, "ticks": ticks, "extra_share": stopwatch.spread(extra)._asdict()}


@pytest.mark.parametrize("plan", PLANS)
def test_recording(benchmark: Any, plan: str, agents: int) -> None:
    benchmark.extra_info |= benchmark.pedantic(cost_of_recording, args=(agents, plan, 20, 3), rounds=1)
