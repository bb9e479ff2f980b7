r"""Bliss points: utility falls on either side of them.

.. math:: u = -(A-A^*)^2/\sigma_A^2 - (B-B^*)^2/\sigma_B^2 - \gamma (A-A^*)(B-B^*)

A*, B*, sigmas > 0; gamma >= 0. Source  economy.md section 3.
"""

from __future__ import annotations

import numpy as np

from ..jit import inline
from .square import square


@inline
def utility(a_star, b_star, sigma_a, sigma_b, gamma, a, b):
    """Utility of (a, b): float64 [util], <= 0 unless gamma is large.

    a_star  : float64 [unit]   bliss point of A, > 0; likewise b_star
    sigma_a : float64 [unit]   tolerance for A, > 0; likewise sigma_b
    gamma   : float64          cross term, >= 0
    a       : float64 [unit]   amount of A, >= 0; likewise b
    """
    da, db = a - a_star, b - b_star
    return -(square(da) / square(sigma_a)) - (square(db) / square(sigma_b)) - gamma * da * db


@inline
def marginal(a_star, b_star, sigma_a, sigma_b, gamma, a, b, eps):
    """Marginal utilities (MU_A, MU_B): negative beyond the bliss point.

    a_star  : float64 [unit]   bliss point of A, > 0; likewise b_star
    sigma_a : float64 [unit]   tolerance for A, > 0; likewise sigma_b
    gamma   : float64          cross term, >= 0
    a       : float64 [unit]   amount of A, >= 0; likewise b
    eps     : float64          not used
    """
    da, db = a - a_star, b - b_star
    return -2.0 * da / square(sigma_a) - gamma * db, -2.0 * db / square(sigma_b) - gamma * da


@inline
def mrs(a_star, b_star, sigma_a, sigma_b, gamma, a, b, eps):
    """MU_A / MU_B: float64 [B per A]; NaN within eps of MU_B = 0.

    a_star  : float64 [unit]   bliss point of A, > 0; likewise b_star
    sigma_a : float64 [unit]   tolerance for A, > 0; likewise sigma_b
    gamma   : float64          cross term, >= 0
    a       : float64 [unit]   amount of A, >= 0; likewise b
    eps     : float64          > 0
    """
    mu_a, mu_b = marginal(a_star, b_star, sigma_a, sigma_b, gamma, a, b, eps)
    return np.nan if abs(mu_b) < eps else mu_a / mu_b


@inline
def bounds(a_star, b_star, sigma_a, sigma_b, gamma, a, b, eps):
    """Reservation prices (p_min, p_max) of A in B.

    a_star  : float64 [unit]   bliss point of A, > 0; likewise b_star
    sigma_a : float64 [unit]   tolerance for A, > 0; likewise sigma_b
    gamma   : float64          cross term, >= 0
    a       : float64 [unit]   amount of A, >= 0; likewise b
    eps     : float64          price at which a sated agent gives A away, > 0

    Edges   sated with both goods: (inf, 0), no trade; with A only: (eps, eps); with B only: (1e6, 1e6).
    """
    mu_a, mu_b = marginal(a_star, b_star, sigma_a, sigma_b, gamma, a, b, eps)
    if mu_a <= 0.0 and mu_b <= 0.0:
        return np.inf, 0.0
    if mu_a <= 0.0:
        return eps, eps
    if mu_b <= 0.0:
        return 1e6, 1e6
    return mu_a / mu_b, mu_a / mu_b
