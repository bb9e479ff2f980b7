"""Utilities of given bundles, one for each agent."""

from __future__ import annotations

from .jit import jit
from .utility import utility


@jit
def levels(family, parameters, bundles, out):
    """Compute everyone's utility.

    family     : int8[N]              families of utility
    parameters : float64[N, 6]        their parameters
    bundles    : float64[N, 2] [unit] columns A, B; >= 0
    out        : float64[N] [util]    overwritten
    """
    for i in range(family.shape[0]):
        p = parameters[i]
        out[i] = utility(family[i], p[0], p[1], p[2], p[3], p[4], p[5], bundles[i, 0], bundles[i, 1])
    return 0
