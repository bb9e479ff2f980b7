"""What a run recorded before a tick, as a run that goes on from there would have recorded it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


def rows_before(tick: int, ticks: NDArray[np.int64], period: int, is_event: bool) -> Iterator[tuple[int, slice]]:
    """Yield (tick, rows) of each recorded tick of a table that comes before `tick`.

    ticks     int64[R]: the tick of each row, never falling
    period    how often the table is recorded
    is_event  whether its rows belong to one tick: then they are recorded at each

    The last tick of a run records all states, due or not; if the run goes on after all, those that were not due are left out.
    """
    found, first = np.unique(ticks, return_index=True)
    for now, begin, end in zip(found, first, np.append(first, len(ticks))[1:], strict=True):
        if now < tick and (is_event or now == -1 or now % period == 0):
            yield int(now), slice(int(begin), int(end))
