"""The Edgeworth box: two people divide all goods. Where is one of them best off, given how well off the other is?

Preferences must be convex. Utility may fall where somebody is sated, and nothing is thrown away.

Source  Mas-Colell, Whinston & Green 1995, Microeconomic Theory, chapter 15.B.
"""

from __future__ import annotations

import math

from .jit import jit
from .utility import utility

GOLDEN = 0.6180339887498949
NARROWINGS = 64  # golden sections: to the square root of the last bits, as near as a maximum can be told
HALVINGS = 60
SCAN = 64
SLACK = 1e-13  # relative: a level that is missed by this is reached


@jit
def value(family, p, a, b):
    """Utility of (a, b): float64 [util].

    family : int8             CES, LINEAR, ...
    p      : float64[6]       its parameters
    a      : float64 [unit]   amount of A, >= 0; likewise b
    """
    return utility(family, p[0], p[1], p[2], p[3], p[4], p[5], a, b)


@jit
def best_b(family, p, a, store_a, store_b, mirrored):
    """The amount of B in [0, store_b] that goes best with an amount of A: float64 [unit].

    family   : int8             CES, LINEAR, ...
    p        : float64[6]       its parameters
    a        : float64 [unit]   A of the first person
    store_a  : float64 [unit]   all A; likewise store_b
    mirrored : bool             whose best it is: the second person has what the first has not
    """
    low, high = 0.0, store_b
    for _ in range(NARROWINGS):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        u_left = value(family, p, store_a - a, store_b - left) if mirrored else value(family, p, a, left)
        u_right = value(family, p, store_a - a, store_b - right) if mirrored else value(family, p, a, right)
        if u_left < u_right:
            low = left
        else:
            high = right
    middle = 0.5 * (low + high)
    best, top = middle, -math.inf
    for b in (0.0, middle, store_b):
        u = value(family, p, store_a - a, store_b - b) if mirrored else value(family, p, a, b)
        if u > top:
            best, top = b, u
    return best


@jit
def best_with(families, parameters, store, level, a):
    """The best that the second person can have if the first has an amount of A and a level of utility: (b, utility).

    families   : int8[2]             of the first and the second person
    parameters : float64[2, 6]       theirs
    store      : float64[2] [unit]   all goods
    level      : float64 [util]      of the first person, at least
    a          : float64 [unit]      A of the first person

    b is the first person's; the utility is -inf if the level cannot be reached.
    """
    first, p = families[0], parameters[0]
    goal = level - SLACK * abs(level)
    top = best_b(first, p, a, store[0], store[1], False)
    if value(first, p, a, top) < goal:
        return top, -math.inf
    enough, too_little = top, 0.0
    if value(first, p, a, 0.0) >= goal:
        enough = 0.0
    else:
        for _ in range(HALVINGS):
            middle = 0.5 * (enough + too_little)
            if value(first, p, a, middle) >= goal:
                enough = middle
            else:
                too_little = middle
    bearable, too_much = top, store[1]
    if value(first, p, a, store[1]) >= goal:
        bearable = store[1]
    else:
        for _ in range(HALVINGS):
            middle = 0.5 * (bearable + too_much)
            if value(first, p, a, middle) >= goal:
                bearable = middle
            else:
                too_much = middle
    b = min(max(best_b(families[1], parameters[1], a, store[0], store[1], True), enough), bearable)
    return b, value(families[1], parameters[1], store[0] - a, store[1] - b)


@jit
def frontier(families, parameters, store, levels, bundles, utilities):
    """For each level of the first person the best for the second: points of the Pareto set.

    families   : int8[2]             of the first and the second person
    parameters : float64[2, 6]       theirs
    store      : float64[2] [unit]   all goods
    levels     : float64[L] [util]   what the first person has at least; -inf for anything
    bundles    : float64[L, 2] [unit] overwritten: of the first person; the second has the rest
    utilities  : float64[L, 2] [util] overwritten: of both; -inf of the second where the level cannot be reached

    Twin  tests/kernels/test_edgeworth.py, a fine grid of the box.
    """
    for k in range(levels.shape[0]):
        best, top = 0, -math.inf
        for g in range(SCAN + 1):
            _, u = best_with(families, parameters, store, levels[k], store[0] * g / SCAN)
            if u > top:
                best, top = g, u
        a = store[0] * best / SCAN
        low, high = store[0] * max(best - 1, 0) / SCAN, store[0] * min(best + 1, SCAN) / SCAN
        for _ in range(NARROWINGS):
            left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
            _, u_left = best_with(families, parameters, store, levels[k], left)
            _, u_right = best_with(families, parameters, store, levels[k], right)
            rises = u_left < u_right or (u_left == -math.inf and left < a)
            u, x = (u_right, right) if u_right > u_left else (u_left, left)
            if u > top:  # the best may lie at the edge of what can be reached, and the middle of the last bracket beyond
                a, top = x, u
            if rises:
                low = left
            else:
                high = right
        b, u = best_with(families, parameters, store, levels[k], a)
        bundles[k, 0], bundles[k, 1] = a, b
        utilities[k, 0], utilities[k, 1] = value(families[0], parameters[0], a, b), u
    return 0
