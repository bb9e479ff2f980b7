"""Efficiency over time ends where efficiency is, and gains add up."""

from __future__ import annotations

import numpy as np
import pytest

import catallax as cx


def test_it_ends_at_the_efficiency_of_the_run(money: cx.Run) -> None:
    found = cx.analytics.efficiency(money, every=7)
    assert found.tick.tolist() == [-1, 0, 7, 14, 19]
    last = cx.efficiency(money)
    assert (found.realised.iloc[-1], found.potential.iloc[-1], found.share.iloc[-1]) == (last.realised, last.potential, last.share)
    trades = money.frame("trades")
    for row in found.itertuples():
        until = trades[trades.tick <= row.tick]
        assert row.gains == pytest.approx((until.surplus_buyer + until.surplus_seller).sum())
    assert found.share.iloc[0] == 0.0 and (np.diff(found.share) > 0).all() and (found.share <= 1.0).all()
    np.testing.assert_allclose(found.gains, found.realised, rtol=1e-9, err_msg="nothing is gathered; payments cancel out")


def test_only_what_was_recorded_and_only_economies() -> None:
    run = cx.run("two_traders", ticks=9, record="agents=4,trades")
    assert cx.analytics.efficiency(run, voluntary=True).tick.tolist() == [-1, 0, 4, 8]
    with pytest.raises(cx.EngineError, match="of model forest_fire"):
        cx.analytics.efficiency(cx.run("forest_fire", ticks=2))
    with pytest.raises(cx.EngineError, match="every: got 0"):
        cx.analytics.efficiency(run, every=0)
