r"""Transcendental logarithmic: a second-order approximation of any smooth utility.

.. math:: \ln u = \alpha_0 + \alpha_A \ln A + \alpha_B \ln B
          + \tfrac12\beta_{AA}\ln^2 A + \tfrac12\beta_{BB}\ln^2 B + \beta_{AB}\ln A \ln B

alpha_A, alpha_B > 0. Amounts below 1e-12 count as 1e-12 in logarithms; ln u is capped at 700, the edge of float64.
Source  Christensen, Jorgenson & Lau 1975, Am. Econ. Rev. 65(3): 367-383; edges and order: economy.md section 3.
"""

from __future__ import annotations

from ..jit import inline
from . import libm
from .logarithm import log, log_and_square

FLOOR = 1e-12


@inline
def utility(alpha_0, alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, a, b):
    """Utility of (a, b): float64 [util], > 0.

    alpha_0 : float64          constant
    alpha_a : float64          first order, > 0; likewise alpha_b
    beta_aa : float64          second order; likewise beta_bb
    beta_ab : float64          interaction
    a       : float64 [unit]   amount of A, >= 0; likewise b
    """
    la, la_squared = log_and_square(max(a, FLOOR))
    lb, lb_squared = log_and_square(max(b, FLOOR))
    log_u = alpha_0 + alpha_a * la + alpha_b * lb + 0.5 * beta_aa * la_squared + 0.5 * beta_bb * lb_squared + beta_ab * la * lb
    return libm.exp(min(log_u, 700.0))


@inline
def slopes(alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, a, b, eps):
    """Derivatives of ln u by A and by B: two float64 [1/unit].

    alpha_a : float64          first order, > 0; likewise alpha_b
    beta_aa : float64          second order; likewise beta_bb
    beta_ab : float64          interaction
    a       : float64 [unit]   amount of A, >= 0; likewise b
    eps     : float64          floor under amounts, > 0
    """
    a, b = max(a, eps), max(b, eps)
    la, lb = log(a), log(b)
    return (alpha_a + beta_aa * la + beta_ab * lb) / a, (alpha_b + beta_bb * lb + beta_ab * la) / b


@inline
def marginal(alpha_0, alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, a, b, eps):
    """Marginal utilities (MU_A, MU_B): utility times the slopes of its logarithm.

    alpha_0 : float64          constant
    alpha_a : float64          first order, > 0; likewise alpha_b
    beta_aa : float64          second order; likewise beta_bb
    beta_ab : float64          interaction
    a       : float64 [unit]   amount of A, >= 0; likewise b
    eps     : float64          floor under amounts, > 0
    """
    level = utility(alpha_0, alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, a, b)
    slope_a, slope_b = slopes(alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, a, b, FLOOR)
    return level * slope_a, level * slope_b


@inline
def mrs(alpha_0, alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, a, b, eps):
    """MU_A / MU_B: float64 [B per A]; 1e6 or eps, by the sign of MU_A, within eps of MU_B = 0.

    alpha_0 : float64          not used: it cancels
    alpha_a : float64          first order, > 0; likewise alpha_b
    beta_aa : float64          second order; likewise beta_bb
    beta_ab : float64          interaction
    a       : float64 [unit]   amount of A, >= 0; likewise b
    eps     : float64          floor under amounts, > 0
    """
    slope_a, slope_b = slopes(alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, a, b, eps)
    if abs(slope_b) < eps:
        return 1e6 if slope_a > 0.0 else eps
    return slope_a / slope_b
