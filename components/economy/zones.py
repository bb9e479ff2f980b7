"""Zones: rectangles of the grid with rules of their own."""

from __future__ import annotations

from ...engine.columns import BOOL, I8, I32, Columns, column
from .mode import MODES


class Zone(Columns):
    """The rules of a zone. One row per zone; -1 wherever it has no rule of its own. `Cell.zone` says which cells belong to it."""

    open: I8 = column(ge=-1, le=15, fill=-1, doc="bits of what is open to those who stand here, as in `Institution`")
    mode: I8 = column(values=MODES, ge=-1, le=2, fill=-1, doc="what they may do in this tick")
    forage_ticks: I32 = column(unit="tick", ge=-1, fill=-1, doc="length of the foraging part of its cycle")
    trade_ticks: I32 = column(unit="tick", ge=-1, fill=-1, doc="length of the trading part")
    trade_first: BOOL = column(doc="whether its cycle begins with trade")
    growth_rate: I32 = column(unit="unit of good", ge=-1, fill=-1, doc="regrowth a tick")
    regrowth_rest: I32 = column(unit="tick", ge=-1, fill=-1, doc="ticks after a harvest before regrowth")
