"""Plain draws for the start of a world: one for each entity, from a named stream."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...engine.rng import BEFORE_FIRST_TICK, stream_key
from ...kernels import rng


def draw_shares(seed: int, stream: str, n: int) -> NDArray[np.float64]:
    """Return a number in [0, 1) for each uid 0 .. n-1, float64[n]: an entity more or less changes no other."""
    draws = np.empty(n)
    rng.fill_uniform(stream_key(seed, stream), BEFORE_FIRST_TICK, 0, draws)
    return draws


def draw_below(seed: int, stream: str, n: int, limit: int) -> NDArray[np.int64]:
    """Return a whole number from 0 to limit - 1 for each uid 0 .. n-1, int64[n], each equally likely; 0 where limit is 0.

    Draws  float64 with 53 bits, times the limit: the bias is below limit * 2**-53.
    """
    return (draw_shares(seed, stream, n) * limit).astype(np.int64)
