"""Phase 2 as the original's last engine has it: all agents search and set out, and then all are matched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...components.economy import (
    EVENTS,
    REASONS,
    Commitment,
    Cooldowns,
    Grid,
    Home,
    Intent,
    Inventory,
    Mode,
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
from ...kernels import claims, space
from ...kernels import search_and_match as searching
from .views import SearchedGround

PAIR = EVENTS.index("pair")
MUTUAL_CONSENT, GREEDY_FALLBACK = REASONS.index("mutual_consent"), REASONS.index("greedy_fallback")


def search_and_match(
    rows: Rows,
    position: Position,
    home: Home,
    vision: Vision,
    inventory: Inventory,
    preferences: Preferences,
    quotes: Quotes,
    cooldowns: Mut[Cooldowns],
    commitment: Mut[Commitment],
    pairing: Mut[Pairing],
    intent: Mut[Intent],
    ground: SearchedGround,
    grid: Res[Grid],
    rules: Res[Rules],
    mode: Res[Mode],
    clock: Res[Clock],
    events: Events[PairingEvent],
) -> None:
    """Release stale claims; look around; set out in turn; pair first choices that agree, then the best of the others.

    Keeps   pairing mutual; at most one claim on a cell
    After   decision       Before  movement
    Source  economy.md section 2.8: H. An agent that wants somebody and is not paired goes there all the same (no pass 3b).
    """
    n, cell, claim = len(position.x), ground.cell, ground.claim
    starts, shape = (rows.offsets, ground.rows.offsets), (grid.width, grid.height, grid.torus)
    quoted, avoided = (quotes.ask, quotes.bid), (cooldowns.partner, cooldowns.until)
    targets = (intent.target_x, intent.target_y, intent.target, intent.activity)

    claims.release_stale(
        ground.rows.blocks, *starts, grid.height, rules.claiming, position.x, position.y, intent.target_x, intent.target_y,
        commitment.cell, claim.holder,
    )  # fmt: skip
    order = np.empty(n, np.int32)
    everyone = np.ones(n, np.bool_)
    space.cell_list(rows.worlds, *starts, grid.height, everyone, position.x, position.y, ground.list.end, order)
    length, best, best_value = np.zeros(n, np.int64), np.full(n, -1, np.int32), np.zeros(n)

    def list_partners(first: NDArray[np.int64], room: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        partner, value = np.empty(room.sum(), np.int32), np.empty(room.sum())
        searching.list_partners(
            rows.blocks, *starts, *shape, clock.tick, rules.beta, mode.current, rules.unit, position.x, position.y, vision.radius, *quoted,
            inventory.goods, cell.amount, commitment.cell, pairing.partner, *avoided, ground.list.end, order, first, room,
            length, best, best_value, partner, value,
        )  # fmt: skip
        return partner, value

    list_partners(np.zeros(n, np.int64), np.zeros(n, np.int64))  # how many
    room, first = length.copy(), np.cumsum(length) - length
    partner, value = list_partners(first, room)
    searching.set_out(
        rows.worlds, *starts, *shape, rules.beta, mode.current, rules.claiming, rules.forage_rate, rules.unit, position.x, position.y,
        home.x, home.y, vision.radius, inventory.goods, preferences.family, preferences.parameters, quotes.level, pairing.partner,
        cell.good, cell.amount, claim.holder, best, best_value, commitment.cell, *targets,
    )  # fmt: skip

    def keep(count: int, out: PairingEvent, reason: int) -> None:
        searching.seal(
            count, out.world, out.i, out.j, rows.offsets, rules.unit, position.x, position.y, *quoted, inventory.goods, *avoided, *targets,
            out.surplus_i, out.surplus_j,
        )  # fmt: skip
        events.added(count, event=PAIR, reason=reason, rank=-1)

    out = events.room(n // 2)
    agreed = searching.consent(rows.worlds, rows.offsets, best, pairing.partner, out.world, out.i, out.j)
    keep(agreed, out, MUTUAL_CONSENT)
    lists = np.repeat(np.arange(n), length)
    world = rows.world_of(lists)
    best_first = np.lexsort((partner, lists, -value, world))
    out = events.room(n // 2)
    paired = searching.pair_greedily(best_first, world, lists, partner, rows.offsets, pairing.partner, out.world, out.i, out.j)
    keep(paired, out, GREEDY_FALLBACK)


def searches_first(rules: Res[Rules]) -> NDArray[np.bool_]:
    """Return for each world whether agents search first, and are matched then."""
    return rules.search_first


def decides_in_passes(rules: Res[Rules]) -> NDArray[np.bool_]:
    """Return for each world whether agents decide in the passes of the money era."""
    return ~rules.search_first
