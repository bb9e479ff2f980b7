"""What can be recorded of an exchange economy: the tables and columns that people's scripts rely on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...components.economy import (
    ACTIVITIES,
    BOUNDS,
    EVENTS,
    GOODS,
    MODES,
    MONEY_FORMS,
    REASONS,
    Aggregates,
    Cell,
    Commitment,
    Grid,
    Intent,
    Inventory,
    Mode,
    MoneyTaste,
    Pairing,
    Position,
    Quotes,
    Rules,
)
from ...engine.telemetry.record import Record, RecordColumn, Rows
from ...engine.world import World
from ...kernels.money import FLOOR

A, B = GOODS.index("A"), GOODS.index("B")
LINEAR, LOG = MONEY_FORMS.index("linear"), MONEY_FORMS.index("log")


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


def read_agents(world: World) -> Rows:
    """One row per agent."""
    agents = world.tables["agents"]
    w = agents.world_of
    inventory, intent, commitment = world[Inventory], world[Intent], world[Commitment].cell
    height = world[Grid].height[w]
    committed = commitment >= 0
    level = world[Quotes].level
    return agents.offsets, {
        "uid": agents.uid,
        "x": world[Position].x,
        "y": world[Position].y,
        "A": inventory.goods[:, A],
        "B": inventory.goods[:, B],
        "M": inventory.money,
        "utility_goods": level,
        "utility": level + _money_utility(world, w),
        "activity": intent.activity,
        "partner": agents.uids(w, world[Pairing].partner),
        "target_x": intent.target_x,
        "target_y": intent.target_y,
        "forage_x": np.where(committed, commitment // height, -1),
        "forage_y": np.where(committed, commitment % height, -1),
    }


def _money_utility(world: World, w: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what money adds to the utility of each agent (float64[N] [util]): nothing where it buys nothing."""
    rules, taste = world[Rules], world[MoneyTaste]
    result = np.zeros(len(w))
    if taste.weight.shape[1] > 0:
        money, form = world[Inventory].money / rules.money_unit[w], rules.money_form[w]
        weight, shift = taste.weight[:, 0], taste.shift[:, 0]
        result = np.where(form == LOG, weight * np.log(np.maximum(money + shift, FLOOR)), np.where(form == LINEAR, weight * money, 0.0))
    return result


def read_cells(world: World) -> Rows:
    """One row per cell that bears a resource, also while it is empty."""
    cells, cell = world.tables["cells"], world[Cell]
    bearing = np.flatnonzero(cell.good >= 0)
    w = np.searchsorted(cells.offsets, bearing, side="right") - 1
    x, y = np.divmod(bearing - cells.offsets[w], world[Grid].height[w])
    offsets = np.searchsorted(bearing, cells.offsets)
    return offsets, {"x": x, "y": y, "good": cell.good[bearing], "amount": cell.amount[bearing]}


def read_trades(world: World) -> Rows:
    """One row per exchange, in order."""
    rows = world.events["trades"].rows()
    w = rows["world"]
    return np.searchsorted(w, np.arange(world.n_worlds + 1)), {
        "x": rows["x"],
        "y": rows["y"],
        "buyer": rows["buyer"],
        "seller": rows["seller"],
        "good": rows["good"],
        "medium": rows["medium"],
        "quantity": rows["quantity"],
        "payment": rows["payment"],
        "price": rows["price"],
        "surplus_buyer": rows["gain_buyer"],
        "surplus_seller": rows["gain_seller"],
    }


def read_pairings(world: World) -> Rows:
    """One row per pairing or parting, in order."""
    rows = world.events["pairings"].rows()
    w = rows["world"]
    return np.searchsorted(w, np.arange(world.n_worlds + 1)), {
        "i": rows["i"],
        "j": rows["j"],
        "event": rows["event"],
        "reason": rows["reason"],
        "rank": rows["rank"],
        "surplus_i": rows["surplus_i"],
        "surplus_j": rows["surplus_j"],
    }


def read_lambda_updates(world: World) -> Rows:
    """One row per change of an agent's lambda, in order."""
    rows = world.events["lambda_updates"].rows()
    w = rows["world"]
    return np.searchsorted(w, np.arange(world.n_worlds + 1)), {
        "uid": rows["agent"],
        "lambda_old": rows["old"],
        "lambda_new": rows["new"],
        "lambda_hat_A": rows["hat_a"],
        "lambda_hat_B": rows["hat_b"],
        "lambda_hat": rows["hat"],
        "clamped": rows["bound"],
    }


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


def _columns(*lines: tuple[Any, ...]) -> tuple[RecordColumn, ...]:
    return tuple(RecordColumn(*line) for line in lines)


