"""Phase 1: agents see who and what is around them."""

from __future__ import annotations

from ...components.economy import Grid, InCellOrder, Position
from ...engine.columns import Mut, Res
from ...engine.rows import Rows
from ...kernels import space
from .views import CountedGround


def perception(rows: Rows, position: Position, in_order: Mut[InCellOrder], ground: CountedGround, grid: Res[Grid]) -> None:
    """List the agents of each cell, so that whoever looks around finds its neighbours without asking everyone.

    After   mode           Before  decision
    """
    space.cell_list(rows.worlds, rows.offsets, ground.rows.offsets, grid.height, position.x, position.y, ground.list.end, in_order.row)
