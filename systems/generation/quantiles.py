"""From uniform shares to values of a distribution: the greater the share, the greater the value.

Whole numbers come from rounding half up, and the limits hold for what is rounded: a distribution cut off at 3 and 7 has its
values 3, 4, 5, 6, 7, each as likely as the numbers that round to it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...kernels import normal as scores
from .preferences import pick

Shares = NDArray[np.float64]
LEAST_SHARE = 2.0**-54


def uniform(shares: Shares, low: float, high: float, whole: bool) -> NDArray[np.float64]:
    """Return values between low and high, float64[n]; whole numbers from low to high, each equally likely, if `whole`."""
    if whole:
        return np.minimum(low + np.floor(shares * (high - low + 1.0)), high)
    return low + shares * (high - low)


def normal(shares: Shares, mean: float, sd: float, low: float, high: float, whole: bool) -> NDArray[np.float64]:
    """Return values of a normal distribution cut off at low and high (which may be infinite), float64[n]."""
    low, high = limits(low, high, whole)
    values = mean + sd * _scores((low - mean) / sd, (high - mean) / sd, shares)
    return _rounded(values, low, high, whole)


def lognormal(shares: Shares, mu: float, sigma: float, low: float, high: float, whole: bool) -> NDArray[np.float64]:
    """Return values whose logarithms are normal with mean mu and standard deviation sigma, cut off at low and high, float64[n]."""
    low, high = limits(low, high, whole)
    exponents = mu + sigma * _scores((_log(low) - mu) / sigma, (_log(high) - mu) / sigma, shares)
    values = np.empty_like(shares)
    scores.fill_exponentials(exponents, values)
    return _rounded(values, low, high, whole)


def choice(shares: Shares, values: Sequence[float], weights: Sequence[float]) -> NDArray[np.float64]:
    """Return one of the values, in their order, with probabilities in proportion to the weights, float64[n]."""
    return np.asarray(values, float)[pick(shares, weights)]


def correlate(first: Shares, second: Shares, correlation: float) -> Shares:
    """Return the second shares, float64[n], brought to a correlation of scores with the first: a Gaussian copula.

    Source  Nelsen 2006, An Introduction to Copulas, 2nd ed., section 2.3.6.
    """
    near, own, joint = np.empty_like(first), np.empty_like(first), np.empty_like(first)
    scores.fill_scores(-np.inf, np.inf, np.maximum(first, LEAST_SHARE), near)
    scores.fill_scores(-np.inf, np.inf, np.maximum(second, LEAST_SHARE), own)
    scores.fill_shares(correlation * near + math.sqrt(1.0 - correlation**2) * own, joint)
    return joint


def limits(low: float, high: float, whole: bool) -> tuple[float, float]:
    """Return where the real numbers begin and end that are, or round to, values from low to high."""
    if not whole:
        return low, high
    return (math.ceil(low) - 0.5 if math.isfinite(low) else low), (math.floor(high) + 0.5 if math.isfinite(high) else high)


def _scores(low: float, high: float, shares: Shares) -> NDArray[np.float64]:
    found = np.empty_like(shares)
    scores.fill_scores(low, high, np.maximum(shares, LEAST_SHARE), found)
    return found


def _log(value: float) -> float:
    return math.log(value) if value > 0.0 else -math.inf


def _rounded(values: NDArray[np.float64], low: float, high: float, whole: bool) -> NDArray[np.float64]:
    """Round half up if `whole`; keep what the last digit of the arithmetic may have pushed over a limit."""
    if whole:
        return np.clip(np.floor(values + 0.5), low + 0.5, high - 0.5)
    return np.clip(values, low, high)
