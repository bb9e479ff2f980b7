"""Competitive equilibrium of an exchange economy: the price at which what all want is what there is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from ....kernels import clearing
from ....kernels.demand import HUNGRY, IRREGULAR, SUBSTITUTES
from .exchange import Exchange

MOST_ROOTS = 16
CLOSE = 1e-9  # of the value of all goods: wealth that sated people keep, if less than this, is rounding
AROUND = (0.1, 0.5, 1.0, 2.0, 10.0)  # times the ratio of totals: prices at which it is asked whether anybody is sated


class EquilibriumStatus(Enum):
    """How it stands with the competitive equilibrium."""

    UNIQUE = "there is one equilibrium price, and no other: everyone's demand for a good falls as its price rises"
    ONE_FOUND = "one equilibrium price was found; that there is no other cannot be told"
    SEVERAL = "several equilibrium prices were found"
    NO_TRADE = "the endowments are an equilibrium: at any price from low to high nobody wants to trade"
    SATED = "no equilibrium: wherever the market for A clears, sated people leave wealth unspent, so the market for B does not"
    NONE_FOUND = "no price was found at which the market clears"
    SUBSISTENCE = "cannot be told: at no price can everyone pay for subsistence, or only where the market does not clear"
    IRREGULAR = "cannot be told: some preferences are not convex (ces with rho > 1, quadratic with a large gamma, translog out of range)"
    NO_MARKET = "no equilibrium: there is none of one good, or nobody"


EXISTS = (EquilibriumStatus.UNIQUE, EquilibriumStatus.ONE_FOUND, EquilibriumStatus.SEVERAL, EquilibriumStatus.NO_TRADE)


@dataclass(frozen=True)
class Equilibrium:
    """The competitive equilibrium of an exchange economy, or why there is none.

    status      whether there is one, and how sure that is; `status.value` says it in words
    price       of A in units of B; NaN unless the status is UNIQUE, ONE_FOUND or SEVERAL (then the first of `prices`)
    prices      all that were found, float64[R], rising
    interval    (low, high): for NO_TRADE all the prices at which nobody wants to trade; else the price twice
    bundles     float64[N, 2] [unit]: what everyone holds in equilibrium, at `price`; None where there is none
    """

    status: EquilibriumStatus
    price: float
    prices: NDArray[np.float64]
    interval: tuple[float, float]
    bundles: NDArray[np.float64] | None

    def __bool__(self) -> bool:
        return self.status in EXISTS


def find_equilibrium(economy: Exchange) -> Equilibrium:
    """Return the competitive equilibrium of an economy's endowments.

    Goods are not thrown away: both markets clear exactly, at a price above 0. People who take either good at the price
    (`linear`) share what the market leaves them, all the same fraction of their jump.

    Source  Mas-Colell, Whinston & Green 1995, Microeconomic Theory, chapters 15.B and 17.
    """
    if len(economy) == 0 or (economy.totals <= 0.0).any():
        return _none(EquilibriumStatus.NO_MARKET)
    least, low, high = clearing.survey(economy.family, economy.parameters, economy.goods)
    if least == IRREGULAR:
        return _none(EquilibriumStatus.IRREGULAR)
    if least == HUNGRY or not low < high:
        return _none(EquilibriumStatus.SUBSISTENCE)
    kinds, prices, excesses = np.empty(MOST_ROOTS, np.int8), np.empty((MOST_ROOTS, 2)), np.empty((MOST_ROOTS, 2))
    found, gaps = clearing.clearing_prices(economy.family, economy.parameters, economy.goods, low, high, kinds, prices, excesses)
    if found == 0 and gaps > 0:
        return _none(EquilibriumStatus.IRREGULAR)
    kept = [k for k in range(min(found, MOST_ROOTS)) if _is_spent(economy, prices[k])]
    if kept:
        return _found(economy, least == SUBSTITUTES, kinds[kept], prices[kept], excesses[kept])
    middle = economy.totals[1] / economy.totals[0]
    if found or not all(_is_spent(economy, np.full(2, middle * factor)) for factor in AROUND if low < middle * factor < high):
        return _none(EquilibriumStatus.SATED)
    return _none(EquilibriumStatus.SUBSISTENCE if low > 0.0 or high < np.inf else EquilibriumStatus.NONE_FOUND)


def _is_spent(economy: Exchange, prices: NDArray[np.float64]) -> bool:
    """Return whether nobody keeps wealth at a price between two neighbours."""
    price = float(prices[0]) if prices[1] == np.inf else float(prices.mean())
    unspent = clearing.excess(economy.family, economy.parameters, economy.goods, price)[3]
    return bool(unspent <= CLOSE * (price * economy.totals[0] + economy.totals[1]))


def _none(status: EquilibriumStatus) -> Equilibrium:
    return Equilibrium(status, np.nan, np.empty(0), (np.nan, np.nan), None)


def _found(
    economy: Exchange, substitutes: bool, kinds: NDArray[np.int8], prices: NDArray[np.float64], excesses: NDArray[np.float64]
) -> Equilibrium:
    """Return the equilibrium of roots that were found, the bundles at the first of them."""
    if len(kinds) == 1 and kinds[0] == clearing.QUIET:
        interval = (float(prices[0, 0]), float(prices[0, 1]))
        return Equilibrium(EquilibriumStatus.NO_TRADE, np.nan, np.empty(0), interval, economy.goods.copy())
    (left, right), (before, after) = prices[0], excesses[0]
    weight = after / (after - before) if before != after else 1.0
    bundles = np.empty_like(economy.goods)
    clearing.allocate(economy.family, economy.parameters, economy.goods, left, right, weight, bundles)
    one = EquilibriumStatus.UNIQUE if substitutes else EquilibriumStatus.ONE_FOUND
    middles = prices.mean(axis=1)
    price = float(middles[0])
    return Equilibrium(one if len(kinds) == 1 else EquilibriumStatus.SEVERAL, price, middles, (price, price), bundles)
