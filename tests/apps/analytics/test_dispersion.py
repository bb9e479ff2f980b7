"""Dispersion of rates of substitution, written out, and as the run says it of itself."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import catallax as cx

from .recorded import Recorded

RATES = st.one_of(st.floats(1e-6, 1e6), st.sampled_from([math.nan, 0.0, -1.0, math.inf]))


@given(st.lists(st.lists(RATES, min_size=1, max_size=9), min_size=1, max_size=4))
def test_it_is_the_spread_of_the_logarithms_of_those_that_have_one(ticks: list[list[float]]) -> None:
    tick = [t - 1 for t, rates in enumerate(ticks) for _ in rates]
    found = cx.analytics.mrs_dispersion(Recorded(len(ticks), quotes={"tick": tick, "mrs": [r for rates in ticks for r in rates]}))
    assert found.tick.tolist() == [t - 1 for t in range(len(ticks))]
    for row, rates in zip(found.itertuples(), ticks, strict=True):
        logs = [math.log(r) for r in rates if 0 < r < math.inf]
        assert row.agents == len(logs)
        if not logs:
            assert math.isnan(row.dispersion) and math.isnan(row.mean)
            continue
        centre = sum(logs) / len(logs)
        assert row.dispersion == pytest.approx(math.sqrt(sum((v - centre) ** 2 for v in logs) / len(logs)), abs=1e-9)
        assert row.mean == pytest.approx(math.exp(centre))
        assert row.low <= row.mean * (1 + 1e-9) and row.mean <= row.high * (1 + 1e-9) and row.quartile_ratio >= 1.0


def test_it_is_what_the_run_says_of_itself(money: cx.Run, bazaar: cx.Run) -> None:
    for run in (money, bazaar):
        found = cx.analytics.mrs_dispersion(run)
        np.testing.assert_allclose(found.dispersion, run.frame("ticks").mrs_dispersion, atol=1e-12)
