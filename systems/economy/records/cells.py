"""Resources at the end of a tick."""

from __future__ import annotations

import numpy as np

from ....components.economy import GOODS, Cell, Grid
from ....engine.telemetry.record import Record, Rows, record_columns
from ....engine.world import World


def read_cells(world: World) -> Rows:
    """One row per cell that bears a resource, also while it is empty."""
    cells, cell = world.tables["cells"], world[Cell]
    bearing = np.flatnonzero(cell.good >= 0)
    w = np.searchsorted(cells.offsets, bearing, side="right") - 1
    x, y = np.divmod(bearing - cells.offsets[w], world[Grid].height[w])
    offsets = np.searchsorted(bearing, cells.offsets)
    return offsets, {"x": x, "y": y, "good": cell.good[bearing], "amount": cell.amount[bearing]}


CELLS = Record("cells", record_columns(
    ("x", "i4", "cell", "column of the grid"),
    ("y", "i4", "cell", "row of the grid"),
    ("good", "i1", "1", "kind of resource", GOODS),
    ("amount", "i4", "unit of good", "what can be harvested"),
), read_cells)  # fmt: skip
