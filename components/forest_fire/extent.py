"""The numbers of a tick."""

from __future__ import annotations

from ...engine.columns import I32, I64, Columns, column


class Extent(Columns):
    """One row of numbers per world, as of the end of the tick. A singleton."""

    cells: I64 = column(shape=(4,), unit="cell", ge=0, doc="cells that are empty, trees, burning, burnt")
    reach: I32 = column(unit="cell", ge=-1, fill=-1, doc="rightmost column that has burnt or burns, -1 for none")
