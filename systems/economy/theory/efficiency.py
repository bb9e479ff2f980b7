"""Efficiency: the share of what trade could gain that trade has gained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ....engine.errors import EngineError
from .best import ROUNDING, Best, find_best
from .exchange import Exchange


@dataclass(frozen=True)
class Efficiency:
    """What trade has gained, and what it could have.

    realised   [util] sum of utilities now, less the sum if nobody had traded
    potential  [util] the greatest sum that the same goods can give, less the same; of a bounded `best` its bound
    share      realised / potential, at most 1; NaN where there is nothing to gain, or the potential cannot be told
    best       the allocation that it is measured against
    """

    realised: float
    potential: float
    share: float
    best: Best


def measure_efficiency(economy: Exchange, untraded: NDArray[np.float64], *, voluntary: bool = False) -> Efficiency:
    """Return the efficiency of an economy in which people have traded.

    economy    who likes what, and holds what now
    untraded   float64[N, 2] [unit]: what each would hold now had nobody traded; it has the same totals
    voluntary  measure against what everyone could agree to: nobody worse off than untraded. Else against the greatest sum of all

    Where goods were gathered on the way, what was gathered counts as everyone's own, up to now: trade has only to pass it on.

    Source  Gode & Sunder 1993, J. Polit. Econ. 101(1): 119-137: total profit earned over the greatest that could be earned.
    """
    start = Exchange(economy.family, economy.parameters, np.ascontiguousarray(untraded, float))
    if not np.allclose(start.totals, economy.totals, rtol=1e-9, atol=1e-9):
        raise EngineError("efficiency", f"totals {start.totals.tolist()} untraded", f"{economy.totals.tolist()}, as there is now")
    before, now = start.utilities(), economy.utilities()
    best = find_best(start, voluntary=voluntary)
    realised, potential = float(now.sum() - before.sum()), best.bound - float(before.sum())
    nothing = not potential > ROUNDING * (1.0 + float(np.abs(before).sum()))
    return Efficiency(realised, potential, np.nan if nothing else realised / potential, best)
