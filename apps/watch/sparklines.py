"""Numbers over time, and a line of blocks that shows how one went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

BLOCKS = "▁▂▃▄▅▆▇█"
UNKNOWN = " "
FIRST_ROOM = 256  # ticks


class Course:
    """The numbers of each tick that was come through, whatever way; each is noted once: a tick is the same however it is reached.

    first  the tick that the first column is the beginning of
    """

    def __init__(self, names: Sequence[str], first: int) -> None:
        self.names, self.first = tuple(names), first
        self._values = np.full((len(self.names), FIRST_ROOM), np.nan)

    def note(self, tick: int, numbers: Mapping[str, float]) -> None:
        """Note the numbers of the state with which a tick begins."""
        k = tick - self.first
        if k >= self._values.shape[1]:
            grown = np.full((len(self.names), 2 * k), np.nan)
            grown[:, : self._values.shape[1]] = self._values
            self._values = grown
        values = np.array([numbers[name] for name in self.names])
        self._values[:, k] = np.where(np.isnan(self._values[:, k]), values, self._values[:, k])

    def until(self, tick: int) -> dict[str, NDArray[np.float64]]:
        """Return each number from the beginning up to a tick, NaN where it was not come through or is not defined."""
        return dict(zip(self.names, self._values[:, : tick - self.first + 1], strict=True))


def sparkline(values: NDArray[np.float64], width: int, from_zero: bool = True) -> str:
    """Return a line of at most `width` blocks: one for each value, or the mean of several if there are more; a gap for NaN."""
    if len(values) == 0 or width < 1:
        return ""
    means = values if len(values) <= width else _means(values, width)
    known = means[~np.isnan(means)]
    if len(known) == 0:
        return UNKNOWN * len(means)
    low, high = min(0.0, known.min()) if from_zero else known.min(), known.max()
    if high == low:
        level = np.full(len(means), 0 if high == 0 else len(BLOCKS) // 2)
    else:
        level = np.clip(np.nan_to_num(means - low) / (high - low) * len(BLOCKS), 0, len(BLOCKS) - 1).astype(int)
    return "".join(UNKNOWN if unknown else BLOCKS[k] for k, unknown in zip(level, np.isnan(means), strict=True))


def _means(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Return the mean of each of `width` equal parts, of what is known in it."""
    begins = np.arange(width) * len(values) // width
    known = ~np.isnan(values)
    count = np.add.reduceat(known.astype(np.int64), begins)
    total = np.add.reduceat(np.where(known, values, 0.0), begins)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
