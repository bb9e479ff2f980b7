"""Phase 1: every animal takes a step, and pays for the tick."""

from __future__ import annotations

from ...components.wolf_sheep import Energy, Grid, Place, Rules, Species
from ...engine.clock import Clock
from ...engine.columns import Mut, Res
from ...engine.rows import Rows
from ...kernels import metabolism, roaming


def movement(
    rows: Rows, place: Mut[Place], energy: Mut[Energy], species: Species, grid: Res[Grid], rules: Res[Rules], clock: Res[Clock]
) -> None:
    """Move each animal to a random neighbouring cell and take the cost of a tick from its energy.

    Draws   stream "sheep steps" or "wolf steps", by uid
    Keeps   animals on the grid
    Before  grazing
    """
    roaming.roam(
        rows.blocks, rows.uid, species.kind, clock.tick, rules.steps, grid.width, grid.height, grid.torus, grid.moore, place.x, place.y
    )
    metabolism.spend(rows.blocks, species.kind, rules.cost, energy.energy)
