"""The scenario generator: one scenario, five hundred with validation and files, and the whole command in a fresh process."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

import catallax as cx

from .fresh_process import answer_of
from .stopwatch import spread

COUNT = 500
PRESET = "standard"  # all five families
COMMAND = """
from time import perf_counter
began = perf_counter()
import sys, tempfile, contextlib, io, os, json
sys.argv = ["catallax", "generate", "one", "--preset", "standard", "--seed", "1", "--json"]
os.chdir(tempfile.mkdtemp())
out = io.StringIO()
with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
    from catallax.apps.cli import main
    main()
print(json.dumps({"seconds": perf_counter() - began, "result": json.loads(out.getvalue())["generated"][0]["path"]}))
"""


def generate_series() -> None:
    """Make, check and write 500 scenarios."""
    with tempfile.TemporaryDirectory() as folder:
        series = cx.generate_many("s", COUNT, preset=PRESET, seed=1)
        assert all(made.scenario.agents == 30 for made in series)
        for made in series:
            made.save(Path(folder) / f"{made.name}.yaml")
        assert len(list(Path(folder).iterdir())) == COUNT


def measure_generator(rounds: int) -> dict[str, Any]:
    """Return wall seconds of one scenario, of five hundred, and of the command from the start of its process."""
    cx.generate("warm", preset=PRESET, seed=0)
    answers = [answer_of(COMMAND) for _ in range(rounds)]
    assert {answer["result"] for answer in answers} == {"scenarios/one.yaml"}
    one = [_seconds(lambda k=k: cx.generate("one", preset=PRESET, seed=k)) for k in range(rounds)]
    many = [_seconds(generate_series) for _ in range(rounds)]
    command = [answer["seconds"] for answer in answers]
    return {"one": spread(one)._asdict(), "series": spread(many)._asdict(), "command": spread(command)._asdict()}


def _seconds(do: Callable[[], object]) -> float:
    began = perf_counter()
    do()
    return perf_counter() - began


@pytest.mark.parametrize("what", ["one", "series"])
def test_generate(benchmark: Any, what: str) -> None:
    benchmark(generate_series if what == "series" else lambda: cx.generate("one", preset=PRESET, seed=1))
