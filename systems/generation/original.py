"""The original engine's initial draws, value for value: numpy's PCG64 in its order (economy.md section 1).

Only `rules: vmt` uses them. The order is: cells x-major, one draw each and a second one where a resource falls; one draw
per agent for its preferences; a shuffle of the cells, or two draws per agent where agents outnumber cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .preferences import pick


class OriginalDraws(NamedTuple):
    """good int8[cells]: 0 A, 1 B, -1 none; entry int64[agents]: of the mix; cell int64[agents]: where each agent begins."""

    good: NDArray[np.int8]
    entry: NDArray[np.int64]
    cell: NDArray[np.int64]


def draw_original(seed: int, width: int, height: int, density: float, n_agents: int, weights: Sequence[float]) -> OriginalDraws:
    """Return the initial state that the original engine draws; its grids were square, ours need not be."""
    n_cells = width * height
    draws = np.random.Generator(np.random.PCG64(seed)).random(2 * n_cells).tolist()
    good = np.full(n_cells, -1, np.int8)
    used = 0
    for cell in range(n_cells):
        if draws[used] < density:
            used += 1
            good[cell] = 0 if draws[used] < 0.5 else 1
        used += 1
    source = np.random.PCG64(seed)
    source.advance(used)
    generator = np.random.Generator(source)
    entry = pick(generator.random(n_agents), weights)
    if n_agents <= n_cells:
        cells = np.arange(n_cells)
        generator.shuffle(cells)
        return OriginalDraws(good, entry, cells[:n_agents])
    places = [generator.integers(0, width) * height + generator.integers(0, height) for _ in range(n_agents)]
    return OriginalDraws(good, entry, np.array(places, np.int64))
