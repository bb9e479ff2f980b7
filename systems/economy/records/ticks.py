"""A tick in a few numbers."""

from __future__ import annotations

import numpy as np

from ....components.economy import GOODS, MODES, Aggregates, Mode
from ....engine.telemetry.record import Record, Rows, record_columns
from ....engine.world import World


def read_ticks(world: World) -> Rows:
    """One row per world: its aggregates."""
    numbers, agents = world[Aggregates], world.tables["agents"]
    return np.arange(world.n_worlds + 1), {
        "mode": world[Mode].current,
        "n_agents": np.diff(agents.offsets),
        "n_trades": numbers.n_trades,
        "n_pairs": numbers.n_pairs,
        **{f"total_{good}": numbers.totals[:, k] for k, good in enumerate(GOODS)},
        **{f"resource_{good}": numbers.resources[:, k] for k, good in enumerate(GOODS[:2])},
        "utility_mean": numbers.utility_mean,
        "utility_min": numbers.utility_min,
        "gini_goods": numbers.gini_goods,
        "mrs_dispersion": numbers.mrs_dispersion,
    }


TICKS = Record("ticks", record_columns(
    ("mode", "i1", "1", "what agents may do", MODES),
    ("n_agents", "i8", "agent", "agents alive"),
    ("n_trades", "i8", "trade", "trades in this tick"),
    ("n_pairs", "i8", "pair", "pairs at the end of the tick"),
    ("total_A", "i8", "unit of good", "A in the hands of agents", (), True),
    ("total_B", "i8", "unit of good", "B in the hands of agents", (), True),
    ("total_M", "i8", "minor unit", "money in the hands of agents"),
    ("resource_A", "i8", "unit of good", "A on cells"),
    ("resource_B", "i8", "unit of good", "B on cells"),
    ("utility_mean", "f8", "util", "mean utility of goods in hand"),
    ("utility_min", "f8", "util", "least utility of goods in hand"),
    ("gini_goods", "f8", "1", "Gini coefficient of A + B in hand"),
    ("mrs_dispersion", "f8", "1", "standard deviation of the logarithm of the marginal rate of substitution"),
), read_ticks, in_summary=True)  # fmt: skip
