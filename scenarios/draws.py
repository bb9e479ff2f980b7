"""From what a scenario file says of a quantity (a number, a list, a distribution) to one value for each entity."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..systems.generation import quantiles
from ..systems.generation.draws import draw_shares
from .distributions import Choice, Lognormal, Normal, Range, Uniform, bell, cut


def draw(value: Any, allowed: Range, seed: int, stream: str, n: int) -> NDArray[np.float64]:
    """Return a value for each uid 0 .. n-1, float64[n]: whole numbers up to 10^12 are exact.

    Draws  the named stream, by uid, if the value is a distribution: an entity more or less changes no other
    """
    if isinstance(value, list):
        return np.asarray(value, float)
    if not isinstance(value, Uniform | Normal | Lognormal | Choice):
        return np.full(n, value, float)
    return values_at(value, allowed, draw_shares(seed, stream, n))


def values_at(law: Uniform | Normal | Lognormal | Choice, allowed: Range, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values of a distribution at uniform shares, float64[n], in a place that allows a range of numbers."""
    if isinstance(law, Uniform):
        low, high = law.uniform
        return quantiles.uniform(shares, low, high, allowed.whole)
    if isinstance(law, Choice):
        return quantiles.choice(shares, law.values, law.weights)
    function = quantiles.normal if isinstance(law, Normal) else quantiles.lognormal
    (centre, spread), (low, high) = bell(law), cut(law, allowed)
    return function(shares, centre, spread, low, high, allowed.whole)
