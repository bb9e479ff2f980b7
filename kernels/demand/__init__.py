"""Marshallian demand of the five families of utility: what an agent buys at given prices with what it owns.

Each family has a file with the same names: `demand`, the bundle of highest utility in the budget set
{p_A A + p_B B <= w; A, B >= 0}, and `standing`, what is known beforehand about demand at all prices at once.

Source  Mas-Colell, Whinston & Green 1995, Microeconomic Theory, chapter 3.D (demand), 17.F (gross substitutes).
"""

from __future__ import annotations

from ..jit import jit
from ..utility import CES, LINEAR, QUADRATIC, STONE_GEARY
from . import ces, linear, quadratic, stone_geary, translog
from .standing import HUNGRY, IRREGULAR, REGULAR, SATED, SPENT, SUBSTITUTES, UNKNOWN

__all__ = ["HUNGRY", "IRREGULAR", "REGULAR", "SATED", "SPENT", "SUBSTITUTES", "UNKNOWN", "demand", "standing"]


@jit
def demand(family, p0, p1, p2, p3, p4, p5, price_a, price_b, wealth):
    """The bundle that an agent demands: (a, b, state); float64 [unit] twice, and SPENT, SATED or UNKNOWN.

    family  : int8             CES, LINEAR, ...
    p0      : float64          first parameter; likewise p1, p2, p3, p4, p5
    price_a : float64          > 0, in any unit of account; likewise price_b
    wealth  : float64          >= 0, in the same unit

    Edges   where two bundles are equally good (linear at its own rate of substitution) one of them: all of it A.
    Twin    tests/reference/demand.py.
    """
    if family == CES:
        return ces.demand(p0, p1, p2, price_a, price_b, wealth)
    if family == LINEAR:
        return linear.demand(p0, p1, price_a, price_b, wealth)
    if family == QUADRATIC:
        return quadratic.demand(p0, p1, p2, p3, p4, price_a, price_b, wealth)
    if family == STONE_GEARY:
        return stone_geary.demand(p0, p1, p2, p3, price_a, price_b, wealth)
    return translog.demand(p1, p2, p3, p4, p5, price_a, price_b, wealth)


@jit
def standing(family, p0, p1, p2, p3, p4, p5, a, b):
    """What is known of the demand of an agent that owns (a, b): int64, IRREGULAR to SUBSTITUTES.

    family : int8             CES, LINEAR, ...
    p0     : float64          first parameter; likewise p1, p2, p3, p4, p5
    a      : float64 [unit]   endowment of A, >= 0; likewise b
    """
    if a == 0.0 and b == 0.0:
        return SUBSTITUTES  # who owns nothing demands nothing
    if family == CES:
        return ces.standing(p0)
    if family == LINEAR:
        return SUBSTITUTES
    if family == QUADRATIC:
        return quadratic.standing(p2, p3, p4)
    if family == STONE_GEARY:
        return stone_geary.standing(p2, p3, a, b)
    return translog.standing(p3, p4, p5)
