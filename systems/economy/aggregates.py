"""After the tick: the numbers of each world."""

from __future__ import annotations

import numpy as np

from ...components.economy import Aggregates, Inventory, Pairing, Quotes, Trade
from ...engine.columns import Mut, Res
from ...engine.events import Events
from ...engine.rows import Rows
from ...kernels import aggregates as counting
from .views import Ground


def aggregates(
    rows: Rows,
    inventory: Inventory,
    quotes: Quotes,
    pairing: Pairing,
    ground: Ground,
    numbers: Mut[Res[Aggregates]],
    trades: Events[Trade],
) -> None:
    """Count and sum what agents and cells hold.

    After   housekeeping
    """
    numbers.n_trades[rows.worlds] = trades.count_by_world(len(rows.offsets) - 1)[rows.worlds]
    cell_blocks = ground.rows.blocks
    held, found = np.empty((len(rows.blocks), 5), np.int64), np.empty((len(cell_blocks), 2), np.int64)
    log_rate = np.empty_like(quotes.rate)
    counting.count_agents(
        rows.blocks, rows.offsets, inventory.goods, inventory.money, quotes.rate, pairing.partner, held, log_rate,
    )  # fmt: skip
    counting.count_resources(cell_blocks, ground.cell.good, ground.cell.amount, found)
    counting.summarise(
        rows.worlds, rows.offsets, rows.blocks, cell_blocks, held, found, inventory.goods, quotes.level, log_rate,
        numbers.n_pairs, numbers.totals, numbers.resources, numbers.utility_mean, numbers.utility_min, numbers.gini_goods,
        numbers.mrs_dispersion,
    )  # fmt: skip
    for w in rows.worlds[np.isnan(numbers.gini_goods[rows.worlds])]:
        held = inventory.goods[rows.offsets[w] : rows.offsets[w + 1]].sum(axis=1)
        numbers.gini_goods[w] = counting.gini(np.sort(held))
