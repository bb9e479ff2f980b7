"""Confidence intervals of a mean by the bootstrap: how it would vary, had other seeds of the same kind been drawn."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...engine.rng import stream_key
from ...kernels.rng import fill_uniform

RESAMPLES = 10_000


class Interval(NamedTuple):
    """A mean and the ends of its confidence interval; NaN where it cannot be told."""

    mean: float
    low: float
    high: float


def bootstrap_mean(values: NDArray[np.float64], confidence: float = 0.95) -> Interval:
    """Return the mean of values float64[n], and its percentile interval from 10 000 resamples.

    Of one value there is a mean but no interval, of none neither. The resamples are always the same ones: the same values
    give the same interval.

    Source  Efron & Tibshirani 1993, An Introduction to the Bootstrap, section 13.3 (percentile interval).
    """
    n = len(values)
    if n < 2:
        return Interval(float(values[0]) if n else np.nan, np.nan, np.nan)
    draws = np.empty(RESAMPLES * n)
    fill_uniform(stream_key(0, "bootstrap"), 0, 0, draws)
    means = values[(draws * n).astype(np.int64).reshape(RESAMPLES, n)].mean(axis=1)
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(values.mean()), float(low), float(high))
