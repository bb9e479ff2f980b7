"""Before the tick: what each agent may do follows schedules, and where it stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...components.economy import (
    EVENTS,
    MODES,
    REASONS,
    Commitment,
    Customs,
    Grid,
    Institution,
    Inventory,
    Mode,
    Pairing,
    PairingEvent,
    Position,
    Rules,
)
from ...engine.clock import Clock
from ...engine.columns import Mut, Res
from ...engine.events import Events
from ...engine.rows import Rows
from ...kernels import claims, institutions
from ...kernels import pairing as pairs
from .views import Claims, ZonesInTime

UNPAIR = EVENTS.index("unpair")
BOTH, FORAGE, TRADE = range(len(MODES))
SWITCHES = [[f"mode_switch_{old}_to_{new}" for new in MODES] for old in MODES]
REASON = np.array([[REASONS.index(name) if name in REASONS else -1 for name in row] for row in SWITCHES], np.int8)
"""Why a pair parts, by the mode that was and the one that is; int8[3, 3], -1 on the diagonal."""


def mode(
    rows: Rows,
    position: Position,
    customs: Customs,
    institution: Mut[Institution],
    inventory: Mut[Inventory],
    pairing: Mut[Pairing],
    commitment: Mut[Commitment],
    ground: Claims,
    zones: ZonesInTime,
    mode: Mut[Res[Mode]],
    grid: Res[Grid],
    rules: Res[Rules],
    clock: Res[Clock],
    events: Events[PairingEvent],
) -> None:
    """Set the mode of worlds, zones and agents, and what is open to agents. Whose mode changes leaves its pair, without cooldown,
    and its commitment; with the commitment goes what it claimed.

    Before  requote
    """
    zone = zones.zone
    each = np.arange(len(mode.current) + 1)
    for first, schedule, current in ((each, mode, mode.current), (zones.rows.offsets, zone, zone.mode)):
        institutions.follow_schedules(
            rows.worlds, first, clock.tick, schedule.forage_ticks, schedule.trade_ticks, schedule.trade_first, current
        )
    was, switched = np.empty_like(institution.mode), np.empty(len(rows.blocks), np.int64)
    institutions.settle(
        rows.blocks, ground.rows.offsets, zones.rows.offsets, grid.height, clock.tick, position.x, position.y, ground.cell.zone,
        mode.current, rules.open, mode.trade_first, zone.mode, zone.open, customs.forage_ticks, customs.trade_ticks, customs.offset,
        customs.open, institution.mode, institution.open, was, inventory.changed, switched,
    )  # fmt: skip
    switching = np.unique(rows.blocks[switched > 0, 0])
    if len(switching) == 0:
        return
    out = events.room(int(np.count_nonzero(pairing.partner >= 0)))
    parted = pairs.leave(
        switching, rows.offsets, REASON, was, institution.mode, pairing.partner, commitment.cell, out.world, out.i, out.j, out.reason
    )
    events.added(parted, event=UNPAIR, rank=-1, surplus_i=np.nan, surplus_j=np.nan)
    claims.release_switched(ground.rows.blocks, rows.offsets, rules.claims_outlive_mode, was, institution.mode, ground.claim.holder)


def trade_is_on(mode: Res[Mode], rules: Res[Rules]) -> NDArray[np.bool_]:
    """Return for each world whether anyone may trade in this tick."""
    return (mode.current != FORAGE) | rules.local_modes


def foraging_is_on(mode: Res[Mode], rules: Res[Rules]) -> NDArray[np.bool_]:
    """Return for each world whether anyone may forage in this tick."""
    return (mode.current != TRADE) | rules.local_modes
