"""How large a part of a population each kind is, drawn once for a world."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ...engine.rng import BEFORE_FIRST_TICK, stream_key
from ...kernels import normal, rng


def draw_dirichlet(seed: int, concentrations: Sequence[float]) -> list[float]:
    """Return the parts of a whole that sum to 1, one for each concentration; a part of concentration 0 is 0.

    Draws   stream "shares", by part, two an attempt: one part more changes the others only by what it takes from them.
    Source  a Dirichlet distribution is gamma variates over their sum; Marsaglia & Tsang 2000, "A simple method for generating
            gamma variables", ACM TOMS 26(3).
    """
    key = stream_key(seed, "shares")
    logs = [_log_gamma_variate(key, part, shape) if shape > 0 else -math.inf for part, shape in enumerate(concentrations)]
    greatest = max(logs)
    parts = [math.exp(value - greatest) for value in logs]
    return [part / math.fsum(parts) for part in parts]


def _log_gamma_variate(key: np.uint64, part: int, shape: float) -> float:
    """Return the logarithm of a gamma variate: that of a shape below 1 may be too small for a number."""
    draw = lambda index: max(rng.uniform(key, BEFORE_FIRST_TICK, part, index), 2.0**-54)  # noqa: E731
    boosted = shape if shape >= 1.0 else shape + 1.0
    d = boosted - 1.0 / 3.0
    attempt = 1
    while True:
        z, u = normal.quantile(draw(2 * attempt)), draw(2 * attempt + 1)
        v = (1.0 + z / math.sqrt(9.0 * d)) ** 3
        if v > 0.0 and math.log(u) < 0.5 * z * z + d - d * v + d * math.log(v):
            break
        attempt += 1
    lifted = math.log(draw(0)) / shape if shape < 1.0 else 0.0
    return math.log(d * v) + lifted
