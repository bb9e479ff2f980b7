"""What this machine can do just now: memory bandwidth, arithmetic, random access. Read every other number beside these.

    python -m benchmarks.calibration

Source  the triad is that of McCalpin's STREAM: 24 bytes per element, a store counted once.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

import numba
import numpy as np
from numba import njit, prange

from . import stopwatch

TRIAD = 2**24  # elements: three arrays of 128 MiB, far beyond any cache here
ARITHMETIC = 2**20  # elements: 8 MiB each
GATHERS = 2**22
SMALL, LARGE = 2**20, 2**25  # elements of 8 bytes: 8 MiB and 256 MiB
ROUNDS = 5


@njit(parallel=True)
def _triad(a, b, c, s):
    for i in prange(a.shape[0]):
        a[i] = b[i] + s * c[i]


@njit(parallel=True)
def _pow(x, y, out):
    for i in prange(x.shape[0]):
        out[i] = x[i] ** y[i]


@njit(parallel=True)
def _exp(x, y, out):
    for i in prange(x.shape[0]):
        out[i] = np.exp(y[i])


@njit(parallel=True)
def _log(x, y, out):
    for i in prange(x.shape[0]):
        out[i] = np.log(x[i])


@njit(parallel=True)
def _gather(table, index, out):
    for i in prange(index.shape[0]):
        out[i] = table[index[i]]


def calibrate(quick: bool = False) -> dict[str, Any]:
    """Return GB/s of the triad and ns per pow, exp, log and random gather, best of 5: processor time of one thread, wall time of two."""
    shrink = 4 if quick else 1
    result = {}
    for threads, name in ((1, "one_thread"), (2, "two_threads")):
        if threads <= numba.config.NUMBA_NUM_THREADS:
            with stopwatch.threads(threads):
                result[name] = _measure(shrink, process_time if threads == 1 else perf_counter)
    return result


def _measure(shrink: int, clock: Callable[[], float]) -> dict[str, float]:
    rng = np.random.default_rng(1)
    n = TRIAD // shrink
    a, b, c = np.zeros(n), np.ones(n), np.full(n, 2.0)
    seconds = _best(lambda: _triad(a, b, c, 3.0), clock)
    assert a[0] == a[-1] == 7.0
    numbers = {"triad_gb_per_s": 24 * n / seconds / 1e9}
    x, y, out = rng.uniform(0.5, 50.0, ARITHMETIC), rng.uniform(-1.5, 1.5, ARITHMETIC), np.empty(ARITHMETIC)
    for name, kernel, expected in (("pow", _pow, x**y), ("exp", _exp, np.exp(y)), ("log", _log, np.log(x))):
        numbers[f"{name}_ns"] = _best(lambda kernel=kernel: kernel(x, y, out), clock) / ARITHMETIC * 1e9
        assert np.allclose(out, expected, rtol=1e-12)
    for size, label in ((SMALL, "8_mb"), (LARGE // shrink, "256_mb")):
        table, index, found = np.arange(size), rng.integers(0, size, GATHERS), np.empty(GATHERS, np.int64)
        numbers[f"gather_{label}_ns"] = _best(lambda: _gather(table, index, found), clock) / GATHERS * 1e9  # noqa: B023  used at once
        assert np.array_equal(found, index)
    return numbers


def _best(action: Callable[[], object], clock: Callable[[], float]) -> float:
    action()  # compiles, and touches every page
    seconds = []
    for _ in range(ROUNDS):
        began = clock()
        action()
        seconds.append(clock() - began)
    return min(seconds)


if __name__ == "__main__":
    for threads, numbers in calibrate().items():
        print(threads, {name: round(value, 2) for name, value in numbers.items()})
