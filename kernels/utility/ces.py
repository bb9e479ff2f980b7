r"""Constant elasticity of substitution.

.. math:: u = (w_A A^\rho + w_B B^\rho)^{1/\rho}

rho < 1 usually, never 0 or 1; w_A, w_B > 0; elasticity 1 / (1 - rho).

Edges   with rho < 0 a missing good gives 0, or counts as a small amount, the floor, if there is one; with rho > 0 it contributes nothing.
Source  Arrow, Chenery, Minhas & Solow 1961, Rev. Econ. Stat. 43(3): 225-250; edges and order of operations: economy.md 3.
"""

from __future__ import annotations

from ..jit import inline
from .libm import power


@inline
def utility(rho, wa, wb, floor, a, b):
    """Utility of (a, b): float64 [util].

    rho   : float64          substitution parameter
    wa    : float64          weight of A, > 0; likewise wb
    floor : float64 [unit]   what one missing good counts as where rho < 0; 0 for nothing
    a     : float64 [unit]   amount of A, >= 0; likewise b
    """
    if rho < 0.0 and (a == 0.0 or b == 0.0):
        if floor == 0.0 or a == b:
            return 0.0
        a, b = max(a, floor), max(b, floor)
    total = (wa * power(a, rho) if a > 0.0 else 0.0) + (wb * power(b, rho) if b > 0.0 else 0.0)
    if total <= 0.0:
        return 0.0
    return power(total, 1.0 / rho)


@inline
def marginal(rho, wa, wb, floor, a, b, eps):
    """Marginal utilities (MU_A, MU_B): (wa, wb) with nothing in hand, (0, 0) where utility is 0.

    rho   : float64          substitution parameter
    wa    : float64          weight of A, > 0; likewise wb
    floor : float64 [unit]   see `utility`
    a     : float64 [unit]   amount of A, >= 0; likewise b
    eps   : float64          floor under amounts in the slopes, > 0
    """
    if a == 0.0 and b == 0.0:
        return wa, wb
    level = utility(rho, wa, wb, floor, a, b)
    if level == 0.0:
        return 0.0, 0.0
    scale = power(level, 1.0 - rho)
    return scale * wa * power(max(a, eps), rho - 1.0), scale * wb * power(max(b, eps), rho - 1.0)


@inline
def mrs(rho, wa, wb, a, b, eps):
    """MU_A / MU_B: float64 [B per A]; with a good missing, both amounts are shifted by eps.

    rho : float64          substitution parameter
    wa  : float64          weight of A, > 0; likewise wb
    a   : float64 [unit]   amount of A, >= 0; likewise b
    eps : float64          shift, > 0
    """
    if a == 0.0 or b == 0.0:
        a, b = a + eps, b + eps
    return (wa / wb) * power(a / b, rho - 1.0)
