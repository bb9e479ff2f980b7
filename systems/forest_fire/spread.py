"""Phase 1: fire spreads and burns out, trees grow, lightning strikes."""

from __future__ import annotations

from ...components.forest_fire import Grid, NextState, Rules, Vegetation
from ...engine.clock import Clock
from ...engine.columns import Mut, Res
from ...engine.rows import Rows
from ...kernels import burning


def spread(
    rows: Rows, vegetation: Mut[Vegetation], following: Mut[NextState], grid: Res[Grid], rules: Res[Rules], clock: Res[Clock]
) -> None:
    """Bring every cell from its state to the next, all at once.

    Draws   stream "growth and lightning", by cell
    Keeps   a tree burns for one tick; fire that is out stays out unless lightning strikes
    Before  extent
    """
    burning.grow(rows.blocks, rows.offsets, clock.tick, rules.chances, rules.growth, rules.lightning, vegetation.state, following.state)
    burning.burn(rows.blocks, rows.offsets, grid.width, grid.height, grid.torus, grid.moore, vegetation.state, following.state)
    burning.replace(rows.blocks, following.state, vegetation.state)
