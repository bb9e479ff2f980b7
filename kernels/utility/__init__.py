"""Five families of utility over two goods, each in a file with the same names: utility, marginal, mrs, bounds.

A family is an integer, its parameters six floats in the order of the family's own function, unused ones zero. The
families live side by side in one column and are told apart by a branch, which measured faster than any dispatch table.
"""

from __future__ import annotations

from ..jit import jit
from . import ces, linear, quadratic, stone_geary, translog

CES, LINEAR, QUADRATIC, TRANSLOG, STONE_GEARY = range(5)


@jit
def utility(family, p0, p1, p2, p3, p4, p5, a, b):
    """Utility of the bundle (a, b): float64 [util].

    family : int8             CES, LINEAR, ...
    p0     : float64          first parameter; likewise p1, p2, p3, p4, p5
    a      : float64 [unit]   amount of good A, >= 0; likewise b

    Source  economy.md section 3. Twin  tests/reference/utility.py.
    """
    if family == CES:
        return ces.utility(p0, p1, p2, p3, a, b)
    if family == LINEAR:
        return linear.utility(p0, p1, a, b)
    if family == QUADRATIC:
        return quadratic.utility(p0, p1, p2, p3, p4, a, b)
    if family == TRANSLOG:
        return translog.utility(p0, p1, p2, p3, p4, p5, a, b)
    return stone_geary.utility(p0, p1, p2, p3, a, b)


@jit
def marginal(family, p0, p1, p2, p3, p4, p5, a, b, eps):
    """Marginal utilities (MU_A, MU_B) at (a, b): two float64 [util/unit].

    family : int8             CES, LINEAR, ...
    p0     : float64          first parameter; likewise p1, p2, p3, p4, p5
    a      : float64 [unit]   amount of good A, >= 0; likewise b
    eps    : float64          floor under amounts, > 0
    """
    if family == CES:
        return ces.marginal(p0, p1, p2, p3, a, b, eps)
    if family == LINEAR:
        return linear.marginal(p0, p1, a, b, eps)
    if family == QUADRATIC:
        return quadratic.marginal(p0, p1, p2, p3, p4, a, b, eps)
    if family == TRANSLOG:
        return translog.marginal(p0, p1, p2, p3, p4, p5, a, b, eps)
    return stone_geary.marginal(p0, p1, p2, p3, a, b, eps)


@jit
def prices(family, p0, p1, p2, p3, p4, p5, a, b, eps):
    """Reservation prices and marginal rate of substitution at (a, b): (p_min, p_max, mrs), float64 [B per A].

    family : int8             CES, LINEAR, ...
    p0     : float64          first parameter; likewise p1, p2, p3, p4, p5
    a      : float64 [unit]   amount of good A, >= 0; likewise b
    eps    : float64          floor under amounts, > 0

    An agent sells A above p_min and buys it below p_max; mrs is MU_A / MU_B, NaN where it is not defined.
    """
    if family == QUADRATIC:
        return *quadratic.bounds(p0, p1, p2, p3, p4, a, b, eps), quadratic.mrs(p0, p1, p2, p3, p4, a, b, eps)
    if family == STONE_GEARY:
        return *stone_geary.bounds(p0, p1, p2, p3, a, b, eps), stone_geary.mrs(p0, p1, p2, p3, a, b, eps)
    if family == CES:
        rate = ces.mrs(p0, p1, p2, a, b, eps)
    elif family == LINEAR:
        rate = linear.mrs(p0, p1, a, b, eps)
    else:
        rate = translog.mrs(p0, p1, p2, p3, p4, p5, a, b, eps)
    return rate, rate, rate
