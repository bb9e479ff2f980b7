"""Phase 5: agents harvest."""

from __future__ import annotations

from ...components.economy import Commitment, Cooldowns, Grid, Institution, Inventory, Pairing, Position, Rules
from ...engine.clock import Clock
from ...engine.columns import Mut, Res
from ...engine.rows import Rows
from ...kernels import foraging as harvesting
from .views import HarvestedGround


def foraging(
    rows: Rows,
    position: Position,
    institution: Institution,
    pairing: Pairing,
    inventory: Mut[Inventory],
    commitment: Mut[Commitment],
    cooldowns: Mut[Cooldowns],
    ground: HarvestedGround,
    grid: Res[Grid],
    rules: Res[Rules],
    clock: Res[Clock],
) -> None:
    """Let unpaired agents that may forage take what they stand on; a harvest ends a commitment and the cooldowns of who was committed.

    Keeps   goods in hand and on cells together
    After   trade          Before  regeneration
    """
    cell = ground.cell
    harvesting.harvest(
        rows.worlds, rows.offsets, ground.rows.offsets, grid.height, clock.tick, rules.unit, rules.forage_rate, rules.single_harvester,
        institution.mode, position.x, position.y, pairing.partner, cell.good, cell.amount, cell.harvested, inventory.goods,
        inventory.changed, commitment.cell, cooldowns.partner, cooldowns.until,
    )  # fmt: skip
