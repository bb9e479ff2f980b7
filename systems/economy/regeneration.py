"""Phase 6: resources grow back."""

from __future__ import annotations

from ...components.economy import Cell, Rules
from ...engine.clock import Clock
from ...engine.columns import Mut, Res
from ...engine.rows import Rows
from ...kernels import regeneration as growth
from .views import Zones


def regeneration(rows: Rows, cell: Mut[Cell], zones: Zones, rules: Res[Rules], clock: Res[Clock]) -> None:
    """Grow the cells that were harvested, have rested since, and are below their capacity.

    Keeps   amounts at most at capacity (an amount above it stays)
    After   foraging       Before  housekeeping
    """
    growth.regrow(
        rows.blocks, zones.rows.offsets, clock.tick, rules.growth_rate, rules.regrowth_rest, zones.zone.growth_rate,
        zones.zone.regrowth_rest, cell.zone, cell.harvested, cell.capacity, cell.amount,
    )  # fmt: skip
