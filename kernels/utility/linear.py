r"""Perfect substitutes.

.. math:: u = v_A A + v_B B

v_A, v_B > 0. Source  economy.md section 3.
"""

from __future__ import annotations

from ..jit import inline


@inline
def utility(va, vb, a, b):
    """Utility of (a, b): float64 [util].

    va : float64          value of a unit of A, > 0; likewise vb
    a  : float64 [unit]   amount of A, >= 0; likewise b
    """
    return va * a + vb * b


@inline
def marginal(va, vb, a, b, eps):
    """Marginal utilities (MU_A, MU_B): constant.

    va  : float64          value of a unit of A, > 0; likewise vb
    a   : float64 [unit]   not used; likewise b
    eps : float64          not used
    """
    return va, vb


@inline
def mrs(va, vb, a, b, eps):
    """MU_A / MU_B: float64 [B per A], constant.

    va  : float64          value of a unit of A, > 0; likewise vb
    a   : float64 [unit]   not used; likewise b
    eps : float64          not used
    """
    return va / vb
