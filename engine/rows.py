"""Which rows a system works on: the worlds it runs for, where each world's rows begin, and blocks for parallel maps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

BLOCK = 4096  # rows; one block never spans two worlds, so a result per block does not depend on the batch
_cut = (BLOCK, False)  # (rows of a block, last block first)


@contextmanager
def cut_rows(block: int, *, backwards: bool = False) -> Iterator[None]:
    """Cut the rows of worlds that are built inside into blocks of `block` rows, the last first if `backwards`.

    For tests: no result may depend on it.
    """
    global _cut
    previous, _cut = _cut, (block, backwards)
    try:
        yield
    finally:
        _cut = previous


@dataclass(frozen=True, eq=False)
class Rows:
    """The shape of a table as kernels see it. Ask for it with a parameter annotated `Rows`.

    worlds   int64[K]: the worlds to do, rising
    offsets  int64[W+1]: first row of each world, of all worlds; the rows of world w are offsets[w]:offsets[w+1]
    blocks   int64[B, 3]: (world, first row, last row + 1) of runs of at most BLOCK rows of the worlds to do
    """

    worlds: NDArray[np.int64]
    offsets: NDArray[np.int64]
    blocks: NDArray[np.int64]
    _uids: Callable[[], NDArray[np.int64]]

    @cached_property
    def uid(self) -> NDArray[np.int64]:
        """int64[N]: who each row is, for draws that belong to an entity and for births and deaths."""
        return self._uids()

    def begins(self, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where the results of each block begin, int64[B], if it has `sizes[b]` of them and all lie in the order of rows."""
        in_order = np.argsort(self.blocks[:, 1])
        result = np.empty_like(sizes)
        result[in_order] = np.cumsum(sizes[in_order]) - sizes[in_order]
        return result

    def world_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the world of each of some rows of the table."""
        return np.searchsorted(self.offsets, rows, side="right") - 1


def make_rows(offsets: NDArray[np.int64], uids: Callable[[], NDArray[np.int64]], chosen: NDArray[np.bool_]) -> Rows:
    """Return the Rows of the chosen worlds. offsets: int64[W+1]; `uids` gives those of all rows, int64[N]; chosen: bool[W]."""
    block, backwards = _cut
    worlds = np.flatnonzero(chosen)
    sizes = offsets[worlds + 1] - offsets[worlds]
    n_blocks = -(-sizes // block)
    world = np.repeat(worlds, n_blocks)
    within = np.arange(n_blocks.sum()) - np.repeat(np.cumsum(n_blocks) - n_blocks, n_blocks)
    first = offsets[world] + within * block
    last = np.minimum(first + block, offsets[world + 1])
    blocks = np.stack([world, first, last], axis=1)
    return Rows(worlds, offsets, np.ascontiguousarray(blocks[::-1] if backwards else blocks), uids)
