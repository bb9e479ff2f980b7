"""Functions of the C library, called as such.

The compiler takes `x ** y`, `math.log` and `math.exp` for something that it may compute before it is known to be needed: in a
loop over payments it moved the powers of the CES family out of the loop, and computed them for agents of other families too.
"""

from __future__ import annotations

import math

import numba
from numba import types

if numba.config.DISABLE_JIT:  # called as such only from compiled code
    exp, log = math.exp, math.log

    def power(x, y):
        """Return x to the power y, float64.

        x : float64   base, > 0
        y : float64   exponent
        """
        return x**y

else:
    exp, log = (types.ExternalFunction(name, types.float64(types.float64)) for name in ("exp", "log"))
    power = types.ExternalFunction("pow", types.float64(types.float64, types.float64))
