"""Phase 3: agents walk towards their partner, their cell, or home."""

from __future__ import annotations

from ...components.economy import Grid, Intent, Pairing, Position, Rules
from ...engine.columns import Mut, Res
from ...engine.rows import Rows
from ...kernels import movement as walking


def movement(rows: Rows, position: Mut[Position], intent: Intent, pairing: Pairing, grid: Res[Grid], rules: Res[Rules]) -> None:
    """Walk up to the budget of steps.

    Keeps   every agent on the grid
    After   decision       Before  trade
    """
    walking.move(
        rows.blocks, rows.offsets, grid.width, grid.height, grid.torus, rules.move_budget, rules.interaction_radius,
        intent.target_x, intent.target_y, intent.target, pairing.partner, position.x, position.y,
    )  # fmt: skip
