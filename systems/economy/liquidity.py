"""Before perception: who barters in a world in which money drives barter out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...components.economy import Grid, Institution, Inventory, Market, Position, Quotes, Rules, Vision
from ...engine.columns import Mut, Res
from ...engine.rows import Rows
from ...kernels import liquidity as depth
from ...kernels import space
from .views import ListedGround


def liquidity(
    rows: Rows,
    position: Position,
    vision: Vision,
    institution: Institution,
    inventory: Inventory,
    quotes: Quotes,
    offers: Mut[Market],
    ground: ListedGround,
    grid: Res[Grid],
    rules: Res[Rules],
) -> None:
    """Count the sellers for money that each agent sees; who sees few barters, and whom the gate does not concern.

    After   requote        Before  perception
    """
    sells, order = np.empty(len(position.x), np.bool_), np.empty(len(position.x), np.int32)
    depth.mark_sellers(rows.worlds, rows.offsets, rules.epsilon, rules.sellers_hold, inventory.goods, quotes.ask, sells)
    space.cell_list(rows.worlds, rows.offsets, ground.rows.offsets, grid.height, sells, position.x, position.y, ground.list.end, order)
    depth.count_sellers(
        rows.blocks, ground.rows.offsets, grid.width, grid.height, grid.torus, rules.min_quotes, institution.open, position.x, position.y,
        vision.radius, ground.list.end, offers.barters,
    )  # fmt: skip


def is_gated(rules: Res[Rules]) -> NDArray[np.bool_]:
    """Return for each world whether barter depends on how many sellers for money an agent sees."""
    return rules.gated
