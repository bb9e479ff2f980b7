"""Competitive equilibrium with money: prices of A and B in money, which people like too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ....components.economy import FAMILIES
from ....engine.errors import EngineError
from ....kernels.demand import HUNGRY, IRREGULAR, UNKNOWN, standing
from ....kernels.demand.with_money import demand_with_money
from ....kernels.planner import plan
from .equilibrium import EquilibriumStatus
from .exchange import Exchange

FORMS = ("linear", "log")
CLEAR = 1e-7  # of all goods: what may be left over by rounding
NEAR = 1e-6  # relative: prices between which a jump is shared out are as near as that
CONCAVE = 1e-7  # of utility: what a share of a jump may cost
POINTS = 4
WITH_EDGES = [FAMILIES.index(name) for name in ("stone_geary", "translog")]


@dataclass(frozen=True)
class MoneyEquilibrium:
    """The competitive equilibrium of an economy with money, or why there is none.

    status   ONE_FOUND where there is one, never more: that there is no other is not told; `status.value` says it in words
    prices   float64[2] [money/unit]: of A and B; NaN where there is none
    bundles  float64[N, 2] [unit]: goods that everyone holds in equilibrium; None where there is none
    money    float64[N]: money that everyone holds then; None where there is none
    """

    status: EquilibriumStatus
    prices: NDArray[np.float64]
    bundles: NDArray[np.float64] | None
    money: NDArray[np.float64] | None

    def __bool__(self) -> bool:
        return self.bundles is not None


def find_money_equilibrium(
    economy: Exchange, money: Any, lambda_money: Any = 1.0, form: Literal["linear", "log"] = "linear", shift: Any = 0.0
) -> MoneyEquilibrium:
    """Return the competitive equilibrium of people who own goods and money; nobody can spend more than they own.

    money         what each owns, >= 0; one number for all, or one each
    lambda_money  how much money is worth, > 0: utility of money is lambda x M (linear) or lambda x ln(M + M_0) (log)
    form          "linear" or "log"
    shift         M_0 of logarithmic utility, >= 0

    A price of B is sought for each price of A, then a price of A. What is found is checked: goods are all given out,
    by prices next to each other, and shares of a jump are as good as what was demanded. Raises EngineError for bad money.

    Source  Mas-Colell, Whinston & Green 1995, Microeconomic Theory, chapters 10.C (quasilinear economies) and 17.
    """
    n = len(economy)
    if form not in FORMS:
        raise EngineError("form", repr(form), " or ".join(map(repr, FORMS)))
    own = np.empty((n, 6))
    own[:, :2] = economy.goods
    for k, (name, values, least) in enumerate((("money", money, 0.0), ("lambda_money", lambda_money, 1e-300), ("shift", shift, 0.0))):
        given = np.asarray(values, float)
        if given.ndim > 1 or given.shape not in ((), (n,)) or not (np.isfinite(given).all() and (given >= least).all()):
            raise EngineError(name, repr(values), f"one number, or {n}, {'>' if least else '>='} 0")
        own[:, 2 + k] = given
    own[:, 5] = FORMS.index(form)
    if n == 0 or (economy.totals <= 0.0).any():
        return _none(EquilibriumStatus.NO_MARKET)
    known = min(standing(f, *p, *g) for f, p, g in zip(economy.family, economy.parameters, economy.goods, strict=True))
    if known <= HUNGRY:
        return _none(EquilibriumStatus.IRREGULAR if known == IRREGULAR else EquilibriumStatus.SUBSISTENCE)
    prices, weights, points = np.empty((POINTS, 2)), np.empty(POINTS), np.empty((POINTS, n, 2))
    plan(economy.family, economy.parameters, own, np.ones(n, np.int64), economy.totals, prices, weights, points)
    return _checked(economy, own, prices, weights, points)


def _none(status: EquilibriumStatus) -> MoneyEquilibrium:
    return MoneyEquilibrium(status, np.full(2, np.nan), None, None)


def _checked(
    economy: Exchange, own: NDArray[np.float64], prices: NDArray[np.float64], weights: NDArray[np.float64], points: NDArray[np.float64]
) -> MoneyEquilibrium:
    """Return what was found if it is an equilibrium."""
    used = weights > 0.0
    mean = weights @ prices
    bundles = np.einsum("j,jkg->kg", weights, points)
    left = own[:, :2] @ mean + own[:, 2] - bundles @ mean
    apart = np.abs(prices[used] / mean - 1.0).max() if (mean > 0.0).all() else np.inf
    unclear = np.abs(bundles.sum(axis=0) - economy.totals) > CLEAR * economy.totals
    if apart > NEAR or unclear.any() or left.min() < -CLEAR * (left.sum() + bundles.sum(axis=0) @ mean):
        return _none(EquilibriumStatus.NONE_FOUND)
    if _guessed(economy, own, prices[used]):
        return _none(EquilibriumStatus.SUBSISTENCE)
    left = left.clip(0.0)
    utility = _utilities(economy, own, bundles, left)
    demanded = np.zeros(len(economy))
    for j in np.flatnonzero(used):
        kept = (own[:, :2] @ prices[j] + own[:, 2] - points[j] @ prices[j]).clip(0.0)
        demanded += weights[j] * _utilities(economy, own, points[j], kept)
    if (utility < demanded - CONCAVE * (1.0 + np.abs(demanded))).any():
        return _none(EquilibriumStatus.NONE_FOUND)
    return MoneyEquilibrium(EquilibriumStatus.ONE_FOUND, mean, bundles, left)


def _utilities(
    economy: Exchange, own: NDArray[np.float64], bundles: NDArray[np.float64], money: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return everyone's utility of goods and money, float64[N]."""
    logarithmic = own[:, 3] * np.log(np.maximum(money + own[:, 4], 1e-12))
    return economy.utilities(bundles) + np.where(own[:, 5] > 0, logarithmic, own[:, 3] * money)


def _guessed(economy: Exchange, own: NDArray[np.float64], prices: NDArray[np.float64]) -> bool:
    """Return whether at one of the prices somebody cannot pay for subsistence, or has no best bundle that is known."""
    for i in np.flatnonzero(np.isin(economy.family, WITH_EDGES)):
        for price_a, price_b in prices:
            wealth = price_a * own[i, 0] + price_b * own[i, 1] + own[i, 2]
            terms = (int(own[i, 5]), own[i, 3], own[i, 4])
            if demand_with_money(economy.family[i], *economy.parameters[i], price_a, price_b, wealth, *terms)[2] == UNKNOWN:
                return True
    return False
