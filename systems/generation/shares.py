"""The draws of `kernels/rng.py`, bit for bit, in plain Python and numpy: for who draws a few numbers and needs no compiler for it.

Loading numba takes longer than generating a hundred scenarios. tests/systems/generation/test_shares.py holds both to be equal.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...engine.rng import BEFORE_FIRST_TICK, stream_key

MASK = 2**64 - 1
GOLDEN, FIRST, SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
ULP = 2.0**-53


def share(seed: int, stream: str) -> float:
    """Return a number in [0, 1): what uid 0 draws from a named stream before the first tick."""
    drawn: int = _mix(_mix(_start(seed, stream))) >> 11
    return drawn * ULP


def shares(seed: int, stream: str, n: int) -> NDArray[np.float64]:
    """Return a number in [0, 1) for each uid 0 .. n-1, float64[n]: as `draws.draw_shares`."""
    uids = np.arange(n, dtype=np.uint64)
    drawn: NDArray[np.uint64] = _mix(_mix(uids ^ np.uint64(_start(seed, stream)))) >> np.uint64(11)
    return drawn.astype(np.float64) * ULP


def _start(seed: int, stream: str) -> int:
    """Return the state that key and tick come to, before uid and index (which is 0) join."""
    state: int = _mix(int(stream_key(seed, stream)) ^ _mix(BEFORE_FIRST_TICK & MASK))
    return state


def _mix(value: Any) -> Any:
    """Scramble 64 bits, an int or uint64[n] (SplitMix64's finaliser): Steele, Lea & Flood 2014, as `kernels/rng.py`."""
    value = (value + GOLDEN) & MASK
    value = ((value ^ (value >> 30)) * FIRST) & MASK
    value = ((value ^ (value >> 27)) * SECOND) & MASK
    return value ^ (value >> 31)
