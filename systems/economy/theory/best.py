"""The best that goods can do: the allocation of the greatest sum of utilities, everyone counted alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from ....components.economy import FAMILIES
from ....kernels.demand import IRREGULAR, standing
from ....kernels.planner import plan
from .exchange import Exchange

TRANSLOG = FAMILIES.index("translog")
ROUNDING = 1e-9  # of all utilities and goods
POINTS = 4
SOME = (1e9, 1e9)  # an endowment above any subsistence need


class BestStatus(Enum):
    """How well the greatest sum of utilities is known."""

    EXACT = "this allocation gives the greatest sum of utilities, proved by its shadow prices"
    BOUNDED = "no allocation gives more than the bound; this one gives nearly as much, and the greatest sum lies between"
    UNKNOWN = "cannot be told: some preferences are not convex (translog out of range), or goods are worth less than nothing"


@dataclass(frozen=True)
class Best:
    """The allocation of the greatest sum of utilities.

    status   how well it is known; `status.value` says it in words
    total    [util] sum of utilities of `bundles`
    bound    [util] no allocation of the same goods has a greater sum; equals `total` up to rounding where the status is EXACT
    bundles  float64[N, 2] [unit]: all goods, given out; None where the status is UNKNOWN
    """

    status: BestStatus
    total: float
    bound: float
    bundles: NDArray[np.float64] | None


UNKNOWN = Best(BestStatus.UNKNOWN, np.nan, np.nan, None)


def find_best(economy: Exchange, *, voluntary: bool = False) -> Best:
    """Return the allocation of all goods that has the greatest sum of utilities.

    voluntary  nobody may be worse off than with their endowment. Else who owns what does not matter, only how much there is

    Utilities are compared and added as the families state them, each person with weight 1. All goods are given out, also
    where somebody would rather have less.

    Source  Mas-Colell, Whinston & Green 1995, Microeconomic Theory, chapter 22.C (utilitarian optimum).
    """
    if len(economy) == 0:
        return Best(BestStatus.EXACT, 0.0, 0.0, economy.goods.copy())
    kinds = _Kinds(economy, voluntary)
    prices, weights, points = np.empty((POINTS, 2)), np.empty(POINTS), np.empty((POINTS, len(kinds.number), 2))
    if not kinds.known:
        return UNKNOWN
    bound = plan(kinds.family, kinds.parameters, kinds.own, kinds.number, economy.totals, prices, weights, points)
    if kinds.need_positive and (prices <= 0.0).any():
        return UNKNOWN
    bundles = _give_out(economy, kinds, weights, points)
    found = economy.utilities(bundles)
    total = float(found.sum())
    size = abs(bound) + float(np.abs(economy.utilities()).sum())
    if (np.abs(bundles.sum(axis=0) - economy.totals) > ROUNDING * economy.totals).any() or total > bound + ROUNDING * size:
        return UNKNOWN
    if voluntary and (found < economy.utilities() - ROUNDING * (1.0 + np.abs(found))).any():
        return UNKNOWN
    exact = bound - total <= ROUNDING * size
    return Best(BestStatus.EXACT if exact else BestStatus.BOUNDED, total, max(float(bound), total), bundles)


class _Kinds:
    """The people of an economy, those who are alike together."""

    def __init__(self, economy: Exchange, voluntary: bool) -> None:
        """Sort people into kinds; if things are voluntary, what they own is part of it."""
        own = np.full((len(economy), 6), -1.0)  # no money in it
        if voluntary:
            own[:, :2] = economy.goods
        rows = np.column_stack([economy.family.astype(float), economy.parameters, own])
        _, first, kind, number = np.unique(rows, axis=0, return_index=True, return_inverse=True, return_counts=True)
        self.kind: NDArray[np.int64] = kind.reshape(-1)
        self.number = number.astype(np.int64)
        self.family, self.parameters, self.own = economy.family[first], economy.parameters[first], np.ascontiguousarray(own[first])
        convex = np.array([standing(f, *p, *SOME) != IRREGULAR for f, p in zip(self.family, self.parameters, strict=True)])
        translog = self.family == TRANSLOG
        self.known = bool(convex[translog].all() and (convex.all() or not voluntary))
        self.need_positive = bool(translog.any())


def _give_out(economy: Exchange, kinds: _Kinds, weights: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a bundle for each person: the mean of their kind, or a whole number of people at each point, whichever is better.

    Where utility is concave the mean is at least as good; where it is not, people of one kind may get different bundles.
    """
    mean = np.einsum("j,jkg->kg", weights, points)
    alike = mean[kinds.kind]
    apart = alike.copy()
    for k, number in enumerate(kinds.number):
        whole = np.floor(weights * number + 1e-9).astype(np.int64)
        rest = int(number) - int(whole.sum())
        left = np.maximum(number * mean[k] - whole @ points[:, k], 0.0)
        if rest > 0:
            apart[kinds.kind == k] = np.concatenate([np.repeat(points[:, k], whole, axis=0), np.tile(left / rest, (rest, 1))])
        elif rest == 0 and (left <= 1e-9 * mean[k]).all():
            apart[kinds.kind == k] = np.repeat(points[:, k], whole, axis=0)
    for bundles in (alike, apart):  # the last bits
        given = bundles.sum(axis=0)
        bundles *= np.divide(economy.totals, given, out=np.ones(2), where=given > 0.0)
    return apart if economy.utilities(apart).sum() > economy.utilities(alike).sum() else alike
