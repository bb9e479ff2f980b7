r"""Demand of the CES family.

.. math:: \frac{p_B B}{p_A A} = \left(\frac{w_B}{w_A}\right)^\sigma \left(\frac{p_A}{p_B}\right)^{\sigma-1},
          \qquad \sigma = \frac{1}{1-\rho}

Source  Arrow, Chenery, Minhas & Solow 1961, Rev. Econ. Stat. 43(3): 225-250, equation 14 solved for quantities.
"""

from __future__ import annotations

from ..jit import inline
from ..utility.libm import exp, log
from .standing import IRREGULAR, REGULAR, SPENT, SUBSTITUTES

MOST = 700.0  # exp of more is not finite


@inline
def demand(rho, wa, wb, price_a, price_b, wealth):
    """The best affordable bundle: (a, b, SPENT).

    rho     : float64   substitution parameter, < 1 and not 0; above 1 only one good is bought
    wa      : float64   weight of A, > 0; likewise wb
    price_a : float64   > 0; likewise price_b
    wealth  : float64   >= 0
    """
    if rho > 1.0:  # indifference curves bow outwards: the better corner, u = w^(1/rho) * amount
        if log(wa) / rho - log(price_a) >= log(wb) / rho - log(price_b):
            return wealth / price_a, 0.0, SPENT
        return 0.0, wealth / price_b, SPENT
    elasticity = 1.0 / (1.0 - rho)
    log_ratio = elasticity * log(wb / wa) + (elasticity - 1.0) * log(price_a / price_b)
    log_ratio = min(max(log_ratio, -MOST), MOST)
    return wealth / (1.0 + exp(log_ratio)) / price_a, wealth / (1.0 + exp(-log_ratio)) / price_b, SPENT


@inline
def standing(rho):
    """IRREGULAR, REGULAR or SUBSTITUTES: with rho < 0 the income effect may outweigh substitution.

    rho : float64   substitution parameter
    """
    if rho >= 1.0:
        return IRREGULAR
    return SUBSTITUTES if rho > 0.0 else REGULAR
