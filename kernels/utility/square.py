"""The square as the C library's `pow` gives it, which the original engine used: for 1 argument in 1200 it is not x * x."""

from __future__ import annotations

import numpy as np

from ..jit import inline
from .libm import power


@inline
def square(x):
    """Return pow(x, 2), float64, to the last bit of the C library; x must be finite.

    x : float64   base

    A number of 24 bits, as whole amounts are, has an exact square: there `pow` has nothing to round.
    Twin  Python's `x ** 2`.
    """
    if np.float64(np.float32(x)) == x:
        return x * x
    two = 2.0 + 0.0 * x  # a literal 2.0 would let the compiler replace the call by x * x
    return power(x, two)
