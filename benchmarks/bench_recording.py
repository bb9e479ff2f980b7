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
    """Run into a folder recording `plan` and recording nothing, by turns; return how much longer it took, relative to the ticks.

    Everything counts: collecting rows, writing the file, closing it. What others do on the machine only ever adds time, and as much
    as recording does, so the least of all runs of each kind are compared. The median and quartiles are of single turns.
    """
    digests = set()
    recorded, bare, loops = list[float](), list[float](), list[float]()
    with tempfile.TemporaryDirectory() as folder:
        cx.run(economy(100), ticks=1, rules="standard", out=Path(folder) / "warm", record=plan).close()
        for k in range(rounds):

            def once(record: str, k: int = k) -> None:
                path = Path(folder) / f"{k}-{record.replace('=', '-')}"
                with cx.run(economy(agents), seed=1, ticks=ticks, rules="standard", out=path, record=record, threads=1) as run:
                    digests.add(run.manifest["state_digest"])
                    loops.append(run.manifest["seconds"])
                    if record == plan:
                        assert run.count("ticks") == ticks + 1, "a tick was not recorded"

            ((one, other),) = stopwatch.by_turns(partial(once, plan), partial(once, "none"), 1)
            recorded.append(one.cpu)
            bare.append(other.cpu)
    assert len(digests) == 1, "recording changed the run"
    turns = [(one - other) / min(loops) for one, other in zip(recorded, bare, strict=True)]
    extra = (min(recorded) - min(bare)) / min(loops)
    return {"agents": agents, "record": plan, "ticks": ticks, "extra_share": {"least": extra, **stopwatch.spread(turns)._asdict()}}


@pytest.mark.parametrize("plan", PLANS)
def test_recording(benchmark: Any, plan: str, agents: int) -> None:
    benchmark.extra_info |= benchmark.pedantic(cost_of_recording, args=(agents, plan, 20, 3), rounds=1)
