"""When what agents may do has changed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....components.economy import MODES, Cell, Grid, Institution, Mode, Position, Rules, Zone
from ....engine.telemetry.record import Record, Rows, record_columns
from ....engine.world import World

Modes = NDArray[np.int8]


def keep(world: World) -> tuple[Modes, Modes, Modes]:
    """Return the modes of worlds, zones and agents as they are before they change."""
    return world[Mode].current.copy(), world[Zone].mode.copy(), world[Institution].mode.copy()


def read_mode_changes(world: World, old: tuple[Modes, Modes, Modes]) -> Rows:
    """One row per world whose mode has changed, then one per zone; and one per agent where modes differ by zone or by agent."""
    zones, agents = world.tables["zones"], world.tables["agents"]
    worlds = np.flatnonzero(world[Mode].current != old[0])
    switched = np.flatnonzero(world[Zone].mode != old[1])
    moved = np.flatnonzero((world[Institution].mode != old[2]) & world[Rules].local_modes[agents.world_of])
    w = np.concatenate([worlds, zones.world_of[switched], agents.world_of[moved]])
    order = np.argsort(w, kind="stable")
    none = np.full(len(worlds), -1)
    columns = {
        "old": np.concatenate([old[0][worlds], old[1][switched], old[2][moved]]),
        "new": np.concatenate([world[Mode].current[worlds], world[Zone].mode[switched], world[Institution].mode[moved]]),
        "zone": np.concatenate([none, switched - zones.offsets[zones.world_of[switched]], _zone_of(world, moved)]),
        "uid": np.concatenate([none, np.full(len(switched), -1), agents.uid[moved]]),
    }
    return np.searchsorted(w[order], np.arange(world.n_worlds + 1)), {name: values[order] for name, values in columns.items()}


def _zone_of(world: World, rows: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return the number of the zone in which each of some agents stands, -1 for none."""
    position, w = world[Position], world.tables["agents"].world_of[rows]
    return world[Cell].zone[world.tables["cells"].offsets[w] + position.x[rows] * world[Grid].height[w] + position.y[rows]]


MODE_CHANGES = Record("mode_changes", record_columns(
    ("old", "i1", "1", "what agents could do until then", MODES),
    ("new", "i1", "1", "what they may do from this tick on", MODES),
    ("zone", "i1", "1", "the zone in which this is so, in the order of the file; -1 for all that is in no zone"),
    ("uid", "i8", "1", "the agent that this concerns, -1 for all who stand there and have no schedule of their own"),
), read_mode_changes, is_event=True, within="mode", before=keep)  # fmt: skip
