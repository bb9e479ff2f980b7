"""Where animals are."""

from __future__ import annotations

from ...engine.columns import BOOL, I32, Columns, column


class Place(Columns):
    """The cell on which an animal stands. Any number may share a cell."""

    x: I32 = column(unit="cell", ge=0, doc="column of the grid, from the left")
    y: I32 = column(unit="cell", ge=0, doc="row of the grid")


class Grid(Columns):
    """The grid of each world. A singleton. Cell (x, y) is row x * height + y of the world's cells."""

    width: I32 = column(unit="cell", ge=1, fill=1, doc="number of columns")
    height: I32 = column(unit="cell", ge=1, fill=1, doc="number of rows")
    torus: BOOL = column(doc="whether opposite edges meet")
    moore: BOOL = column(doc="whether animals step diagonally too")
