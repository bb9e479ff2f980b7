"""Protocols of bargaining that somebody else wrote: a score of blocks becomes a kernel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..jit import parallel_unkept, prange
from .agreement import agree_in_block


def kernel_of(score: Callable[..., Any]) -> Any:
    """Return the kernel of a protocol that agrees on the block with the highest `score`, a function compiled by `jit`.

    numba cannot keep the code of a kernel that closes over a function, so it is compiled once in each process.
    """

    def bargain(blocks, first, worlds, people, deal, terms):  # type: ignore[no-untyped-def]
        for b in prange(blocks.shape[0]):
            agree_in_block(score, b, blocks, first, worlds, people, deal, terms)
        return 0

    return parallel_unkept(bargain)
