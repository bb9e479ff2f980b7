"""Survival of pairs: the product limit written out, its laws, and pairs of real runs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import catallax as cx

from .recorded import Recorded

LIVES = st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=30)


@given(LIVES)
def test_product_limit_and_its_error(lives: list[tuple[int, bool]]) -> None:
    found = cx.analytics.kaplan_meier([d for d, _ in lives], [e for _, e in lives])
    assert found.time.tolist() == sorted({d for d, _ in lives})
    survival, sums = 1.0, 0.0
    for row in found.itertuples():
        n, d = sum(t >= row.time for t, _ in lives), sum(t == row.time and over for t, over in lives)
        assert (row.at_risk, row.ended, row.censored) == (n, d, sum(t == row.time for t, _ in lives) - d)
        survival *= 1 - d / n
        assert row.survival == pytest.approx(survival, abs=1e-12)
        if n == d:
            assert math.isnan(row.error)
            break
        sums += d / (n * (n - d))
        assert row.error == pytest.approx(survival * math.sqrt(sums), abs=1e-12)
    assert (np.diff(found.survival) <= 0).all() and found.survival.between(0, 1).all()


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30))
def test_without_censoring_it_is_the_share_that_lasts_longer(durations: list[int]) -> None:
    for row in cx.analytics.kaplan_meier(durations, [True] * len(durations)).itertuples():
        assert row.survival == pytest.approx(sum(d > row.time for d in durations) / len(durations), abs=1e-12)


def test_pairs_of_a_run_that_is_known() -> None:
    events = [(0, 2, 1, "pair", "mutual_consent"), (0, 3, 4, "pair", "fallback_rank_1"), (0, 3, 4, "unpair", "trade_failed"),
              (2, 1, 2, "unpair", "trade_failed"), (3, 1, 2, "pair", "mutual_consent")]  # fmt: skip
    columns = {name: np.array([e[k] for e in events], dtype) for k, (name, dtype) in enumerate(
        [("tick", int), ("i", int), ("j", int), ("event", object), ("reason", object)])}  # fmt: skip
    found = cx.analytics.pair_durations(Recorded(6, pairings=columns))
    assert found.drop(columns=["how", "why"]).to_numpy().tolist() == [
        [1, 2, 0, 2, 2, True], [3, 4, 0, 0, 0, True], [1, 2, 3, -1, 2, False],
    ]  # fmt: skip
    assert found.how.tolist() == ["mutual_consent", "fallback_rank_1", "mutual_consent"] and found.why.tolist()[-1] == ""
    assert cx.analytics.pair_survival(Recorded(6, pairings=columns)).survival.tolist() == [pytest.approx(2 / 3), pytest.approx(1 / 3)]


def test_pairs_of_real_runs_are_those_that_stand_at_the_end(money: cx.Run, bazaar: cx.Run) -> None:
    for run in (money, bazaar):
        found, ticks = cx.analytics.pair_durations(run), run.frame("ticks")
        assert (~found.parted).sum() == ticks.n_pairs.iloc[-1] and (found.duration >= 0).all()
        for t in (0, 5):
            together = (found.began <= t) & ((found.ended > t) | ~found.parted)
            assert together.sum() == ticks.n_pairs[ticks.tick == t].iloc[0]


def test_wrong_input() -> None:
    with pytest.raises(cx.EngineError, match="2 durations and 1 ends; needs one end each"):
        cx.analytics.kaplan_meier([1, 2], [True])
    with pytest.raises(cx.EngineError, match="a duration of -1; needs durations >= 0"):
        cx.analytics.kaplan_meier([-1], [True])
    assert len(cx.analytics.kaplan_meier([], [])) == 0
