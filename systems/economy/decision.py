"""Phase 2: agents choose between trade and foraging, and pair up."""

from __future__ import annotations

import numpy as np

from ...components.economy import (
    EVENTS,
    REASONS,
    Commitment,
    Cooldowns,
    Edge,
    Grid,
    Home,
    Horizon,
    Intent,
    Inventory,
    Market,
    Mode,
    Options,
    Pairing,
    PairingEvent,
    Position,
    Preferences,
    Quotes,
    Rules,
    Vision,
)
from ...engine.clock import Clock
from ...engine.columns import Mut, Res
from ...engine.events import Events
from ...engine.rows import Rows
from ...kernels import choice, claims, matching, partners, targets
from ...kernels import ground as bits
from ...kernels import pairing as pairs
from .views import ClaimedGround, Strips

PAIR = EVENTS.index("pair")
MUTUAL_CONSENT, FALLBACK = REASONS.index("mutual_consent"), REASONS.index("fallback")


def decision(
    rows: Rows,
    position: Position,
    home: Home,
    vision: Vision,
    offers: Mut[Market],
    inventory: Inventory,
    preferences: Preferences,
    quotes: Quotes,
    cooldowns: Mut[Cooldowns],
    options: Mut[Options],
    commitment: Mut[Commitment],
    pairing: Mut[Pairing],
    intent: Mut[Intent],
    ground: ClaimedGround,
    strips: Strips,
    grid: Res[Grid],
    rules: Res[Rules],
    mode: Res[Mode],
    horizon: Res[Horizon],
    clock: Res[Clock],
    edges: Events[Edge],
    events: Events[PairingEvent],
) -> None:
    """Release stale claims; propose; choose in turn; pair by mutual consent, then the best of the rest; choose again.

    Keeps   pairing mutual; at most one claim on a cell
    After   perception     Before  movement
    """
    cell, claim, free = ground.cell, ground.claim, strips.free
    starts = (rows.offsets, ground.rows.offsets)
    all_starts = (*starts, strips.rows.offsets)
    shape = (grid.width, grid.height, grid.torus)
    likes = (inventory.goods, preferences.family, preferences.parameters, quotes.level)
    avoided = (cooldowns.partner, cooldowns.until)
    listed = (ground.list.end, offers.row, offers.y, offers.ask, offers.bid, offers.flags)
    listed_with_x = (ground.list.end, offers.row, offers.x, offers.y, offers.ask, offers.bid, offers.flags)
    resources = (cell.good, cell.amount, claim.holder, free.a, free.b)
    foraging = (mode.current, rules.claiming, rules.forage_rate)
    target = (intent.target_x, intent.target_y)

    claims.release_stale(rows.worlds, *starts, grid.height, rules.claiming, position.x, position.y, *target, commitment.cell, claim.holder)
    bits.mark_free(
        strips.rows.blocks, strips.rows.offsets, ground.rows.offsets, grid.height, rules.claiming,
        cell.good, cell.amount, claim.holder, free.a, free.b,
    )  # fmt: skip
    partners.propose_partners(
        rows.blocks, *starts, *shape, clock.tick, rules.beta, horizon.longest, vision.radius, pairing.partner, *avoided,
        *listed_with_x, options.partner, options.partner_score, options.others,
    )  # fmt: skip
    targets.propose_cells(
        rows.blocks, *all_starts, *shape, rules.beta, horizon.longest, *foraging, position.x, position.y, vision.radius,
        commitment.cell, pairing.partner, *target, *likes, *resources, options.kept, options.cell, options.cell_score,
    )  # fmt: skip
    choice.choose(
        rows.worlds, *all_starts, *shape, clock.tick, rules.beta, horizon.longest, *foraging, position.x, position.y, home.x, home.y,
        vision.radius, *likes, quotes.ask, quotes.bid, *avoided, pairing.partner, *listed[:-1], *resources,
        options.partner, options.partner_score, options.others, options.kept, options.cell, options.cell_score,
        options.searched, commitment.cell, *target, intent.target, intent.activity,
    )  # fmt: skip

    out = events.room(len(position.x) // 2)
    paired = pairs.consent(
        rows.worlds, rows.offsets, intent.target, quotes.ask, quotes.bid, inventory.goods, *avoided, pairing.partner,
        out.world, out.i, out.j, out.surplus_i, out.surplus_j,
    )  # fmt: skip
    events.added(paired, event=PAIR, reason=MUTUAL_CONSENT, rank=-1)

    _pair_the_rest(
        rows, position, vision, offers, inventory, quotes, cooldowns, options, commitment, pairing, intent, ground,
        grid, rules, clock, horizon, edges, events,
    )  # fmt: skip
    choice.choose_again(
        rows.worlds, *all_starts, *shape, rules.beta, horizon.longest, *foraging, position.x, position.y, home.x, home.y,
        vision.radius, *likes, pairing.partner, *resources, options.kept, commitment.cell, *target, intent.target, intent.activity,
    )  # fmt: skip
    choice.mark_paired(rows.worlds, rows.offsets, pairing.partner, intent.activity)


def _pair_the_rest(
    rows: Rows,
    position: Position,
    vision: Vision,
    offers: Market,
    inventory: Inventory,
    quotes: Quotes,
    cooldowns: Cooldowns,
    options: Options,
    commitment: Commitment,
    pairing: Pairing,
    intent: Intent,
    ground: ClaimedGround,
    grid: Grid,
    rules: Rules,
    clock: Clock,
    horizon: Horizon,
    edges: Events[Edge],
    events: Events[PairingEvent],
) -> None:
    """List all pairs that are still possible, and form them best first (pass 3)."""
    starts = (rows.offsets, ground.rows.offsets)
    shape = (grid.width, grid.height, grid.torus)
    avoided = (cooldowns.partner, cooldowns.until)
    listed = (ground.list.end, offers.row, offers.y, offers.ask, offers.bid, offers.flags)
    listed_with_x = (ground.list.end, offers.row, offers.x, offers.y, offers.ask, offers.bid, offers.flags)
    own = (quotes.ask, quotes.bid, inventory.goods)

    matching.form_pool(
        rows.worlds, *starts, rules.foragers_pair, ground.list.end, offers.row, options.searched, commitment.cell, pairing.partner,
        offers.flags,
    )  # fmt: skip
    first_edge = np.empty(len(rows.worlds) + 1, np.int64)
    listing = (rows.worlds, *starts, *shape, clock.tick, rules.beta, horizon.longest, vision.radius, *avoided, *listed_with_x, first_edge)
    edge = edges.room(len(position.x))
    n_edges = matching.list_edges(*listing, edge.i, edge.j, edge.value)
    if n_edges > len(edge.i):
        edge = edges.room(n_edges)
        matching.list_edges(*listing, edge.i, edge.j, edge.value)
    taken = np.empty(len(position.x) // 2, np.int64)
    n_taken = matching.pair_best_first(
        rows.worlds, rows.offsets, first_edge, edge.i, edge.j, edge.value, options.best_edge, pairing.partner, taken
    )
    taken = np.sort(taken[:n_taken])  # edges are listed in the order of cells
    world_of = rows.worlds[np.searchsorted(first_edge, taken, side="right") - 1]
    rank = np.empty(n_taken, np.int32)
    matching.rank_on_list(
        world_of, taken, *starts, *shape, clock.tick, rules.beta, horizon.longest, position.x, position.y, vision.radius,
        *own, *avoided, *listed, edge.i, edge.j, edge.value, rank,
    )  # fmt: skip
    best_first = np.lexsort((edge.i[taken], -edge.value[taken], world_of))  # as a walk through the sorted edges takes them
    out = events.room(n_taken)
    pairs.seal(
        world_of[best_first], taken[best_first], rows.offsets, position.x, position.y, quotes.ask, quotes.bid, inventory.goods,
        *avoided, edge.i, edge.j, intent.target_x, intent.target_y, intent.target, out.world, out.i, out.j, out.surplus_i, out.surplus_j,
    )  # fmt: skip
    events.added(n_taken, event=PAIR, reason=FALLBACK, rank=rank[best_first])
