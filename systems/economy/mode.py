"""Before the tick: who may trade and who may forage follows a schedule."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...components.economy import MODES, Commitment, Mode, Pairing, PairingEvent, Rules
from ...engine.clock import Clock
from ...engine.columns import Mut, Res
from ...engine.events import Events
from ...engine.rows import Rows
from ...kernels import pairing as pairs
from .views import Claims

BOTH, FORAGE, TRADE = range(len(MODES))


def scheduled_mode(tick: NDArray[np.int64], mode: Mode) -> NDArray[np.int8]:
    """Return the mode of each world (int8[W]) at its tick: a cycle of foraging and trading, or both without a schedule.

    Source  economy.md section 6, `mode_schedule`.
    """
    forage, trade = mode.forage_ticks, mode.trade_ticks
    place = tick % np.maximum(forage + trade, 1)
    trading = np.where(mode.trade_first, place < trade, place >= forage)
    return np.where(forage + trade == 0, BOTH, np.where(trading, TRADE, FORAGE)).astype(np.int8)


def mode(
    rows: Rows,
    pairing: Mut[Pairing],
    commitment: Mut[Commitment],
    ground: Claims,
    mode: Mut[Res[Mode]],
    rules: Res[Rules],
    clock: Res[Clock],
    events: Events[PairingEvent],
) -> None:
    """Switch modes; a switch parts all pairs, without cooldown, and ends all commitments.

    Before  perception
    """
    new = scheduled_mode(clock.tick, mode)
    switching = rows.worlds[new[rows.worlds] != mode.current[rows.worlds]]
    mode.current[rows.worlds] = new[rows.worlds]
    if len(switching) == 0:
        return
    out = events.room(int(np.count_nonzero(pairing.partner >= 0)))
    parted = pairs.dissolve(switching, rows.offsets, mode.current, pairing.partner, commitment.cell, out.world, out.i, out.j, out.reason)
    events.added(parted, event=1, rank=-1, surplus_i=np.nan, surplus_j=np.nan)
    for w in switching[~rules.claims_outlive_mode[switching]]:
        ground.claim.holder[ground.rows.offsets[w] : ground.rows.offsets[w + 1]] = -1


def trade_is_on(mode: Res[Mode]) -> NDArray[np.bool_]:
    """Return for each world whether agents may trade in this tick."""
    return mode.current != FORAGE


def foraging_is_on(mode: Res[Mode]) -> NDArray[np.bool_]:
    """Return for each world whether agents may forage in this tick."""
    return mode.current != TRADE
