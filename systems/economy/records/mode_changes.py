"""When what agents may do has changed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....components.economy import MODES, Mode
from ....engine.telemetry.record import Record, Rows, record_columns
from ....engine.world import World


def read_mode_changes(world: World, old: NDArray[np.int8]) -> Rows:
    """One row per world whose mode has changed."""
    new = world[Mode].current
    changed = np.flatnonzero(new != old)
    return np.searchsorted(changed, np.arange(world.n_worlds + 1)), {"old": old[changed], "new": new[changed]}


MODE_CHANGES = Record("mode_changes", record_columns(
    ("old", "i1", "1", "what agents could do until then", MODES),
    ("new", "i1", "1", "what they may do from this tick on", MODES),
), read_mode_changes, is_event=True, within="mode", before=lambda world: world[Mode].current.copy())  # fmt: skip
