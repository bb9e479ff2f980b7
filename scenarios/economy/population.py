"""Who lives in an economy at its start: what each agent holds, likes and sees, and where it stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...components.economy import FAMILIES, PARAMETERS
from ...systems.generation.draws import draw_shares
from ...systems.generation.population import draw_dirichlet
from ...systems.generation.quantiles import correlate
from ..distributions import is_law
from ..draws import draw, values_at
from .ranges import HELD, SIGHT, UNITS, coordinate_range, parameter_range
from .rules import FLOOR, PRESETS
from .schema import EconomyScenario

WIDTH = max(len(names) for names in PARAMETERS.values())


def draw_holding(scenario: EconomyScenario, seed: int, name: str) -> NDArray[np.float64]:
    """Return what each agent has of "A", "B", "M", "lambda_money" or "M_0", as the file says it, float64[agents]; 0 if it does not.

    Draws  stream "initial NAME", by agent. A correlation brings the shares of B to those of A.
    """
    held = scenario.initial_inventories
    value, allowed = getattr(held, name), HELD[name]
    if name == "B" and held.correlation is not None and is_law(value):
        first, own = (draw_shares(seed, f"initial {good}", scenario.agents) for good in "AB")
        return values_at(value, allowed, correlate(first, own, held.correlation))
    return draw(0 if value is None else value, allowed, seed, f"initial {name}", scenario.agents)


def draw_weights(scenario: EconomyScenario, seed: int) -> list[float]:
    """Return the weights of the mix in this world: those of the file, or drawn around them."""
    weights, shares = [entry.weight for entry in scenario.utilities.mix], scenario.utilities.shares
    return weights if shares is None else draw_dirichlet(seed, [shares.dirichlet * weight for weight in weights])


def draw_preferences(scenario: EconomyScenario, seed: int, entry: NDArray[np.int64]) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """Return the family of each agent, int8[agents], and its parameters in the family's order, float64[agents, 6], unused ones 0.

    entry  int64[agents]: which entry of the mix each agent has
    Draws  stream "preference NAME" of each parameter that is a distribution, by agent
    """
    families, parameters = np.empty(len(entry), np.int8), np.zeros((len(entry), WIDTH))
    for k, part in enumerate(scenario.utilities.mix):
        mine = entry == k
        families[mine] = FAMILIES.index(part.type)
        if part.type == "ces" and PRESETS[scenario.rules]["missing_good_counts"]:
            parameters[mine, len(PARAMETERS["ces"])] = FLOOR
        for column, name in enumerate(PARAMETERS[part.type]):
            value, allowed = part.params.get(name, 0.0), parameter_range(part.type, name)
            if isinstance(value, int | float):
                parameters[mine, column] = value
            else:
                parameters[mine, column] = draw(value, allowed, seed, f"preference {name}", len(entry))[mine]
    return families, parameters


def draw_sight(scenario: EconomyScenario, seed: int) -> NDArray[np.float64]:
    """Return how far each agent sees, float64[agents], whole numbers. Draws  stream "vision", by agent."""
    return draw(scenario.params.vision_radius, SIGHT, seed, "vision", scenario.agents)


def draw_places(scenario: EconomyScenario, seed: int) -> NDArray[np.int64] | None:
    """Return the cell of each agent, int64[agents], or None if the file does not say. Draws  streams "x" and "y", by agent."""
    if scenario.positions is None:
        return None
    grid, at, n = scenario.grid, scenario.positions, scenario.agents
    x = draw(at.x, coordinate_range(grid.width), seed, "x", n)
    y = draw(at.y, coordinate_range(grid.height), seed, "y", n)
    return (x * grid.height + y).astype(np.int64)


def draw_amounts(scenario: EconomyScenario, seed: int, cells: int) -> NDArray[np.float64]:
    """Return what each cell would bear, float64[cells], whole numbers. Draws  stream "resource amounts", by cell."""
    return draw(scenario.resource_seed.amount, UNITS, seed, "resource amounts", cells)
