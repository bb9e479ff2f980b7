"""Protocols of matching that somebody else wrote: a value of pairs becomes a kernel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..jit import parallel_unkept, prange
from .pairs import revalue_block


def kernel_of(judge: Callable[..., Any]) -> Any:
    """Return the kernel of a protocol that forms the pair with the highest value of `judge` first, a function compiled by `jit`.

    numba cannot keep the code of a kernel that closes over a function, so it is compiled once in each process.
    """

    def revalue(blocks, first, n_pooled, room, used, worlds, pool, edges):  # type: ignore[no-untyped-def]
        for b in prange(blocks.shape[0]):
            revalue_block(judge, b, blocks, first, n_pooled, room, used, worlds, pool, edges)
        return 0

    return parallel_unkept(revalue)
