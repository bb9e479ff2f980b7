r"""Hicksian demand: the cheapest bundle that is as good as what a person owns.

It is what would be demanded with just enough wealth, so wealth is sought between nothing and the worth of what is owned.

Source  Mas-Colell, Whinston & Green 1995, Microeconomic Theory, chapter 3.E, proposition 3.E.1 (duality).
"""

from __future__ import annotations

from ..jit import jit
from ..utility import CES, LINEAR, STONE_GEARY, utility
from ..utility.libm import exp
from . import demand

ROUNDS = 100
CLOSE = 1e-15


@jit
def cheapest(family, p0, p1, p2, p3, p4, p5, price_a, price_b, own_a, own_b):
    """The cheapest bundle as good as (own_a, own_b): (a, b), float64 [unit].

    family  : int8             CES, LINEAR, ...
    p0      : float64          first parameter; likewise p1, p2, p3, p4, p5
    price_a : float64          > 0; likewise price_b
    own_a   : float64 [unit]   what is owned, >= 0; likewise own_b
    """
    level = utility(family, p0, p1, p2, p3, p4, p5, own_a, own_b)
    most = price_a * own_a + price_b * own_b
    a, b, _ = demand(family, p0, p1, p2, p3, p4, p5, price_a, price_b, most)
    best = utility(family, p0, p1, p2, p3, p4, p5, a, b)
    if best <= level:
        return own_a, own_b
    if family == CES or family == LINEAR:  # constant returns
        return a * (level / best), b * (level / best)
    if family == STONE_GEARY:
        left = exp((level - best) / (p0 + p1))  # of what is spent beyond subsistence
        return p2 + (a - p2) * left, p3 + (b - p3) * left
    low, high = 0.0, most
    for _ in range(ROUNDS):
        middle = 0.5 * (low + high)
        x, y, _ = demand(family, p0, p1, p2, p3, p4, p5, price_a, price_b, middle)
        if utility(family, p0, p1, p2, p3, p4, p5, x, y) >= level:
            high, a, b = middle, x, y
        else:
            low = middle
        if high - low <= CLOSE * most:
            break
    return a, b
