"""How far marginal rates of substitution are apart: what is left to gain from trade, as prices in mind show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..runs.run import Run

if TYPE_CHECKING:
    import pandas


def mrs_dispersion(run: Run) -> pandas.DataFrame:
    """Return how far the marginal rates of substitution of agents are apart, at each tick at which quotes were recorded.

    run  with the table `quotes`, at any period

    tick                -1 is the initial state
    agents              [agent] those with a rate: where it is defined, above 0 and finite
    dispersion          [1] standard deviation of ln MRS over them, sqrt(sum (ln MRS - mean)^2 / n), as in the table `ticks`; NaN of none
    mean                [B per A] geometric mean, exp(mean ln MRS)
    low, high           [B per A] least and greatest
    quartile_ratio      [1] third quartile of MRS over the first

    In an efficient allocation inside the box all rates are equal and the dispersion is 0.

    Raises EngineError if `quotes` was not recorded.

    Source  Mas-Colell, Whinston & Green 1995, Microeconomic Theory, section 16.F (equal rates at a Pareto optimum).
    """
    import pandas

    quotes = run.columns("quotes")
    rows = []
    ticks, first = np.unique(quotes["tick"], return_index=True)  # rows are in the order of ticks
    for tick, here in zip(ticks, np.split(quotes["mrs"], first)[1:], strict=True):
        rate = here[np.isfinite(here) & (here > 0.0)]
        if len(rate) == 0:
            rows.append((int(tick), 0, np.nan, np.nan, np.nan, np.nan, np.nan))
            continue
        log = np.log(rate)
        low, high = np.quantile(rate, [0.25, 0.75])
        rows.append((int(tick), len(rate), log.std(), np.exp(log.mean()), rate.min(), rate.max(), high / low))
    return pandas.DataFrame(rows, columns=["tick", "agents", "dispersion", "mean", "low", "high", "quartile_ratio"])
