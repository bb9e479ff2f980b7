"""Phase 4: partners who have met bargain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...components.economy import (
    EVENTS,
    REASONS,
    Cooldowns,
    Grid,
    Institution,
    Inventory,
    Market,
    Memory,
    MoneyTaste,
    Pairing,
    PairingEvent,
    Position,
    Preferences,
    Protocols,
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
from ...kernels.protocols import decimal_block
from ...kernels.protocols.agreement import People, Worlds
from .protocols import kernel_of
from .search import remember

UNPAIR, TRADE_FAILED, NO_FEASIBLE_TRADE = EVENTS.index("unpair"), REASONS.index("trade_failed"), REASONS.index("no_feasible_trade")
DECIMAL = -1  # in place of the number of a protocol


def trade(
    rows: Rows,
    agents: Population,
    position: Position,
    preferences: Preferences,
    taste: MoneyTaste,
    quotes: Quotes,
    offers: Market,
    institution: Institution,
    inventory: Mut[Inventory],
    memory: Mut[Memory],
    pairing: Mut[Pairing],
    cooldowns: Mut[Cooldowns],
    grid: Res[Grid],
    rules: Res[Rules],
    protocols: Res[Protocols],
    clock: Res[Clock],
    trades: Events[Trade],
    events: Events[PairingEvent],
) -> None:
    """The one place where goods and money change hands: each pair within reach trades once, or parts.

    Keeps   the total of each good and of money, exactly; no utility falls
    After   movement       Before  foraging
    """
    deal, terms = _bargain(
        rows, position, preferences, taste, quotes, offers, institution, inventory, pairing, grid, rules, protocols, clock
    )
    remember(rows, position, inventory, quotes, offers, memory, rules, protocols, clock, deal)
    out = trades.room(int(np.count_nonzero(deal[:, bargaining.OUTCOME] == bargaining.AGREED)))
    traded = bargaining.settle_trades(
        rows.offsets, rules.typed, deal, terms, position.x, position.y, inventory.goods, inventory.money, inventory.changed,
        out.world, out.x, out.y, out.buyer, out.seller, out.good, out.medium, out.quantity, out.payment, out.price,
        out.gain_buyer, out.gain_seller,
    )  # fmt: skip
    trades.added(traded)
    ended = events.room(len(deal) - traded)
    slots_full = np.zeros(1, np.bool_)
    parted = bargaining.part(
        rows.offsets, clock.tick, rules.cooldown, rules.no_overlap_parts, deal, pairing.partner,
        cooldowns.partner, cooldowns.until, ended.world, ended.i, ended.j, slots_full,
    )  # fmt: skip
    reason = np.where(rules.decimal_blocks[ended.world[:parted]], NO_FEASIBLE_TRADE, TRADE_FAILED)
    events.added(parted, event=UNPAIR, reason=reason, rank=-1, surplus_i=np.nan, surplus_j=np.nan)
    slots, enough = cooldowns.partner.shape[1], int(rules.cooldown.max())  # an agent fails once a tick at most
    if slots_full[0] and slots < enough:
        agents.widen("slots", min(2 * slots, enough))


def _bargain(
    rows: Rows,
    position: Position,
    preferences: Preferences,
    taste: MoneyTaste,
    quotes: Quotes,
    offers: Market,
    institution: Institution,
    inventory: Inventory,
    pairing: Pairing,
    grid: Grid,
    rules: Rules,
    protocols: Protocols,
    clock: Clock,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return what each pair agreed on, or that it did not: deal and terms, as `bargaining.bargain` fills them."""
    count = np.empty(len(rows.blocks), np.int64)
    bargaining.count_pairs(rows.blocks, rows.offsets, pairing.partner, count)
    first, chosen = rows.begins(count), np.where(rules.decimal_blocks, DECIMAL, protocols.bargaining)
    numbers = chosen[rows.blocks[:, 0]]
    deal, terms = np.empty((count.sum(), 7), np.int64), np.empty((count.sum(), 3))
    for number in np.unique(chosen[rows.worlds]):
        blocks, places = (rows.blocks, first) if (numbers == number).all() else (rows.blocks[numbers == number], first[numbers == number])
        if number == 0:
            bargaining.bargain(
                blocks, places, rows.offsets, grid.width, grid.height, grid.torus, rules.interaction_radius, rules.quantity_max,
                rules.epsilon, rules.exchanges, rules.typed, rules.execution, rules.money_form, rules.money_unit,
                position.x, position.y, pairing.partner, inventory.goods, inventory.money, inventory.changed, preferences.family,
                preferences.parameters, taste.weight, taste.shift, quotes.level, institution.open, offers.barters, quotes.ask,
                quotes.bid, deal, terms,
            )  # fmt: skip
            continue
        worlds = Worlds(
            rows.offsets, grid.width, grid.height, grid.torus, rules.interaction_radius, rules.quantity_max, rules.epsilon,
            rules.exchanges, rules.typed, rules.money_form, rules.money_unit, clock.tick, protocols.bargaining_chances,
            protocols.bargaining_parameters, rules.unit,
        )  # fmt: skip
        people = People(
            rows.uid, position.x, position.y, pairing.partner, inventory.goods, inventory.money, inventory.changed, preferences.family,
            preferences.parameters, taste.weight, taste.shift, quotes.level, offers.barters, quotes.ask, quotes.bid,
        )  # fmt: skip
        bargain = decimal_block.bargain if number == DECIMAL else kernel_of("bargaining", int(number))
        bargain(blocks, places, worlds, people, deal, terms)
    return deal, terms
