"""How many threads parallel kernels use, for the time of a block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..kernels.jit import limit_threads

_using: int | None = None


@contextmanager
def threads(number: int) -> Iterator[int]:
    """Use so many threads inside, or as many as there are; yield how many. One is fastest where worlds are small."""
    global _using
    previous, _using = _using, number
    try:
        yield limit_threads(number)
    finally:
        _using = previous
        limit_threads(previous)
