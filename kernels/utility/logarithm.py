"""Logarithms of whole numbers, which is what goods are counted in: looked up, to the last bit of the C library."""

from __future__ import annotations

import math

import numpy as np

from ..jit import inline
from . import libm
from .square import square

TABLE = 2048
LOGARITHMS = np.array([math.nan, *(math.log(n) for n in range(1, TABLE))])
SQUARES = np.array([math.log(n) ** 2.0 if n else math.nan for n in range(TABLE)])


@inline
def log(x):
    """Return the natural logarithm, float64.

    x : float64   > 0

    Twin  Python's `math.log`.
    """
    if 1.0 <= x < TABLE and x == math.floor(x):
        return LOGARITHMS[int(x)]
    return libm.log(x)


@inline
def log_and_square(x):
    """Return the natural logarithm and its square, two float64.

    x : float64   > 0

    Twin  Python's `math.log(x)` and `math.log(x) ** 2`.
    """
    if 1.0 <= x < TABLE and x == math.floor(x):
        return LOGARITHMS[int(x)], SQUARES[int(x)]
    logarithm = libm.log(x)
    return logarithm, square(logarithm)
