"""The ground: one row per cell of the grid, x-major."""

from __future__ import annotations

from ...engine.columns import I8, Columns, column

STATES = ("empty", "tree", "burning", "burnt")
EMPTY, TREE, BURNING, BURNT = range(4)


class Vegetation(Columns):
    """What stands on a cell."""

    state: I8 = column(values=STATES, ge=0, le=3, doc="0 empty, 1 tree, 2 burning, 3 burnt")


class NextState(Columns, scratch=True):
    """What will stand there: all cells change at once."""

    state: I8 = column(values=STATES, ge=0, le=3, doc="state after this tick")
