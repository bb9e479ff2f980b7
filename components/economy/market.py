"""Who is free to trade, in the order of cells."""

from __future__ import annotations

from ...engine.columns import BOOL, F64, I32, Columns, column


class Market(Columns, scratch=True):
    """The offers of agents that are not out foraging, copied in the order of their cells: neighbours lie together."""

    free: BOOL = column(doc="whether the agent of this row is listed")
    trader: I32 = column(shape=(4,), doc="k-th listed agent, by cell, lower rows first within a cell: row, y, vision, whether it waits")
    x: I32 = column(unit="cell", doc="its column of the grid")
    offer: F64 = column(
        shape=("offers",), unit="medium per good", doc="for each exchange its ask, inf without a unit to sell, and bid, -inf without means"
    )
    barters: BOOL = column(fill=1, doc="whether it barters though there is money: it sees too few sellers for money")


class CellList(Columns, scratch=True):
    """Where the agents of each cell stand in the market."""

    end: I32 = column(ge=0, doc="listed agents in all cells of the world up to and including this one")


class Horizon(Columns, scratch=True):
    """How far anyone sees, and how many pairs that makes possible. A singleton."""

    longest: I32 = column(unit="cell", ge=0, doc="greatest vision in the world")
    crowd: F64 = column(ge=0, fill=4, doc="pairs that were possible lately, per agent of the pool")
