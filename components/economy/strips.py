"""The ground as foragers see it: bits."""

from __future__ import annotations

from ...engine.columns import U64, Columns, column


class FreeCells(Columns, scratch=True):
    """One row per run of 64 cells of a column of the grid: which of them have something that nobody has claimed."""

    a: U64 = column(doc="bit k: the k-th cell of the run has A, free for the taking")
    b: U64 = column(doc="likewise B")
