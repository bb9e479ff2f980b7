r"""The linear expenditure system: subsistence first, fixed shares of what is left.

.. math:: p_A A = p_A\gamma_A + \frac{\alpha_A}{\alpha_A+\alpha_B}(w - p_A\gamma_A - p_B\gamma_B)

Source  Stone 1954, Econ. J. 64(255): 511-527.
"""

from __future__ import annotations

from ..jit import inline
from .standing import HUNGRY, REGULAR, SPENT, SUBSTITUTES, UNKNOWN

ROUNDING = 1e-12  # of wealth: who owns just the subsistence needs can pay for them


@inline
def demand(alpha_a, alpha_b, gamma_a, gamma_b, price_a, price_b, wealth):
    """The best affordable bundle: (a, b, SPENT); (0, 0, UNKNOWN) for who cannot pay for subsistence.

    alpha_a : float64          weight of A, > 0; likewise alpha_b
    gamma_a : float64 [unit]   subsistence need of A, >= 0; likewise gamma_b
    price_a : float64          > 0; likewise price_b
    wealth  : float64          >= 0
    """
    left = wealth - price_a * gamma_a - price_b * gamma_b
    if left < -ROUNDING * wealth:
        return 0.0, 0.0, UNKNOWN
    left = max(left, 0.0)
    share = alpha_a / (alpha_a + alpha_b)
    return gamma_a + share * left / price_a, gamma_b + (1.0 - share) * left / price_b, SPENT


@inline
def standing(gamma_a, gamma_b, a, b):
    """SUBSTITUTES with enough of both goods, REGULAR with enough of one, HUNGRY with too little at any price.

    gamma_a : float64 [unit]   subsistence need of A, >= 0; likewise gamma_b
    a       : float64 [unit]   endowment of A, >= 0; likewise b
    """
    if a >= gamma_a and b >= gamma_b:
        return SUBSTITUTES
    return REGULAR if a > gamma_a or b > gamma_b else HUNGRY
