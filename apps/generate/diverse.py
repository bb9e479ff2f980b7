"""The most different of many: farthest-point selection over what candidates come to, so that a test-bed covers the space."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...engine.errors import EngineError

FEATURES = (
    "n_agents", "n_trades", "trading_ticks", "utility_gained", "n_pairs", "total_A", "total_B", "total_M", "resource_A", "resource_B",
    "utility_mean", "utility_min", "gini_goods", "mrs_dispersion", "gini_goods_start", "mrs_dispersion_start",
)  # fmt: skip
"""Columns by which candidates are told apart: what they come to, and how unequal and how far from agreement they begin."""


def standardise(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return features, float64[N, F], as standard scores by column: mean 0, standard deviation 1.

    A column that is the same for all tells nobody apart, and becomes 0. What is not defined (NaN, infinite) counts as the mean.
    """
    values = np.where(np.isfinite(features), features, np.nan)
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    counts = np.maximum(known.sum(axis=0), 1)
    scale = np.maximum(np.abs(filled).max(axis=0, initial=0.0), np.finfo(float).tiny)  # first, so that squares cannot overflow
    scaled = filled / scale
    centred = np.where(known, scaled - scaled.sum(axis=0) / counts, 0.0)
    deviation = np.sqrt((centred**2).sum(axis=0) / counts)
    same = deviation < 1e-12
    return np.where(same, 0.0, centred / np.where(same, 1.0, deviation))


def farthest_points(points: NDArray[np.float64], k: int) -> list[int]:
    """Return the numbers of `k` of N points, float64[N, F], so that none of the others is far from all of them.

    The first is the one nearest to the centre; each next is the one that is farthest from those chosen. Ties go to the lower number.
    The greatest distance from a point to the nearest chosen one is at most twice the least that any k points could have.

    Source  Gonzalez 1985, Theor. Comput. Sci. 38: 293-306.
    Twin    tests/reference/farthest.py
    """
    if not 1 <= k <= len(points):
        raise EngineError("diverse", str(k), f"a number from 1 to {len(points)}, how many there are to choose from")
    chosen = [int(np.argmin(((points - points.mean(axis=0)) ** 2).sum(axis=1)))]
    nearest = ((points - points[chosen[0]]) ** 2).sum(axis=1)
    nearest[chosen[0]] = -1.0  # never again, even where all points are the same
    while len(chosen) < k:
        chosen.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
        nearest[chosen] = -1.0
    return chosen


def features_of(outcomes: Sequence[dict[str, float | None]]) -> NDArray[np.float64]:
    """Return the features of what candidates came to, float64[N, F]; NaN is what is not defined."""
    return np.array([[np.nan if (value := outcome[name]) is None else value for name in FEATURES] for outcome in outcomes], float)
