"""What each place of an economy's file allows, where a number may be a list or a distribution."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...components.economy import PARAMETERS
from ..distributions import Range, ends, is_law, law_problems
from ..problems import Finding, shown
from ..schema import MOST
from ..yaml_source import Path
from .schema import EconomyScenario

HELD = {
    "A": Range(0, 10**12, whole=True),
    "B": Range(0, 10**12, whole=True),
    "M": Range(0, 10**12, whole=True),
    "lambda_money": Range(0.0, 1e9, above=True),
    "M_0": Range(0.0, 1e9),
}
SIGHT = Range(0, MOST, whole=True)
UNITS = Range(1, MOST, whole=True)
LENGTH = Range(0, MOST, whole=True)
POSITIVE = {
    "ces": ("wA", "wB"),
    "linear": ("vA", "vB"),
    "quadratic": ("A_star", "B_star", "sigma_A", "sigma_B"),
    "translog": ("alpha_A", "alpha_B"),
    "stone_geary": ("alpha_A", "alpha_B"),
}
NOT_NEGATIVE = {"quadratic": ("gamma",), "stone_geary": ("gamma_A", "gamma_B")}


def parameter_range(family: str, name: str) -> Range:
    """Return what a family allows a parameter to be."""
    if name in POSITIVE[family]:
        return Range(0.0, 1e9, above=True)
    return Range(0.0 if name in NOT_NEGATIVE.get(family, ()) else -1e9, 1e9)


def coordinate_range(cells: int) -> Range:
    """Return what a coordinate may be on a side of so many cells."""
    return Range(0, cells - 1, whole=True)


def drawn_places(scenario: EconomyScenario) -> Iterator[tuple[Path, Any, Range]]:
    """Yield every place where a number may be a distribution, what stands there, and what may."""
    for name, allowed in HELD.items():
        yield ("initial_inventories", name), getattr(scenario.initial_inventories, name), allowed
    if scenario.positions is not None:
        yield ("positions", "x"), scenario.positions.x, coordinate_range(scenario.grid.width)
        yield ("positions", "y"), scenario.positions.y, coordinate_range(scenario.grid.height)
    yield ("params", "vision_radius"), scenario.params.vision_radius, SIGHT
    if scenario.mode_schedule is not None and scenario.mode_schedule.type == "agent_specific":
        for name in ("forage_ticks", "trade_ticks", "offset"):
            yield ("mode_schedule", name), getattr(scenario.mode_schedule, name), LENGTH
    yield ("resource_seed", "amount"), scenario.resource_seed.amount, UNITS
    for k, entry in enumerate(scenario.utilities.mix):
        for name, value in entry.params.items():
            if name in PARAMETERS[entry.type]:
                yield ("utilities", "mix", k, "params", name), value, parameter_range(entry.type, name)


def place_problems(scenario: EconomyScenario) -> Iterator[Finding]:
    """Yield what is wrong with lists and distributions, wherever they stand."""
    for path, value, allowed in drawn_places(scenario):
        if is_law(value):
            yield from law_problems(path, value, allowed)
        elif isinstance(value, list) and len(value) != scenario.agents:
            rule = f"one number, or a list of {scenario.agents}, one for each agent"
            yield path, f"a list of {len(value)}", rule, "Correct the list, or `agents`."
        elif path[0] == "positions" and not allowed.admits(ends(value, allowed)[1]):
            yield path, shown(ends(value, allowed)[1]), f"a cell of the grid: {path[1]} <= {allowed.most:g}", "Count from 0."
    held = scenario.initial_inventories
    if held.correlation is not None and not (is_law(held.A) and is_law(held.B)):
        rule = "distributions for both A and B"
        yield ("initial_inventories", "correlation"), shown(held.correlation), rule, "Leave it out, or give distributions."
