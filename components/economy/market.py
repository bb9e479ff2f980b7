"""Who is free to trade, in the order of cells."""

from __future__ import annotations

from ...engine.columns import BOOL, F64, I8, I32, Columns, column


class Market(Columns, scratch=True):
    """The offers of agents that are not out foraging, copied in the order of their cells: neighbours lie together."""

    free: BOOL = column(doc="whether the agent of this row is listed")
    row: I32 = column(doc="k-th listed agent, by cell, lower rows first within a cell: its world-local row")
    x: I32 = column(unit="cell", doc="its column of the grid")
    y: I32 = column(unit="cell", doc="its row of the grid")
    ask: F64 = column(unit="B per A", doc="its ask; inf without A to sell")
    bid: F64 = column(unit="B per A", doc="its bid; -inf without B to pay with")
    flags: I8 = column(doc="bits: waits for its turn, is in the pool, forages")


class CellList(Columns, scratch=True):
    """Where the agents of each cell stand in the market."""

    end: I32 = column(ge=0, doc="listed agents in all cells of the world up to and including this one")


class Horizon(Columns, scratch=True):
    """How far anyone sees. A singleton."""

    longest: I32 = column(unit="cell", ge=0, doc="greatest vision in the world")
