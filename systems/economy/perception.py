"""Phase 1: agents see who is around them, free to trade."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...components.economy import Commitment, Grid, Horizon, Institution, Inventory, Market, Position, Protocols, Quotes, Rules, Vision
from ...engine.columns import Mut, Res
from ...engine.rows import Rows
from ...kernels import market
from ...kernels.jit import threads
from .search import sight
from .views import ListedGround


def perception(
    rows: Rows,
    position: Position,
    vision: Vision,
    commitment: Commitment,
    institution: Institution,
    quotes: Quotes,
    inventory: Inventory,
    offers: Mut[Market],
    ground: ListedGround,
    grid: Res[Grid],
    rules: Res[Rules],
    protocols: Res[Protocols],
    horizon: Mut[Res[Horizon]],
) -> None:
    """List the agents that are not out foraging by cell, so that whoever looks around finds neighbours without asking everyone.

    After   mode           Before  decision
    """
    radius = sight(rows.offsets, vision, rules, protocols)
    farthest = np.empty(len(rows.blocks), np.int32)
    market.find_free(
        rows.blocks, rows.offsets, ground.rows.offsets, institution.mode, radius, commitment.cell, ground.cell.amount,
        offers.free, farthest,
    )  # fmt: skip
    horizon.longest[rows.worlds] = 0
    np.maximum.at(horizon.longest, rows.blocks[:, 0], farthest)
    parts = cut_columns(rows.worlds, grid.width)
    listed = np.empty(len(parts), np.int64)
    market.count_listed(parts, rows.offsets, ground.rows.offsets, grid.height, position.x, position.y, offers.free, ground.list.end, listed)
    market.open_market(
        parts, rows.offsets, ground.rows.offsets, grid.height, rules.exchanges, position.x, position.y, radius,
        commitment.cell, quotes.ask, quotes.bid, inventory.goods, inventory.money, offers.barters,
        offers.free, ground.list.end, offers.trader, offers.x, offers.offer, listed,
    )  # fmt: skip


def cut_columns(worlds: NDArray[np.int64], width: NDArray[np.int32]) -> NDArray[np.int64]:
    """Cut grids into parts of as many columns, (world, first column, last column + 1), so that there is one for each thread."""
    wanted = -(-threads() // max(len(worlds), 1))
    cuts = np.arange(wanted + 1) * width[worlds].astype(np.int64)[:, None] // wanted
    return np.stack([np.repeat(worlds, wanted), cuts[:, :-1].ravel(), cuts[:, 1:].ravel()], axis=1)
