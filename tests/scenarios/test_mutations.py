"""Whatever is done to a valid file: a valid run, or a ScenarioError; never a traceback, never a half-written run folder."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import catallax as cx
from catallax.scenarios.loader import load_text
from tests.scenarios.test_loader import VALID, VALID_1

JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.integers(-3, 12), st.floats(), st.text(max_size=4),
    st.sampled_from(["vmt", "standard", "mixed", "barter_only", "ces", "1e-12", "forage", {}, [], [1, 2], {"A": 1}, 10**9, 1e300, 1e-300]),
).map(copy.deepcopy)  # fmt: skip
CELLS_TO_RUN, AGENTS_TO_RUN = 10_000, 500


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(p for key, value in items for p in places(value, (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    data = yaml.safe_load(draw(st.sampled_from([VALID, VALID_1])))
    for _ in range(draw(st.integers(1, 3))):
        found = [p for p in places(data) if p]
        if not found:
            break
        *path, last = draw(st.sampled_from(found))
        here = data
        for part in path:
            here = here[part]
        what = draw(st.sampled_from(["junk", "drop", "add"]))
        if what == "junk":
            here[last] = draw(JUNK)
        elif what == "drop":
            del here[last]
        elif isinstance(here, dict):
            here[draw(st.sampled_from(["seed", "rules", "params", "mode_schedule", "spread", "N", "grid", "typo", 7]))] = draw(JUNK)
        else:
            here.append(draw(JUNK))
    return yaml.dump(data)


@st.composite
def garbled(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from([VALID, VALID_1]))
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.text(max_size=3)) + text[at + draw(st.integers(0, 3)) :]


def try_it(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        try:
            scenario = load_text(text, "mutated").scenario
            if scenario.agents > AGENTS_TO_RUN or scenario.grid.width * scenario.grid.height > CELLS_TO_RUN:
                return  # valid, and too large for a test
            run = cx.run(scenario, ticks=3, out=out)
        except cx.ScenarioError as error:
            assert error.problems
            assert not out.exists()
            return
        run.close()
        assert cx.open_run(out).manifest["status"] == "done"


@settings(max_examples=150)
@given(mutated())
def test_mutated_values(text: str) -> None:
    try_it(text)


@settings(max_examples=100)
@given(garbled())
def test_garbled_text(text: str) -> None:
    try_it(text)
