r"""Utility of money: linear, \lambda M, or logarithmic, \lambda \ln(M + M_0), beside the utility of goods.

Source  economy.md sections 3 and 14 (Q5).
"""

from __future__ import annotations

from .jit import inline
from .utility.libm import log

NONE, LINEAR, LOG = range(3)
"""Forms."""
FLOOR = 1e-12  # of what stands under the logarithm


@inline
def money_utility(form, weight, shift, money, unit):
    """Utility of an amount of money: float64 [util]; 0 where it has none.

    form   : int8       NONE, LINEAR or LOG
    weight : float64    lambda, > 0
    shift  : float64    M_0, >= 0
    money  : int64      minor units
    unit   : float64    minor units in what lambda is the utility of, >= 1
    """
    if form == LINEAR:
        return weight * (money / unit)
    if form == LOG:
        return weight * log(max(money / unit + shift, FLOOR))
    return 0.0


@inline
def marginal_of_money(form, weight, shift, money, unit, eps):
    """Utility of one more of the unit of money: float64 [util].

    form   : int8       LINEAR or LOG
    weight : float64    lambda, > 0
    shift  : float64    M_0, >= 0
    money  : int64      minor units
    unit   : float64    minor units in what lambda is the utility of, >= 1
    eps    : float64    floor under what stands under the logarithm, > 0
    """
    return weight / max(money / unit + shift, eps) if form == LOG else weight
