"""Phase 2: agents choose between trade and foraging, and pair up."""

from __future__ import annotations

import numpy as np

from ...components.economy import (
    EVENTS,
    REASONS,
    Commitment,
    Cooldowns,
    Grid,
    Home,
    Horizon,
    Institution,
    Intent,
    Inventory,
    Market,
    Memory,
    Options,
    Pairing,
    PairingEvent,
    Position,
    Preferences,
    Protocols,
    Quotes,
    Rules,
    Vision,
)
from ...engine.clock import Clock
from ...engine.columns import Mut, Res
from ...engine.events import Events
from ...engine.rows import Rows
from ...kernels import choice, claims, partners
from ...kernels import ground as bits
from ...kernels import pairing as pairs
from .fallback import pair_the_rest
from .protocols import number_of
from .search import look_elsewhere, sight
from .views import ClaimedGround, Strips

PAIR = EVENTS.index("pair")
MUTUAL_CONSENT = REASONS.index("mutual_consent")
THREE_PASS = number_of("matching", "three_pass")


def decision(
    rows: Rows,
    position: Position,
    home: Home,
    vision: Vision,
    offers: Market,
    inventory: Inventory,
    preferences: Preferences,
    quotes: Quotes,
    cooldowns: Mut[Cooldowns],
    memory: Memory,
    institution: Institution,
    options: Mut[Options],
    commitment: Mut[Commitment],
    pairing: Mut[Pairing],
    intent: Mut[Intent],
    ground: ClaimedGround,
    strips: Strips,
    grid: Res[Grid],
    rules: Res[Rules],
    protocols: Res[Protocols],
    horizon: Mut[Res[Horizon]],
    clock: Res[Clock],
    events: Events[PairingEvent],
) -> None:
    """Release stale claims; look around; choose in turn; pair as the matching protocol says; choose again.

    Keeps   pairing mutual; at most one claim on a cell
    After   perception     Before  movement
    """
    cell, claim, free = ground.cell, ground.claim, strips.free
    starts = (rows.offsets, ground.rows.offsets)
    all_starts = (*starts, strips.rows.offsets)
    shape = (grid.width, grid.height, grid.torus)
    likes = (inventory.goods, preferences.family, preferences.parameters, quotes.level, quotes.gain)
    places = (position.x, position.y, home.x, home.y, sight(rows.offsets, vision, rules, protocols))
    resources = (cell.good, cell.amount, claim.holder, free.a, free.b)
    avoided = (cooldowns.partner, cooldowns.until)
    listed = (ground.list.end, offers.trader, offers.x, offers.offer)
    quoted = (offers.barters, quotes.ask, quotes.bid)
    foraging = (rules.beta, horizon.longest, institution.mode, rules.claiming, rules.forage_rate)
    intents = (commitment.cell, intent.target_x, intent.target_y, intent.target, intent.activity)

    claims.release_stale(
        ground.rows.blocks, *starts, grid.height, rules.claiming, position.x, position.y, intent.target_x, intent.target_y,
        commitment.cell, claim.holder,
    )  # fmt: skip
    bits.mark_free(
        strips.rows.blocks, strips.rows.offsets, ground.rows.offsets, grid.height, rules.claiming,
        cell.good, cell.amount, claim.holder, free.a, free.b,
    )  # fmt: skip
    partners.propose_partners(
        rows.blocks, *starts, *shape, clock.tick, rules.beta, horizon.longest, pairing.partner, *avoided, *listed, offers.barters,
        options.partner, options.partner_score,
    )  # fmt: skip
    choice.intend(
        rows.blocks, *all_starts, *shape, *foraging, *places, *likes, pairing.partner, *resources,
        options.partner, options.partner_score, options.kept, *intents,
    )  # fmt: skip
    look_elsewhere(
        rows, position, home, vision, inventory, preferences, quotes, commitment, pairing, memory, institution, intent,
        ground, grid, rules, protocols, clock,
    )  # fmt: skip
    choice.choose(
        rows.worlds, *all_starts, *shape, clock.tick, *foraging, *places, *likes, rules.exchanges, *quoted, inventory.money, *avoided,
        *resources, ground.list.end, offers.trader, options.partner, options.partner_score, options.kept, *intents,
    )  # fmt: skip
    out = events.room(int(np.count_nonzero(intent.activity == choice.TRADE)) // 2)
    consenting = rows.worlds[protocols.matching[rows.worlds] == THREE_PASS]
    paired = pairs.consent(
        consenting, rows.offsets, intent.target, rules.exchanges, *quoted, inventory.goods, inventory.money, *avoided,
        pairing.partner, out.world, out.i, out.j, out.surplus_i, out.surplus_j,
    )  # fmt: skip
    events.added(paired, event=PAIR, reason=MUTUAL_CONSENT, rank=-1)
    pair_the_rest(
        rows, starts, shape, position, offers, inventory, quotes, cooldowns, options, commitment, pairing, intent, ground,
        rules, protocols, clock, horizon, events,
    )  # fmt: skip
    choice.choose_again(
        rows.worlds, *all_starts, *shape, *foraging, *places, *likes, pairing.partner, *resources, options.kept, *intents,
    )  # fmt: skip
