"""Phase 4: partners who have met bargain."""

from __future__ import annotations

import numpy as np

from ...components.economy import (
    EVENTS,
    REASONS,
    Cooldowns,
    Grid,
    Inventory,
    Pairing,
    PairingEvent,
    Position,
    Preferences,
    Quotes,
    Rules,
    Trade,
)
from ...engine.clock import Clock
from ...engine.columns import Mut, Res
from ...engine.events import Events
from ...engine.rows import Rows
from ...engine.table import Population
from ...kernels import bargaining

UNPAIR, TRADE_FAILED = EVENTS.index("unpair"), REASONS.index("trade_failed")


def trade(
    rows: Rows,
    agents: Population,
    position: Position,
    preferences: Preferences,
    quotes: Quotes,
    inventory: Mut[Inventory],
    pairing: Mut[Pairing],
    cooldowns: Mut[Cooldowns],
    grid: Res[Grid],
    rules: Res[Rules],
    clock: Res[Clock],
    trades: Events[Trade],
    events: Events[PairingEvent],
) -> None:
    """The one place where goods change hands: each pair within reach trades once, or parts.

    Keeps   the total of each good, exactly; no utility falls
    After   movement       Before  foraging
    """
    n_deals, agreed, parting, torn = np.empty((4, len(rows.blocks)), np.int64)
    bargaining.count_pairs(rows.blocks, rows.offsets, pairing.partner, n_deals)
    first = rows.begins(n_deals)
    deal, terms = np.empty((n_deals.sum(), 6), np.int64), np.empty((n_deals.sum(), 3))
    bargaining.bargain(
        rows.blocks, first, rows.offsets, grid.width, grid.height, grid.torus, rules.interaction_radius, rules.quantity_max,
        rules.epsilon, rules.no_overlap_parts, position.x, position.y, pairing.partner, inventory.goods, inventory.changed,
        preferences.family, preferences.parameters, quotes.level, quotes.ask, quotes.bid, deal, terms, agreed, parting, torn,
    )  # fmt: skip
    first_trade, first_parting = rows.begins(agreed), rows.begins(parting)
    if torn.any():  # no rule makes such pairs, but a command may: all in one block, they take turns
        first = first_trade = first_parting = np.zeros(1, np.int64)
        n_deals = n_deals.sum(keepdims=True)
    out = trades.room(int(agreed.sum()))
    bargaining.settle_trades(
        first, n_deals, first_trade, rows.offsets, deal, terms, position.x, position.y, inventory.goods, inventory.changed,
        out.world, out.x, out.y, out.buyer, out.seller, out.quantity, out.payment, out.price, out.gain_buyer, out.gain_seller,
    )  # fmt: skip
    trades.added(agreed.sum())
    ended = events.room(int(parting.sum()))
    slots_full = np.empty(len(first), np.bool_)
    bargaining.part(
        first, n_deals, first_parting, rows.offsets, clock.tick, rules.cooldown, rules.no_overlap_parts, deal, pairing.partner,
        cooldowns.partner, cooldowns.until, ended.world, ended.i, ended.j, slots_full,
    )  # fmt: skip
    events.added(parting.sum(), event=UNPAIR, reason=TRADE_FAILED, rank=-1, surplus_i=np.nan, surplus_j=np.nan)
    slots, enough = cooldowns.partner.shape[1], int(rules.cooldown.max())  # an agent fails once a tick at most
    if slots_full.any() and slots < enough:
        agents.widen("slots", min(2 * slots, enough))
