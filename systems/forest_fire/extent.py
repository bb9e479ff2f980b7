"""After the tick: the numbers of each world."""

from __future__ import annotations

from ...components.forest_fire import Extent, Grid, Vegetation
from ...engine.columns import Mut, Res
from ...engine.rows import Rows
from ...kernels import burning


def extent(rows: Rows, vegetation: Vegetation, grid: Res[Grid], numbers: Mut[Res[Extent]]) -> None:
    """Count the cells of each state, and see how far fire has come.

    After   spread
    """
    burning.survey(rows.blocks, rows.offsets, grid.height, vegetation.state, numbers.cells, numbers.reach)
