"""Prices over time, for each pair of what is sold and what it is paid with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...scenarios.builder import checked
from ..runs.run import Run

if TYPE_CHECKING:
    import pandas

BY = ["tick", "good", "medium"]


def prices(run: Run, *, every: int = 1) -> pandas.DataFrame:
    """Return what was paid for a unit, by tick and pair type: a row for each at which there was a trade.

    run    with the table `trades`
    every  ticks in a row are taken together: those of a row with tick t are t, ..., t + every - 1; >= 1

    The price of a trade is p = payment / quantity, in units of the medium for a unit of the good (money in minor units). In barter
    it may differ from the column `price` of `trades`, which is the price agreed before the payment was rounded.

    tick, good, medium  where it belongs
    trades              how many there were, n
    mean                sum of payments / sum of quantities: the price of the average unit
    median, low, high   of p over trades
    dispersion          [1] standard deviation of ln p over trades, sqrt(sum (ln p - mean ln p)^2 / n); 0 for one trade

    Raises EngineError if `trades` was not recorded, or `every` is no whole number >= 1.

    Source  the unit value is that of index numbers: ILO et al. 2004, Producer Price Index Manual, chapter 2.
    """
    width = checked(every, "every", 1)
    trades = run.frame("trades")
    trades["tick"] = trades["tick"] // width * width
    trades["p"] = trades["payment"] / trades["quantity"]
    trades["log"] = np.log(trades["p"])
    groups = trades.groupby(BY, observed=True, sort=True)
    sums, each, log = groups[["quantity", "payment"]].sum(), groups["p"], groups["log"]
    found = each.agg(["size", "median", "min", "max"]).rename(columns={"size": "trades", "min": "low", "max": "high"})
    found.insert(1, "mean", sums["payment"] / sums["quantity"])
    found["dispersion"] = log.std(ddof=0)
    return found.reset_index()
