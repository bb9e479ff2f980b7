"""When agents may trade and when they may forage."""

from __future__ import annotations

from ...engine.columns import BOOL, I8, I32, Columns, column

MODES = ("both", "forage", "trade")


class Mode(Columns):
    """The mode of each world, where no zone and no custom says otherwise, and the cycle that it follows. A singleton."""

    current: I8 = column(values=MODES, ge=0, le=2, doc="the mode of this tick")
    forage_ticks: I32 = column(unit="tick", ge=0, doc="length of the foraging part of the cycle; 0 for no schedule")
    trade_ticks: I32 = column(unit="tick", ge=0, doc="length of the trading part; 0 for no schedule")
    trade_first: BOOL = column(doc="whether the cycle begins with trade")
