"""Time: wall and processor seconds, measured together, and two things measured by turns.

On a shared machine wall time says how busy the others are; processor time says how much work it was. Ratios are taken
between things measured within seconds of each other, and the median of several.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter, process_time
from typing import NamedTuple

import numba


class Span:
    """Seconds that a block took: `wall`, and `cpu` of all threads of this process together."""

    wall: float = 0.0
    cpu: float = 0.0


class Spread(NamedTuple):
    """Median and quartiles."""

    median: float
    low: float
    high: float


@contextmanager
def timed() -> Iterator[Span]:
    """Time the block."""
    span, wall, cpu = Span(), perf_counter(), process_time()
    try:
        yield span
    finally:
        span.wall, span.cpu = perf_counter() - wall, process_time() - cpu


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Use `count` threads for parallel kernels in the block."""
    before = numba.get_num_threads()
    numba.set_num_threads(min(count, numba.config.NUMBA_NUM_THREADS))
    try:
        yield
    finally:
        numba.set_num_threads(before)


def spread(values: Sequence[float]) -> Spread:
    """Return median and quartiles; of one value, that value."""
    if len(values) == 1:
        return Spread(values[0], values[0], values[0])
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(median, low, high)


def by_turns(first: Callable[[], object], second: Callable[[], object], rounds: int) -> list[tuple[Span, Span]]:
    """Run two things alternately (A B B A A B ...), so that a slow minute hits both alike."""
    pairs = []
    for k in range(rounds):
        spans = {}
        for which in (0, 1) if k % 2 == 0 else (1, 0):
            with timed() as spans[which]:
                (first, second)[which]()
        pairs.append((spans[0], spans[1]))
    return pairs
