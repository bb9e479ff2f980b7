"""What a scenario looks like before it is written: a map in characters, its first ticks in a few lines, and what the run will cost."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from ...components.economy import Cell, Position
from ...engine.world import World
from ...scenarios.builder import build
from ...scenarios.economy.schema import EconomyScenario
from ..runs.launch import run

WIDTH, HEIGHT = 60, 24  # characters of the map, at most
TICKS = 50
BARS = "▁▂▃▄▅▆▇█"
SHOWN = {
    "n_trades": "trades in a tick",
    "utility_mean": "mean utility",
    "gini_goods": "Gini of goods",
    "mrs_dispersion": "dispersion of MRS",
    "resource_A": "A on the ground",
    "resource_B": "B on the ground",
}


def preview(scenario: EconomyScenario) -> Iterator[str]:
    """Yield the lines of a preview. The economy runs for its first ticks, in memory."""
    with build(scenario) as world:
        yield from map_of(world, scenario)
    yield ""
    yield from _course(scenario)


def map_of(world: World, scenario: EconomyScenario) -> Iterator[str]:
    """Yield the rows of a map: how many agents stand there (9 for more), else the good that lies there most, else a dot."""
    width, height = scenario.grid.width, scenario.grid.height
    block = max(1, math.ceil(width / WIDTH), math.ceil(height / HEIGHT))
    columns, rows = -(-width // block), -(-height // block)
    place = lambda x, y: (x // block) * rows + y // block  # noqa: E731
    position, cell = world[Position], world[Cell]
    people = np.bincount(place(position.x, position.y), minlength=columns * rows)
    x, y = np.divmod(np.arange(width * height), height)
    goods = [np.bincount(place(x, y), np.where(cell.good == good, cell.amount, 0), columns * rows) for good in (0, 1)]
    yield f"{scenario.agents} agents on {width} x {height} cells" + (f", each character {block} x {block} of them" if block > 1 else "")
    for row in range(rows):
        yield "".join(_character(int(people[k]), goods[0][k], goods[1][k]) for k in range(row, columns * rows, rows))
    yield "1-9 agents, a and b resources, . nothing"


def _character(people: int, a: float, b: float) -> str:
    if people:
        return str(min(people, 9))
    return "." if a + b == 0 else "a" if a >= b else "b"


def _course(scenario: EconomyScenario) -> Iterator[str]:
    """Yield a line for each of some numbers over the first ticks, and what a run will take."""
    ticks = min(TICKS, scenario.ticks)
    run(scenario, ticks=1, record="none").close()  # compiles what is not compiled yet, outside the clock
    began = perf_counter()
    with run(scenario, ticks=ticks, record="ticks") as first:
        spent = perf_counter() - began
        columns, trades, stepping = first.columns("ticks"), first.summary["trades"], first.manifest["seconds"]
    yield f"the first {ticks} ticks: {trades:,} trades"
    for name, label in SHOWN.items():
        values = columns[name][1:] if name == "n_trades" else columns[name]
        yield f"  {label:18} {sparkline(values)}  {_number(values[0])} to {_number(values[-1])}"
    seconds = spent - stepping + stepping / ticks * scenario.ticks
    yield f"a run of {scenario.ticks:,} ticks will take {_seconds(seconds)} (measured on these {ticks})"


def sparkline(values: Sequence[float] | NDArray[np.float64]) -> str:
    """Return a character for each value, higher for more; a space for what is not defined; the middle where all are the same."""
    numbers = np.asarray(values, float)
    defined = numbers[np.isfinite(numbers)]
    if len(defined) == 0:
        return " " * len(numbers)
    low, high = float(defined.min()), float(defined.max())
    step = (len(BARS) - 1) / (high - low) if high > low and math.isfinite(high - low) else 0.0
    level = lambda v: BARS[round((v - low) * step)] if step else BARS[3]  # noqa: E731
    return "".join(level(float(v)) if math.isfinite(v) else " " for v in numbers)


def _number(value: float) -> str:
    return f"{value:,.4g}" if math.isfinite(value) else "not defined"


def _seconds(seconds: float) -> str:
    if seconds < 0.1:
        return "less than 0.1 s"
    if seconds < 100:
        return f"about {seconds:,.1f} s"
    return f"about {seconds / 60:,.0f} minutes" if seconds < 7200 else f"about {seconds / 3600:,.0f} hours"
