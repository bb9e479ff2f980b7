"""Phase 1: agents see who is around them, free to trade."""

from __future__ import annotations

from ...components.economy import Commitment, Grid, Horizon, Inventory, Market, Mode, Position, Quotes, Rules, Vision
from ...engine.columns import Mut, Res
from ...engine.rows import Rows
from ...kernels import market
from .views import ListedGround


def perception(
    rows: Rows,
    position: Position,
    vision: Vision,
    commitment: Commitment,
    quotes: Quotes,
    inventory: Inventory,
    offers: Mut[Market],
    ground: ListedGround,
    grid: Res[Grid],
    rules: Res[Rules],
    mode: Res[Mode],
    horizon: Mut[Res[Horizon]],
) -> None:
    """List the agents that are not out foraging by cell, so that whoever looks around finds neighbours without asking everyone.

    After   mode           Before  decision
    """
    market.open_market(
        rows.worlds, rows.offsets, ground.rows.offsets, grid.height, mode.current, rules.exchanges, position.x, position.y,
        vision.radius, commitment.cell, ground.cell.amount, quotes.ask, quotes.bid, inventory.goods, inventory.money, offers.barters,
        offers.free, ground.list.end, offers.trader, offers.x, offers.offer, horizon.longest,
    )  # fmt: skip
