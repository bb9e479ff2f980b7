"""Which cells bear a resource, and of which good."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...engine.rng import BEFORE_FIRST_TICK, stream_key
from ...kernels import rng


def draw_resources(seed: int, n_cells: int, density: float) -> NDArray[np.int8]:
    """Return the good of each cell, int8[n_cells]: 0 A or 1 B, equally likely, with probability `density`; else -1.

    Draws  stream "resources", by cell: index 0 whether, index 1 which.
    """
    key = stream_key(seed, "resources")
    whether, which = np.empty(n_cells), np.empty(n_cells)
    rng.fill_uniform(key, BEFORE_FIRST_TICK, 0, whether)
    rng.fill_uniform(key, BEFORE_FIRST_TICK, 1, which)
    return np.where(whether < density, np.where(which < 0.5, 0, 1), -1).astype(np.int8)
