"""Bits of a 64-bit word: where the lowest and the highest stand. One machine instruction each."""

from __future__ import annotations

import numba
import numpy as np
from numba.cpython.unsafe.numbers import leading_zeros, trailing_zeros

from .jit import inline

if numba.config.DISABLE_JIT:  # the instructions exist in compiled code only

    def trailing_zeros(word):
        """Return the place of the lowest bit of a word, > 0."""
        return (int(word) & -int(word)).bit_length() - 1

    def leading_zeros(word):
        """Return how many zeros stand above the highest bit of a word, > 0."""
        return 64 - int(word).bit_length()


@inline
def lowest_bit(word):
    """Place of the lowest bit that is set: int64, 0 .. 63.

    word : uint64   > 0
    """
    return np.int64(trailing_zeros(word))


@inline
def highest_bit(word):
    """Place of the highest bit that is set: int64, 0 .. 63.

    word : uint64   > 0
    """
    return np.int64(63) - np.int64(leading_zeros(word))
