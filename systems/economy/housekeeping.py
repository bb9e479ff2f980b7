"""Phase 7: quotes follow goods, and pairs that are not mutual are repaired."""

from __future__ import annotations

import numpy as np

from ...components.economy import EVENTS, REASONS, Institution, Inventory, MoneyTaste, Pairing, PairingEvent, Preferences, Quotes, Rules
from ...engine.columns import Mut, Res
from ...engine.events import Events
from ...engine.rows import Rows
from ...kernels import pairing as pairs
from ...kernels import quotes as quoting

UNPAIR, INTEGRITY_REPAIR = EVENTS.index("unpair"), REASONS.index("integrity_repair")


def requote(
    rows: Rows,
    inventory: Mut[Inventory],
    preferences: Preferences,
    taste: MoneyTaste,
    institution: Institution,
    quotes: Mut[Quotes],
    rules: Res[Rules],
) -> None:
    """Refresh the quotes of agents whose holdings changed since the last tick ended, by a command or by being born; and of those
    who may exchange other things than then.

    After   mode           Before  perception
    """
    quoting.refresh(
        rows.blocks, rules.unit, inventory.changed, inventory.goods, inventory.money, preferences.family, preferences.parameters,
        taste.weight, taste.shift, rules.spread, rules.epsilon, rules.quoted, institution.open, rules.money_form, rules.money_unit,
        rules.money_scale,
        quotes.ask, quotes.bid, quotes.rate, quotes.level, quotes.gain,
    )  # fmt: skip


def housekeeping(
    rows: Rows,
    inventory: Mut[Inventory],
    preferences: Preferences,
    taste: MoneyTaste,
    institution: Institution,
    quotes: Mut[Quotes],
    pairing: Mut[Pairing],
    rules: Res[Rules],
    events: Events[PairingEvent],
) -> None:
    """Refresh the quotes of agents whose holdings changed in this tick; repair pairs.

    Keeps   bid <= ask unless an agent is sated with a good; pairing mutual
    After   regeneration   Before  aggregates
    """
    requote(rows, inventory, preferences, taste, institution, quotes, rules)
    torn = np.empty(len(rows.blocks), np.int64)
    pairs.count_torn(rows.blocks, rows.offsets, pairing.partner, torn)
    out = events.room(int(torn.sum()))
    repaired = pairs.repair(np.unique(rows.blocks[torn > 0, 0]), rows.offsets, pairing.partner, out.world, out.i, out.j)
    events.added(repaired, event=UNPAIR, reason=INTEGRITY_REPAIR, rank=-1, surplus_i=np.nan, surplus_j=np.nan)
