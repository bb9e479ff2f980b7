"""The square as the C library's `pow` gives it, which the original engine used: for 1 argument in 1200 it is not x * x."""

from __future__ import annotations

from ..jit import inline


@inline
def square(x):
    """Return pow(x, 2), float64, to the last bit of the C library; x must be finite.

    x : float64   base

    Twin  Python's `x ** 2`.
    """
    two = 2.0 + 0.0 * x  # a literal 2.0 would let the compiler replace the call by x * x
    return x**two
