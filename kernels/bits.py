"""How many zeros stand below the lowest bit of a 64-bit word, and above the highest. One machine instruction each."""

from __future__ import annotations

import numba
import numpy as np
from numba.cpython.unsafe import numbers

from .jit import inline

if numba.config.DISABLE_JIT:  # the instructions exist in compiled code only

    def trailing_zeros(word):
        """Return how many zeros stand below the lowest bit, int64, 64 if none is set.

        word : uint64
        """
        return (int(word) & -int(word)).bit_length() - 1 if word else 64

    def leading_zeros(word):
        """Return how many zeros stand above the highest bit, int64, 64 if none is set.

        word : uint64
        """
        return 64 - int(word).bit_length()

else:

    @inline
    def trailing_zeros(word):
        """Return how many zeros stand below the lowest bit, int64, 64 if none is set.

        word : uint64
        """
        return np.int64(numbers.trailing_zeros(word))

    @inline
    def leading_zeros(word):
        """Return how many zeros stand above the highest bit, int64, 64 if none is set.

        word : uint64
        """
        return np.int64(numbers.leading_zeros(word))
