"""Where an agent goes when it has nothing to do."""

from __future__ import annotations

from ...engine.columns import I32, Columns, column


class Home(Columns):
    """The cell on which an agent began."""

    x: I32 = column(unit="cell", ge=0, doc="column of the grid")
    y: I32 = column(unit="cell", ge=0, doc="row of the grid")
