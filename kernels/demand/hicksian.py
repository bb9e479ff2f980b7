r"""Hicksian demand: the cheapest bundle that is as good as what a person owns.

It is what would be demanded with just enough wealth, so wealth is sought between nothing and the worth of what is owned.

Source  Mas-Colell, Whinston & Green 1995, Microeconomic Theory, chapter 3.E, proposition 3.E.1 (duality).
"""

from __future__ import annotations

from ..jit import jit
from ..roots import next_fraction
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
    x_new, z_new, x_old, z_old = most, best - level, 0.0, utility(family, p0, p1, p2, p3, p4, p5, 0.0, 0.0) - level
    if z_old >= 0.0:
        return 0.0, 0.0
    x_oldest, z_oldest, step = 0.0, z_old, 0.5
    for _ in range(ROUNDS):
        spending = x_new + step * (x_old - x_new)
        a, b, _ = demand(family, p0, p1, p2, p3, p4, p5, price_a, price_b, spending)
        z = utility(family, p0, p1, p2, p3, p4, p5, a, b) - level
        if (z > 0.0) == (z_new > 0.0):
            x_oldest, z_oldest = x_new, z_new
        else:
            x_oldest, z_oldest, x_old, z_old = x_old, z_old, x_new, z_new
        x_new, z_new = spending, z
        if z == 0.0 or abs(x_old - x_new) <= 2.0 * CLOSE * most:
            break
        step = next_fraction(x_new, z_new, x_old, z_old, x_oldest, z_oldest, CLOSE * most)
    return a, b
