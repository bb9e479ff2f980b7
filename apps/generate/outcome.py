"""What candidates come to: each runs for some ticks, all as worlds of one batched table, and is measured in a few numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...engine.run import run_world
from ...kernels.jit import limit_threads
from ...scenarios.builder import build_world
from ...scenarios.models import ECONOMY
from ...scenarios.schema import Scenario
from ..runs.batch import threads_for
from ..runs.tally import Tally

Outcome = dict[str, float | None]
"""The columns of one run by name; None is what is not defined in it."""


@dataclass(frozen=True)
class Meaning:
    """What a column is: its unit, and what it says."""

    unit: str
    doc: str


_STATES = {
    "n_pairs": Meaning("pair", "pairs"),
    "total_A": Meaning("unit", "A in the hands of agents"),
    "total_B": Meaning("unit", "B in the hands of agents"),
    "total_M": Meaning("minor unit", "money in the hands of agents"),
    "resource_A": Meaning("unit", "A on cells"),
    "resource_B": Meaning("unit", "B on cells"),
    "utility_mean": Meaning("util", "mean utility of goods in hand"),
    "utility_min": Meaning("util", "least utility of goods in hand"),
    "gini_goods": Meaning("1", "Gini coefficient of A + B in hand"),
    "mrs_dispersion": Meaning("1", "standard deviation of the logarithm of the marginal rate of substitution"),
}
COLUMNS: dict[str, Meaning] = {
    "n_agents": Meaning("agent", "agents"),
    "agents": Meaning("agent", "the same, as the summary of a run calls it"),
    "n_trades": Meaning("trade", "trades, summed over the ticks"),
    "trades": Meaning("trade", "the same, as the summary of a run calls it"),
    "trading_ticks": Meaning("tick", "ticks in which somebody traded"),
    "utility_gained": Meaning("util", "utility of goods in hand, summed over agents: the end less the start"),
    **{name: Meaning(meaning.unit, f"{meaning.doc}, at the end") for name, meaning in _STATES.items()},
    **{f"{name}_start": Meaning(meaning.unit, f"{meaning.doc}, before the first tick") for name, meaning in _STATES.items()},
}
"""What a condition may name, and what candidates are compared by."""

MOST_ROWS = 500_000  # agents and cells in one batch; about 200 MB


def measure(
    scenarios: Sequence[Scenario], ticks: int, should_stop: Callable[[], bool] = lambda: False, threads: int | None = None
) -> list[Outcome] | None:
    """Run exchange economies for some ticks, each with its own seed, and return what each came to; None if it was stopped on the way."""
    found: list[Outcome] = []
    for part in batches(scenarios):
        outcomes = _measure(part, ticks, should_stop, threads)
        if outcomes is None:
            return None
        found += outcomes
    return found


def batches(scenarios: Sequence[Scenario]) -> Iterator[list[Scenario]]:
    """Yield the scenarios in order, as many together as one table should hold."""
    part: list[Scenario] = []
    rows = 0
    for scenario in scenarios:
        size = scenario.grid.width * scenario.grid.height + ECONOMY.size(scenario)
        if part and rows + size > MOST_ROWS:
            yield part
            part, rows = [], 0
        part.append(scenario)
        rows += size
    if part:
        yield part


def _measure(scenarios: list[Scenario], ticks: int, should_stop: Callable[[], bool], threads: int | None) -> list[Outcome] | None:
    with build_world(scenarios, [scenario.seed for scenario in scenarios], [ticks] * len(scenarios)) as world:
        limit_threads(threads_for(ECONOMY.count(world), threads))
        tally, trading = Tally(world, ECONOMY), np.zeros(len(scenarios), np.int64)
        everywhere = np.ones(len(scenarios), np.bool_)

        def after_tick(world: Any) -> None:
            tally.after_tick(world, everywhere)
            trading[:] += tally.record.read(world)[1]["n_trades"] > 0

        if run_world(world, after_tick, should_stop).stopped:
            return None
        last = tally.record.read(world)[1]
        found = []
        for w, scenario in enumerate(scenarios):
            summary = ECONOMY.wiring.summarise(world, w, tally.first(w), tally.totals(w))
            record = tally.record.in_parts(ECONOMY.parts(scenario))
            rows = {"": {name: values[w] for name, values in last.items()}, "_start": tally.first(w)}
            states = {
                f"{name}{when}": value
                for when, row in rows.items()
                for name, value in record.in_units({name: np.asarray(row[name]) for name in _STATES}).items()
            }
            counted = {"n_agents": summary["agents"], "n_trades": summary["trades"], "trading_ticks": trading[w]}
            found.append({name: _plain({**summary, **counted, **states}[name]) for name in COLUMNS})
        return found


def _plain(value: Any) -> float | None:
    number = value.item() if isinstance(value, np.generic | np.ndarray) else value
    return number if math.isfinite(number) else None