RECORDS = (
    Record("ticks", _columns(
        ("mode", "i1", "1", "what agents may do", MODES),
        ("n_agents", "i8", "agent", "agents alive"),
        ("n_trades", "i8", "trade", "trades in this tick"),
        ("n_pairs", "i8", "pair", "pairs at the end of the tick"),
        ("total_A", "i8", "unit of good", "A in the hands of agents"),
        ("total_B", "i8", "unit of good", "B in the hands of agents"),
        ("total_M", "i8", "minor unit", "money in the hands of agents"),
        ("resource_A", "i8", "unit of good", "A on cells"),
        ("resource_B", "i8", "unit of good", "B on cells"),
        ("utility_mean", "f8", "util", "mean utility of goods in hand"),
        ("utility_min", "f8", "util", "least utility of goods in hand"),
        ("gini_goods", "f8", "1", "Gini coefficient of A + B in hand"),
        ("mrs_dispersion", "f8", "1", "standard deviation of the logarithm of the marginal rate of substitution"),
    ), read_ticks, in_summary=True),
    Record("agents", _columns(
        ("uid", "i8", "1", "the agent"),
        ("x", "i4", "cell", "column of the grid"),
        ("y", "i4", "cell", "row of the grid"),
        ("A", "i8", "unit of good", "amount of A in hand"),
        ("B", "i8", "unit of good", "amount of B in hand"),
        ("M", "i8", "minor unit", "money in hand"),
        ("utility_goods", "f8", "util", "utility of goods in hand"),
        ("utility", "f8", "util", "utility of goods and money in hand"),
        ("activity", "i1", "1", "what it did", ACTIVITIES),
        ("partner", "i8", "1", "uid of the partner, -1 for none"),
        ("target_x", "i4", "cell", "column it walks to, -1 for nowhere"),
        ("target_y", "i4", "cell", "row it walks to, -1 for nowhere"),
        ("forage_x", "i4", "cell", "column of the cell it is committed to, -1 for none"),
        ("forage_y", "i4", "cell", "row of the cell it is committed to, -1 for none"),
    ), read_agents),
    Record("cells", _columns(
        ("x", "i4", "cell", "column of the grid"),
        ("y", "i4", "cell", "row of the grid"),
        ("good", "i1", "1", "kind of resource", GOODS),
        ("amount", "i4", "unit of good", "what can be harvested"),
    ), read_cells),
    Record("trades", _columns(
        ("x", "i4", "cell", "column on which the buyer stood"),
        ("y", "i4", "cell", "row on which the buyer stood"),
        ("buyer", "i8", "1", "uid of who got the good"),
        ("seller", "i8", "1", "uid of who gave it"),
        ("good", "i1", "1", "what was sold", GOODS),
        ("medium", "i1", "1", "what it was paid with", GOODS),
        ("quantity", "i8", "unit of good", "of the good"),
        ("payment", "i8", "unit of good", "of the medium"),
        ("price", "f8", "medium per good", "price agreed, before the payment was rounded"),
        ("surplus_buyer", "f8", "util", "gain in utility of the buyer"),
        ("surplus_seller", "f8", "util", "gain in utility of the seller"),
    ), read_trades, is_event=True, in_summary=True),
    Record("pairings", _columns(
        ("i", "i8", "1", "uid of the agent whose list it was, else of the lower one"),
        ("j", "i8", "1", "uid of the other one"),
        ("event", "i1", "1", "pair or unpair", EVENTS),
        ("reason", "i1", "1", "why", REASONS),
        ("rank", "i4", "1", "fallback: partners that i would have preferred to j; else -1"),
        ("surplus_i", "f8", "B per A", "overlap of quotes as i sees it; NaN when they part"),
        ("surplus_j", "f8", "B per A", "overlap of quotes as j sees it; NaN when they part"),
    ), read_pairings, is_event=True, in_summary=True),
    Record("lambda_updates", _columns(
        ("uid", "i8", "1", "the agent"),
        ("lambda_old", "f8", "util per major unit", "marginal utility of money before"),
        ("lambda_new", "f8", "util per major unit", "marginal utility of money now"),
        ("lambda_hat_A", "f8", "util per major unit", "marginal utility of A over its price in view"),
        ("lambda_hat_B", "f8", "util per major unit", "marginal utility of B over its price in view"),
        ("lambda_hat", "f8", "util per major unit", "the lesser of the two, towards which lambda moved"),
        ("clamped", "i1", "1", "the bound at which it was held", BOUNDS),
    ), read_lambda_updates, is_event=True),
)  # fmt: skip
