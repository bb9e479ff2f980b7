"""Axes: where a value goes, at which values there is a mark, and how numbers are written."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def number(value: Any) -> str:
    """Return a number as people read it: four digits, thousands apart; a dash for none."""
    if value is None or not math.isfinite(value):
        return "–"
    if value != 0 and not 1e-3 <= abs(value) < 1e9:
        text = f"{value:.3g}"
    elif value == int(value) or abs(value) >= 1000:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.4g}"
    return text.replace("-", "−")


@dataclass(frozen=True)
class Axis:
    """Values from `low` to `high` on a line from pixel `start` to `stop`; `log` spaces them by ratio, and needs low > 0."""

    low: float
    high: float
    start: float
    stop: float
    log: bool = False

    def at(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return the pixels of values. On a logarithmic axis what is not above 0 is NaN."""
        given = np.asarray(values, float)
        if self.log:
            given = np.log(np.where(given > 0, given, np.nan))
            low, high = math.log(self.low), math.log(self.high)
        else:
            low, high = self.low, self.high
        return self.start + (given - low) / (high - low) * (self.stop - self.start)

    def marks(self, most: int = 5) -> list[float]:
        """Return round values within the axis, about `most` of them."""
        if self.log:
            return self._decades(most)
        step = _round_step((self.high - self.low) / most)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [k * step for k in range(first, last + 1)]

    def _decades(self, most: int) -> list[float]:
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        digits = (1, 2, 5) if (last - first) * 2 <= most else (1,)
        every = max(1, round((last - first) / most))
        found = [digit * 10.0**power for power in range(first, last + 1, every) for digit in digits]
        return [value for value in found if self.low * (1 - 1e-9) <= value <= self.high * (1 + 1e-9)]


def span(*values: NDArray[Any], zero: bool = False, log: bool = False) -> tuple[float, float]:
    """Return the least and the greatest finite value (above 0 for a logarithmic axis), never equal; `zero` takes 0 in."""
    whole = np.concatenate([np.ravel(v).astype(float) for v in values]) if values else np.zeros(0)
    whole = whole[np.isfinite(whole) & ((whole > 0) if log else True)]
    if not len(whole):
        return (0.1, 10.0) if log else (0.0, 1.0)
    low, high = float(whole.min()), float(whole.max())
    if log:
        return (low / 1.1, high * 1.1)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = 0.04 * (high - low)
    if high == low:
        return (low, low + 1.0) if zero and low == 0 else (low - abs(low) / 2 - (low == 0), high + abs(high) / 2 + (high == 0))
    return (low if zero and low == 0 else low - room), (high if zero and high == 0 else high + room)


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * digit for digit in (1, 2, 2.5, 5, 10) if power * digit >= rough * (1 - 1e-9))
