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
    counting.summarise(
        rows.worlds, rows.offsets, ground.rows.offsets, inventory.goods, inventory.money, quotes.level, quotes.rate, pairing.partner,
        ground.cell.good, ground.cell.amount, numbers.n_pairs, numbers.totals, numbers.resources, numbers.utility_mean,
        numbers.utility_min, numbers.gini_goods, numbers.mrs_dispersion,
    )  # fmt: skip
    for w in rows.worlds[np.isnan(numbers.gini_goods[rows.worlds])]:
        held = inventory.goods[rows.offsets[w] : rows.offsets[w + 1]].sum(axis=1)
        numbers.gini_goods[w] = counting.gini(np.sort(held))
