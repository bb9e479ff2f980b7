"""What a run came to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....components.economy import Aggregates
from ....engine.world import World


def summarise(world: World, w: int, first: Mapping[str, Any], totals: Mapping[str, int]) -> dict[str, int | float]:
    """Return the outcome of world `w`: trades, utility gained since the `first` row of ticks, inequality, dispersion."""
    numbers, agents = world[Aggregates], world.tables["agents"]
    n_agents = int(agents.offsets[w + 1] - agents.offsets[w])
    return {
        "agents": n_agents,
        "trades": totals["n_trades"],
        "utility_gained": (float(numbers.utility_mean[w]) - float(first["utility_mean"])) * n_agents,
        "utility_mean": float(numbers.utility_mean[w]),
        "gini_goods": float(numbers.gini_goods[w]),
        "mrs_dispersion": float(numbers.mrs_dispersion[w]),
    }


SUMMED = ("n_trades",)
"""Columns of `ticks` whose sums `summarise` asks for."""

LABELS = {
    "agents": "agents",
    "trades": "trades",
    "utility_gained": "utility gained",
    "gini_goods": "Gini of goods",
    "mrs_dispersion": "dispersion of MRS",
}
"""What the closing table of a run shows of the summary, and how it calls it."""
