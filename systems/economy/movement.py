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
    ways = (
        rows.offsets, grid.width, grid.height, grid.torus, rules.move_budget, rules.interaction_radius,
        intent.target_x, intent.target_y, intent.target, pairing.partner, position.x, position.y,
    )  # fmt: skip
    in_turn = rules.search_first[rows.worlds]  # there an unpaired agent may be on its way to another one
    if not in_turn.any():
        walking.move(rows.blocks, *ways)
        return
    walking.move(rows.blocks[~rules.search_first[rows.blocks[:, 0]]], *ways)
    walking.move_in_turn(rows.worlds[in_turn], *ways)
