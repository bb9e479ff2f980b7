"""Demand of perfect substitutes: all of the good that gives more for its price; at equality any bundle that costs all."""

from __future__ import annotations

from ..jit import inline
from .standing import SPENT


@inline
def demand(va, vb, price_a, price_b, wealth):
    """The best affordable bundle: (a, b, SPENT); at equality the one that is all A.

    va      : float64   value of a unit of A, > 0; likewise vb
    price_a : float64   > 0; likewise price_b
    wealth  : float64   >= 0
    """
    if va * price_b >= vb * price_a:
        return wealth / price_a, 0.0, SPENT
    return 0.0, wealth / price_b, SPENT
