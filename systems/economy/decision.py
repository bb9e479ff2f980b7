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
    InCellOrder,
    Intent,
    Inventory,
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
from .views import ClaimedGround

PAIR = EVENTS.index("pair")
MUTUAL_CONSENT, FALLBACK = REASONS.index("mutual_consent"), REASONS.index("fallback")


def decision(
    rows: Rows,
    position: Position,
    home: Home,
    vision: Vision,
    in_order: InCellOrder,
    inventory: Inventory,
    preferences: Preferences,
    quotes: Quotes,
    cooldowns: Mut[Cooldowns],
    options: Mut[Options],
    commitment: Mut[Commitment],
    pairing: Mut[Pairing],
    intent: Mut[Intent],
    ground: ClaimedGround,
    grid: Res[Grid],
    rules: Res[Rules],
    mode: Res[Mode],
    clock: Res[Clock],
    edges: Events[Edge],
    events: Events[PairingEvent],
) -> None:
    """Release stale claims; propose; choose in turn; pair by mutual consent, then the best of the rest; choose again.

    Keeps   pairing mutual; at most one claim on a cell
    After   perception     Before  movement
    """
    cell, claim, cells = ground.cell, ground.claim, ground.rows
    shape = (grid.width, grid.height, grid.torus)
    agents = (rows.worlds, rows.offsets, cells.offsets)
    seen = (position.x, position.y, vision.radius, ground.list.end, in_order.row)
    offers = (quotes.ask, quotes.bid, inventory.goods, cooldowns.partner, cooldowns.until)
    likes = (inventory.goods, preferences.family, preferences.parameters, quotes.level)

    claims.release_stale(
        *agents, grid.height, rules.claiming, position.x, position.y, intent.target_x, intent.target_y, commitment.cell, claim.holder
    )
    partners.propose_partners(
        rows.blocks, rows.offsets, cells.offsets, *shape, clock.tick, rules.beta, mode.current, *seen,
        commitment.cell, pairing.partner, cell.amount, *offers, options.partner, options.partner_score, options.others,
    )  # fmt: skip
    targets.propose_cells(
        rows.blocks, rows.offsets, cells.offsets, *shape, rules.beta, mode.current, rules.claiming, rules.forage_rate,
        position.x, position.y, vision.radius, commitment.cell, pairing.partner, *likes,
        cell.good, cell.amount, claim.holder, options.cell, options.cell_score,
    )  # fmt: skip
    choice.choose(
        *agents, *shape, clock.tick, rules.beta, mode.current, rules.claiming, rules.forage_rate,
        position.x, position.y, home.x, home.y, *seen[2:], *likes, quotes.ask, quotes.bid,
        cooldowns.partner, cooldowns.until, pairing.partner, cell.good, cell.amount, claim.holder,
        options.partner, options.partner_score, options.others, options.cell, options.cell_score,
        options.committed_before, options.searched, commitment.cell,
        intent.target_x, intent.target_y, intent.target, intent.activity,
    )  # fmt: skip

    out = events.room(len(position.x) // 2)
    paired = matching.consent(
        rows.worlds, rows.offsets, intent.target, *offers, pairing.partner,
        out.world, out.i, out.j, out.surplus_i, out.surplus_j,
    )  # fmt: skip
    events.added(paired, event=PAIR, reason=MUTUAL_CONSENT, rank=-1)

    first_edge = np.empty(len(rows.worlds) + 1, np.int64)
    listed = (options.committed_before, options.searched, commitment.cell)
    listing = (*agents, *shape, clock.tick, rules.beta, rules.foragers_pair, *seen, *listed, pairing.partner, *offers, first_edge)
    edge = edges.room(len(position.x))
    n_edges = matching.list_edges(*listing, edge.i, edge.j, edge.value)
    if n_edges > len(edge.i):
        edge = edges.room(n_edges)
        matching.list_edges(*listing, edge.i, edge.j, edge.value)
    taken = np.empty(len(position.x) // 2, np.int64)
    n_taken = matching.pair_best_first(
        rows.worlds, rows.offsets, first_edge, edge.i, edge.j, edge.value, options.best_edge, pairing.partner, taken
    )
    taken = taken[:n_taken]
    world_of = np.searchsorted(first_edge, taken, side="right")
    taken = taken[np.lexsort((edge.i[taken], -edge.value[taken], world_of))]  # as the fallback walks: best first
    out = events.room(n_taken)
    matching.seal(
        *agents, *shape, clock.tick, rules.beta, *seen, *listed, *offers, first_edge, edge.i, edge.j, edge.value, taken,
        intent.target_x, intent.target_y, intent.target, out.world, out.i, out.j, out.rank, out.surplus_i, out.surplus_j,
    )  # fmt: skip
    events.added(n_taken, event=PAIR, reason=FALLBACK)

    choice.choose_again(
        *agents, *shape, rules.beta, mode.current, rules.claiming, rules.forage_rate,
        position.x, position.y, home.x, home.y, vision.radius, *likes, pairing.partner, cell.good, cell.amount, claim.holder,
        commitment.cell, intent.target_x, intent.target_y, intent.target, intent.activity,
    )  # fmt: skip
    choice.mark_paired(rows.worlds, rows.offsets, pairing.partner, intent.activity)
