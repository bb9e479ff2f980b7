"""The Edgeworth box of two people: what they could agree on, and what theories of bargaining pick of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ....components.economy import FAMILIES
from ....engine.errors import EngineError
from ....kernels.demand import IRREGULAR, standing
from ....kernels.edgeworth import frontier
from .equilibrium import Equilibrium, find_equilibrium
from .exchange import Exchange

Point = tuple[float, float]
Points = NDArray[np.float64]
STONE_GEARY = FAMILIES.index("stone_geary")
HALVINGS = 60
GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class EdgeworthBox:
    """The box of an economy of two. Points are bundles (A, B) of the first person [unit]; the second has the rest.

    economy            the two and their endowments
    contract           float64[K, 2]: the contract curve, all Pareto-efficient divisions, from the worst for the first person
    core               float64[L, 2]: its part at which neither is worse off than at the start; one point if there is nothing to gain
    core_utilities     float64[L, 2] [util]: of both, along the core
    equilibrium        competitive equilibrium of the endowments, or why there is none
    nash               where the product of both gains is greatest
    kalai_smorodinsky  where both gain the same share of the most that each could gain
    """

    economy: Exchange
    contract: Points
    core: Points
    core_utilities: Points
    equilibrium: Equilibrium
    nash: Point
    kalai_smorodinsky: Point

    @property
    def endowment(self) -> Point:
        """What the first person owns."""
        return float(self.economy.goods[0, 0]), float(self.economy.goods[0, 1])

    def utilities(self, point: Point) -> Point:
        """Return the utilities of both at a point."""
        first = np.array(point, float)
        found = self.economy.utilities(np.array([first, np.maximum(self.economy.totals - first, 0.0)]))
        return float(found[0]), float(found[1])


def edgeworth_box(economy: Exchange, points: int = 101) -> EdgeworthBox:
    """Return the Edgeworth box of an economy of two people.

    points  of the contract curve, and of the core; >= 2

    The solutions take the endowments as the point of disagreement, and utilities as the families state them.
    Raises EngineError unless there are two people with convex preferences, above subsistence, and some of both goods.

    Source  Nash 1950, Econometrica 18(2): 155-162; Kalai & Smorodinsky 1975, Econometrica 43(3): 513-518.
    """
    if len(economy) != 2:
        raise EngineError("edgeworth", f"{len(economy)} people", "2")
    if points < 2:
        raise EngineError("edgeworth", f"{points} points", "at least 2")
    if (economy.totals <= 0.0).any():
        raise EngineError("edgeworth", f"totals {economy.totals.tolist()}", "some of both goods")
    if any(standing(economy.family[i], *economy.parameters[i], *economy.totals) == IRREGULAR for i in range(2)):
        raise EngineError("edgeworth", "preferences that are not convex", "convex ones", "See EquilibriumStatus.IRREGULAR.")
    needs = np.where(economy.family == STONE_GEARY, economy.parameters[:, 2:4].T, 0.0).T
    if (economy.goods < needs).any():
        raise EngineError("edgeworth", "somebody below subsistence", "more of both goods than stone_geary needs", "Endow them with more.")
    owned = economy.utilities()
    swapped = Exchange(economy.family[::-1].copy(), economy.parameters[::-1].copy(), economy.goods[::-1].copy())
    top = economy.totals - _frontier(swapped, np.array([-np.inf]))[0][0]  # the best of all for the first person
    levels = np.array([_first(economy, top * t) for t in np.linspace(0.0, 1.0, points)[:-1]])
    contract, _ = _with_end(economy, _frontier(economy, np.minimum(levels, _first(economy, top))), top)
    end = economy.totals - _frontier(swapped, owned[1:])[0][0]  # the best for the first if the second does not lose
    most = _first(economy, end)
    if most <= owned[0] + 1e-9 * (1.0 + abs(owned[0])):
        core, core_utilities = economy.goods[:1].copy(), owned[None].copy()
        return EdgeworthBox(economy, contract, core, core_utilities, find_equilibrium(economy), _point(core[0]), _point(core[0]))
    levels = np.linspace(owned[0], most, points)
    core, core_utilities = _with_end(economy, _frontier(economy, levels[:-1]), end)
    gains = lambda level: (_frontier(economy, np.array([level]))[1][0] - owned).clip(0.0)  # noqa: E731
    nash = _greatest(lambda level: float(np.prod(gains(level))), levels)
    best = np.array([most, core_utilities[0, 1]]) - owned
    kalai = _root(lambda level: gains(level)[1] / best[1] - gains(level)[0] / best[0], float(owned[0]), most)
    picked = _frontier(economy, np.array([nash, kalai]))[0]
    return EdgeworthBox(economy, contract, core, core_utilities, find_equilibrium(economy), _point(picked[0]), _point(picked[1]))


def _point(bundle: Points) -> Point:
    return float(bundle[0]), float(bundle[1])


def _first(economy: Exchange, bundle: Points) -> float:
    return float(economy.utilities(np.array([bundle, bundle]))[0])


def _frontier(economy: Exchange, levels: NDArray[np.float64]) -> tuple[Points, Points]:
    """Return for each level of the first person the best division for the second: (bundles of the first, utilities of both)."""
    bundles, utilities = np.empty((len(levels), 2)), np.empty((len(levels), 2))
    frontier(economy.family, economy.parameters, economy.totals, levels, bundles, utilities)
    return bundles, utilities


def _with_end(economy: Exchange, found: tuple[Points, Points], end: Points) -> tuple[Points, Points]:
    """Append the last point of a curve, which the first person reaches nowhere else; drop levels out of reach by rounding."""
    bundles, utilities = np.concatenate([found[0], end[None]]), np.concatenate([found[1], np.empty((1, 2))])
    utilities[-1] = economy.utilities(np.array([end, np.maximum(economy.totals - end, 0.0)]))
    reached = np.isfinite(utilities).all(axis=1)
    return bundles[reached], utilities[reached]


def _greatest(objective: Callable[[float], float], places: NDArray[np.float64]) -> float:
    """Return where an objective is greatest: near the best of some places."""
    best = int(np.argmax([objective(float(place)) for place in places]))
    low, high = float(places[max(best - 1, 0)]), float(places[min(best + 1, len(places) - 1)])
    for _ in range(HALVINGS):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        if objective(left) < objective(right):
            low = left
        else:
            high = right
    return 0.5 * (low + high)


def _root(falling: Callable[[float], float], low: float, high: float) -> float:
    """Return where a falling function passes 0."""
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if falling(middle) > 0.0:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
