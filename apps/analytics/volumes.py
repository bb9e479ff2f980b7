"""How much was traded over time, for each pair of what is sold and what it is paid with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...scenarios.builder import checked
from ..runs.run import Run
from .prices import BY

if TYPE_CHECKING:
    import pandas


def volumes(run: Run, *, every: int = 1) -> pandas.DataFrame:
    """Return how much was traded, by tick and pair type: a row for each tick of the run and each pair type that was ever traded.

    run    with the table `trades`
    every  ticks in a row are taken together: those of a row with tick t are t, ..., t + every - 1; >= 1

    tick, good, medium  where it belongs
    trades              [trade] how many there were; 0 where there was none
    quantity            [unit of good] sum over trades
    payment             [unit of medium] sum over trades; money in minor units

    Raises EngineError if `trades` was not recorded, or `every` is no whole number >= 1.
    """
    import pandas

    width = checked(every, "every", 1)
    trades = run.frame("trades")
    trades["tick"] = trades["tick"] // width * width
    groups = trades.groupby(BY, observed=True, sort=True)
    found = groups[["quantity", "payment"]].sum()
    found.insert(0, "trades", groups.size())
    pairs = trades[BY[1:]].drop_duplicates().sort_values(BY[1:])
    ticks = pandas.DataFrame({"tick": np.arange(0, run.ticks_done, width)})
    whole = pandas.MultiIndex.from_frame(ticks.merge(pairs, how="cross"))
    return found.reindex(whole, fill_value=0).reset_index()
