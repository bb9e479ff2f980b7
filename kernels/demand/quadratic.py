"""Demand with a bliss point: the bliss point if it is affordable, else the best point of the budget line."""

from __future__ import annotations

from ..jit import inline
from .standing import IRREGULAR, REGULAR, SATED, SPENT


@inline
def demand(a_star, b_star, sigma_a, sigma_b, gamma, price_a, price_b, wealth):
    """The best affordable bundle: (a, b, SPENT or SATED), for a concave utility.

    a_star  : float64 [unit]   bliss point of A, > 0; likewise b_star
    sigma_a : float64 [unit]   tolerance for A, > 0; likewise sigma_b
    gamma   : float64          cross term, >= 0
    price_a : float64          > 0; likewise price_b
    wealth  : float64          >= 0

    With a bliss point out of reach the best bundle lies on the budget line: from any other a step towards bliss is better
    and affordable. There MU_A = (p_A / p_B) MU_B, a linear equation in A.
    """
    if price_a * a_star + price_b * b_star <= wealth:
        return a_star, b_star, SATED
    ratio = price_a / price_b
    curve_a, curve_b = 2.0 / (sigma_a * sigma_a), 2.0 / (sigma_b * sigma_b)
    beyond = wealth / price_b - b_star  # excess of B over bliss if nothing is spent on A
    steepness = curve_a - ratio * gamma + ratio * (curve_b * ratio - gamma)
    a = (curve_a * a_star - gamma * beyond + ratio * (curve_b * beyond - gamma * a_star)) / steepness
    most = wealth / price_a
    if a >= most:
        return most, 0.0, SPENT  # exactly: the difference below may round to a trace of B
    a = max(a, 0.0)
    return a, max(wealth - price_a * a, 0.0) / price_b, SPENT


@inline
def standing(sigma_a, sigma_b, gamma):
    """REGULAR where utility is strictly concave: gamma < 2 / (sigma_A sigma_B). Else IRREGULAR.

    sigma_a : float64 [unit]   tolerance for A, > 0; likewise sigma_b
    gamma   : float64          cross term, >= 0
    """
    return REGULAR if gamma * sigma_a * sigma_b < 2.0 else IRREGULAR
