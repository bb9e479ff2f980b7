"""The parameters of each world."""

from __future__ import annotations

from ...engine.columns import BOOL, F64, I32, U64, Columns, column


class Grid(Columns):
    """The grid of each world. A singleton. Cell (x, y) is row x * height + y of the world's cells."""

    width: I32 = column(unit="cell", ge=1, fill=1, doc="number of columns")
    height: I32 = column(unit="cell", ge=1, fill=1, doc="number of rows")
    torus: BOOL = column(doc="whether opposite edges meet")
    moore: BOOL = column(doc="whether fire spreads diagonally too")


class Rules(Columns):
    """How trees grow and catch fire by themselves. A singleton."""

    growth: F64 = column(ge=0, le=1, doc="probability that a tree grows on an empty or burnt cell in a tick")
    lightning: F64 = column(ge=0, le=1, doc="probability that lightning strikes a tree in a tick")
    chances: U64 = column(doc="key of the stream of growth and lightning")
