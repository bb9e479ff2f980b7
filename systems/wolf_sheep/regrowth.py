"""Phase 6: grass grows again."""

from __future__ import annotations

from ...components.wolf_sheep import Grass
from ...engine.columns import Mut
from ...engine.rows import Rows
from ...kernels import grazing


def regrowth(rows: Rows, grass: Mut[Grass]) -> None:
    """Count bare cells down; those that are through grow grass: a cell eaten at tick t can be eaten again at t + regrowth + 1.

    After   reproduction   Before  census
    """
    grazing.grow(rows.blocks, grass.grown, grass.countdown)
