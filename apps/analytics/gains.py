"""Efficiency over time: how much of what trade could gain it had gained by each tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...scenarios.builder import checked
from ..runs.run import Run
from .course import Course, economies_of

if TYPE_CHECKING:
    import pandas


def efficiency(run: Run, *, every: int = 1, voluntary: bool = False) -> pandas.DataFrame:
    """Return the efficiency of trade up to each tick at which agents were recorded.

    run        of an exchange economy, with the tables `agents` (any period) and `trades`
    every      only ticks that it divides, and the last; >= 1. Each tick takes as long as `cx.efficiency` does
    voluntary  measure against what everyone could agree to; else against the greatest sum of utilities

    tick       -1 is the initial state
    gains      [util] what trades have given to both sides, summed over them
    realised   [util] sum of utilities of goods, less the sum if nobody had traded up to then
    potential  [util] the greatest sum that the same goods can give, less the same
    share      [1] realised / potential; NaN where there is nothing to gain, or the potential cannot be told

    Raises EngineError as `cx.efficiency` does.

    Source  Gode & Sunder 1993, J. Polit. Econ. 101(1): 119-137.
    """
    import pandas

    width = checked(every, "every", 1)
    course = Course(run, economies_of([run])[0])
    total = np.concatenate([[0.0], course.gains()])  # up to the end of tick -1, 0, 1, ...
    rows = []
    for k, tick in enumerate(course.ticks):
        if tick % width == 0 or tick < 0 or k == len(course.ticks) - 1:
            found = course.efficiency(k, voluntary=voluntary)
            rows.append((int(tick), total[tick + 1], found.realised, found.potential, found.share))
    return pandas.DataFrame(rows, columns=["tick", "gains", "realised", "potential", "share"])
