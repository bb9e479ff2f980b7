"""What candidates come to is what `cx.run` says of each alone, whatever they are batched with."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import catallax as cx
from catallax.apps.generate import outcome
from catallax.apps.generate.outcome import COLUMNS, batches, measure
from catallax.scenarios.loader import load_scenario
from catallax.scenarios.models import ECONOMY
from catallax.testing import scenarios

TICKS = 6


def same(found: float | None, expected: Any) -> bool:
    return not math.isfinite(expected) if found is None else found == expected


@settings(max_examples=15)
@given(st.lists(scenarios(most_agents=5, most_side=5), min_size=1, max_size=3))
def test_a_candidate_of_a_batch_comes_to_what_its_run_alone_comes_to(drawn: list[dict[str, Any]]) -> None:
    loaded = [load_scenario(one) for one in drawn]
    outcomes = measure(loaded, TICKS)
    assert outcomes is not None
    for scenario, found in zip(loaded, outcomes, strict=True):
        assert list(found) == list(COLUMNS)
        with cx.run(scenario, ticks=TICKS, record="ticks") as run:
            ticks, summary = run.columns("ticks"), run.summary
        for name, value in summary.items():
            assert name in ("ticks", "status") or same(found[name], math.nan if value is None else value), name
        for name in ("n_pairs", "total_A", "total_B", "total_M", "resource_A", "resource_B", "utility_mean", "utility_min", "gini_goods"):
            assert same(found[name], ticks[name][-1]) and same(found[f"{name}_start"], ticks[name][0]), name
        assert found["n_trades"] == ticks["n_trades"].sum() and found["n_agents"] == ticks["n_agents"][-1]
        assert found["trading_ticks"] == (ticks["n_trades"] > 0).sum()


def test_columns_are_those_of_summary_and_ticks() -> None:
    ticks = next(record for record in ECONOMY.wiring.records if record.name == "ticks")
    known = {column.name for column in ticks.columns}
    assert known - {"mode"} <= set(COLUMNS)
    for name in known - {"mode", "n_agents", "n_trades", "n_pairs"}:
        column = next(c for c in ticks.columns if c.name == name)
        assert COLUMNS[name].doc == f"{column.doc}, at the end"
        assert COLUMNS[name].unit == column.unit.removesuffix(" of good")
    with cx.run("two_traders", ticks=1, record="none") as run:
        assert set(run.summary) - {"ticks", "status"} <= set(COLUMNS)


def test_large_candidates_are_batched_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_scenario("two_traders")
    size = scenario.grid.width * scenario.grid.height + scenario.agents
    together = measure([scenario] * 5, 3)
    monkeypatch.setattr(outcome, "MOST_ROWS", 2 * size)
    assert [len(part) for part in batches([scenario] * 5)] == [2, 2, 1]
    monkeypatch.setattr(outcome, "MOST_ROWS", 1)
    assert [len(part) for part in batches([scenario] * 3)] == [1, 1, 1]
    assert measure([scenario] * 5, 3) == together


def test_a_stop_between_ticks_leaves_nothing_half_measured() -> None:
    asked = iter([False, False, True])
    assert measure([load_scenario("two_traders")], 9, lambda: next(asked)) is None
    assert measure([], 9) == []


def test_numbers_are_plain() -> None:
    found = measure([load_scenario("two_traders")], 2)
    assert found is not None
    assert all(value is None or type(value) in (int, float) for value in found[0].values())
    assert not any(isinstance(value, np.generic) for value in found[0].values())
