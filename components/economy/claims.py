"""Who is on the way to which cell."""

from __future__ import annotations

from ...engine.columns import I32, Columns, column


class Commitment(Columns):
    """The cell that an agent is committed to harvest: until it harvests, or the cell is empty."""

    cell: I32 = column(refers_to="cells", doc="the cell, -1 for none")
