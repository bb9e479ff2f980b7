"""Which utility function each agent has."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...engine.rng import BEFORE_FIRST_TICK, stream_key
from ...kernels import rng


def draw_mix(seed: int, n_agents: int, weights: Sequence[float]) -> NDArray[np.int64]:
    """Return the entry of the mix that each agent gets, int64[n_agents], with probabilities in proportion to the weights.

    Draws  stream "preferences", by uid: an agent more or less changes no other agent.
    """
    draws = np.empty(n_agents)
    rng.fill_uniform(stream_key(seed, "preferences"), BEFORE_FIRST_TICK, 0, draws)
    return pick(draws, weights)


def pick(draws: NDArray[np.float64], weights: Sequence[float]) -> NDArray[np.int64]:
    """Return the entry that each uniform draw falls on, weights being normalised first."""
    steps = np.cumsum(np.asarray(weights, float))
    return np.searchsorted(steps / steps[-1], draws, side="right")
