"""Gini and Lorenz: the mean difference written out, and their laws."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import catallax as cx

AMOUNTS = st.lists(st.one_of(st.floats(0, 1e9), st.floats(0, 1e308), st.integers(0, 20).map(float)), min_size=1, max_size=30)


@given(AMOUNTS)
def test_gini_is_half_the_mean_difference_over_the_mean(values: list[float]) -> None:
    n, most = len(values), max(values) or 1.0
    parts = [v / most for v in values]
    wanted = sum(abs(a - b) for a in parts for b in parts) / (2 * n * (sum(parts) or 1.0))
    assert cx.analytics.gini(values) == pytest.approx(wanted, abs=1e-9)


@given(AMOUNTS, st.floats(1e-3, 1.0), st.randoms())
def test_laws_of_gini(values: list[float], scale: float, order: random.Random) -> None:
    found = cx.analytics.gini(values)
    assert 0.0 <= found < 1.0
    assert cx.analytics.gini([scale * v for v in values]) == pytest.approx(found, abs=1e-9)
    mixed = values.copy()
    order.shuffle(mixed)
    assert cx.analytics.gini(mixed) == found, "names do not matter"
    assert cx.analytics.gini(values * 3) == pytest.approx(found, abs=1e-9), "a population of clones"
    assert cx.analytics.gini([values[0]] * len(values)) == pytest.approx(0.0, abs=1e-12)
    assert cx.analytics.gini([0.0] * (len(values) - 1) + [5.0]) == pytest.approx(1 - 1 / len(values))


@given(AMOUNTS)
def test_laws_of_the_lorenz_curve(values: list[float]) -> None:
    population, share = cx.analytics.lorenz(values)
    assert len(population) == len(share) == len(values) + 1
    assert (population[0], share[0], population[-1], share[-1]) == (0.0, 0.0, 1.0, 1.0)
    steps = np.diff(share)
    assert (steps >= -1e-12).all() and (np.diff(steps) >= -1e-9).all(), "rising and convex"
    assert (share <= population + 1e-9).all()
    area = sum((share[k] + share[k + 1]) / 2 / len(values) for k in range(len(values)))
    assert cx.analytics.gini(values) == pytest.approx(1 - 2 * area, abs=1e-9)


def test_nothing_and_nobody() -> None:
    assert cx.analytics.gini([0, 0]) == 0.0 and math.isnan(cx.analytics.gini([]))
    assert cx.analytics.lorenz([0, 0]).share.tolist() == [0.0, 0.5, 1.0]
    for wrong in ([-1.0, 2.0], [1.0, math.nan], [math.inf]):
        with pytest.raises(cx.EngineError, match="needs finite amounts >= 0"):
            cx.analytics.gini(wrong)
    with pytest.raises(cx.EngineError, match="no values"):
        cx.analytics.lorenz([])


def test_over_time_it_is_what_the_run_says_of_itself(money: cx.Run) -> None:
    found, ticks = cx.analytics.inequality(money), money.frame("ticks")
    assert found.tick.tolist() == ticks.tick.tolist()
    np.testing.assert_allclose(found.gini, ticks.gini_goods, atol=1e-12)
    np.testing.assert_allclose(found["mean"] * 80, ticks.total_A + ticks.total_B)
    assert (found.bottom_half <= 0.5).all() and (found.top_tenth >= 0.1 - 1e-12).all()
    held = money.frame("agents").query("tick == 9").M.sort_values().to_numpy()
    row = cx.analytics.inequality(money, "M").set_index("tick").loc[9]
    assert row.bottom_half == pytest.approx(held[:40].sum() / held.sum())
    assert row.top_tenth == pytest.approx(held[-8:].sum() / held.sum())


def test_what_has_no_inequality(money: cx.Run, bazaar: cx.Run) -> None:
    with pytest.raises(cx.EngineError, match="a column of numbers: goods, "):
        cx.analytics.inequality(money, "activity")
    with pytest.raises(cx.EngineError, match="needs amounts >= 0"):
        cx.analytics.inequality(bazaar, "utility_goods")
