"""Prices and volumes against sums written out."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import catallax as cx

from .recorded import KINDS, TICKS, Recorded, trading


def blocks(run: Recorded, every: int, start: int, kind: tuple[str, str]) -> list[tuple[int, int]]:
    """(quantity, payment) of the trades of a kind in some ticks in a row."""
    rows = zip(*run.columns("trades").values(), strict=True)
    return [(r[5], r[6]) for r in rows if start <= r[0] < start + every and (r[3], r[4]) == kind]


@given(trading(), st.integers(1, 5))
def test_prices_are_what_was_paid_for_a_unit(run: Recorded, every: int) -> None:
    found = {(row.tick, (row.good, row.medium)): row for row in cx.analytics.prices(run, every=every).itertuples()}
    wanted = {(start, kind): blocks(run, every, start, kind) for start in range(0, TICKS, every) for kind in KINDS}
    assert set(found) == {key for key, trades in wanted.items() if trades}
    for key, row in found.items():
        trades = wanted[key]
        prices = sorted(payment / quantity for quantity, payment in trades)
        logs = [math.log(p) for p in prices]
        middle = (prices[(len(prices) - 1) // 2] + prices[len(prices) // 2]) / 2
        centre = sum(logs) / len(logs)
        assert row.trades == len(trades) and (row.low, row.high) == (prices[0], prices[-1])
        assert row.mean == pytest.approx(sum(p for _, p in trades) / sum(q for q, _ in trades))
        assert row.median == pytest.approx(middle)
        assert row.dispersion == pytest.approx(math.sqrt(sum((v - centre) ** 2 for v in logs) / len(logs)), abs=1e-9)
        assert row.low <= row.mean * (1 + 1e-12) and row.mean <= row.high * (1 + 1e-12)


@given(trading(), st.integers(1, 5))
def test_volumes_have_every_tick_and_leave_out_no_trade(run: Recorded, every: int) -> None:
    found = cx.analytics.volumes(run, every=every)
    traded = {kind for kind in KINDS if blocks(run, TICKS, 0, kind)}
    starts = range(0, TICKS, every)
    assert {(r.tick, (r.good, r.medium)) for r in found.itertuples()} == {(t, kind) for t in starts for kind in traded}
    for row in found.itertuples():
        trades = blocks(run, every, row.tick, (row.good, row.medium))
        assert (row.trades, row.quantity, row.payment) == (len(trades), sum(q for q, _ in trades), sum(p for _, p in trades))
    assert found.trades.sum() == len(run.columns("trades")["tick"])


@pytest.mark.parametrize("measure", ["prices", "volumes"])
def test_what_cannot_be_measured(measure: str) -> None:
    with pytest.raises(cx.EngineError, match=r"every: got 0; needs"):
        getattr(cx.analytics, measure)(Recorded(3, trades={"tick": []}), every=0)
    with pytest.raises(cx.EngineError, match="a table that was recorded"):
        getattr(cx.analytics, measure)(cx.run("two_traders", ticks=2, record="ticks"))
