"""How resources appear by themselves."""

from __future__ import annotations

from ...engine.columns import BOOL, F64, I32, U64, Columns, column


class Spawning(Columns):
    """How resources appear on the cells of each world, apart from regrowth. A singleton."""

    rate: F64 = column(ge=0, le=1, doc="probability that a resource appears on a cell in a tick")
    quantity: I32 = column(unit="unit of good", ge=0, doc="how much of it")
    cap: I32 = column(unit="unit of good", ge=0, doc="capacity of a cell that gets its first resource")
    only_empty: BOOL = column(fill=1, doc="only on cells on which there is nothing")
    chances: U64 = column(doc="key of the stream of where and what")
