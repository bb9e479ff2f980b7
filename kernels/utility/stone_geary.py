r"""Subsistence needs come first; beyond them, Cobb-Douglas in logarithms.

.. math:: u = \alpha_A \ln(A-\gamma_A) + \alpha_B \ln(B-\gamma_B)

alphas > 0, gammas >= 0. Amounts above subsistence below 1e-12 count as 1e-12: utility is very low there, never -inf.
Source  Geary 1950, Rev. Econ. Stud. 18(1): 65-66; Stone 1954, Econ. J. 64(255): 511-527; edges: economy.md section 3.
"""

from __future__ import annotations

from ..jit import inline
from .logarithm import log

FLOOR = 1e-12


@inline
def utility(alpha_a, alpha_b, gamma_a, gamma_b, a, b):
    """Utility of (a, b): float64 [util].

    alpha_a : float64          weight of A, > 0; likewise alpha_b
    gamma_a : float64 [unit]   subsistence need of A, >= 0; likewise gamma_b
    a       : float64 [unit]   amount of A, >= 0; likewise b
    """
    return alpha_a * log(max(a - gamma_a, FLOOR)) + alpha_b * log(max(b - gamma_b, FLOOR))


@inline
def marginal(alpha_a, alpha_b, gamma_a, gamma_b, a, b, eps):
    """Marginal utilities (MU_A, MU_B).

    alpha_a : float64          weight of A, > 0; likewise alpha_b
    gamma_a : float64 [unit]   subsistence need of A, >= 0; likewise gamma_b
    a       : float64 [unit]   amount of A, >= 0; likewise b
    eps     : float64          not used
    """
    return alpha_a / max(a - gamma_a, FLOOR), alpha_b / max(b - gamma_b, FLOOR)


@inline
def mrs(alpha_a, alpha_b, gamma_a, gamma_b, a, b, eps):
    """MU_A / MU_B: float64 [B per A].

    alpha_a : float64          weight of A, > 0; likewise alpha_b
    gamma_a : float64 [unit]   subsistence need of A, >= 0; likewise gamma_b
    a       : float64 [unit]   amount of A, >= 0; likewise b
    eps     : float64          floor under amounts above subsistence, > 0
    """
    return (alpha_a * max(b - gamma_b, eps)) / (alpha_b * max(a - gamma_a, eps))


@inline
def bounds(alpha_a, alpha_b, gamma_a, gamma_b, a, b, eps):
    """Reservation prices (p_min, p_max) of A in B.

    alpha_a : float64          weight of A, > 0; likewise alpha_b
    gamma_a : float64 [unit]   subsistence need of A, >= 0; likewise gamma_b
    a       : float64 [unit]   amount of A, >= 0; likewise b
    eps     : float64          > 0

    Edges   below subsistence in both: (1, 1); in exactly one, whichever it is: (1e6, 1e6).
    """
    short_a, short_b = a - gamma_a < eps, b - gamma_b < eps
    if short_a and short_b:
        return 1.0, 1.0
    if short_a or short_b:
        return 1e6, 1e6
    price = mrs(alpha_a, alpha_b, gamma_a, gamma_b, a, b, eps)
    return price, price
