"""Where agents begin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...engine.rng import BEFORE_FIRST_TICK, stream_key
from ...kernels import rng


def draw_cells(seed: int, n_agents: int, n_cells: int) -> NDArray[np.int64]:
    """Return the cell of each agent, int64[n_agents]: no cell is used twice before all are used once, and so on.

    Draws  stream "placement", by cell: a random order of the cells for each round; agent k takes the k-th. An agent more
           or less changes no other agent.
    """
    key = stream_key(seed, "placement")
    cells = np.empty(n_agents, np.int64)
    for round_, first in enumerate(range(0, n_agents, n_cells)):
        order = np.empty(n_cells, np.uint64)
        rng.fill_bits(key, BEFORE_FIRST_TICK, round_, order)
        part = cells[first : first + n_cells]
        part[:] = np.argsort(order, kind="stable")[: len(part)]
    return cells
