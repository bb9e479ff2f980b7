"""Phase 4: who has no energy left dies."""

from __future__ import annotations

import numpy as np

from ...components.wolf_sheep import STARVED, Death, Energy, Species
from ...engine.events import Events
from ...engine.rows import Rows
from ...engine.table import Population
from ...kernels import metabolism


def starvation(rows: Rows, energy: Energy, species: Species, animals: Population, deaths: Events[Death]) -> None:
    """Kill the animals with energy below 0.

    Keeps   no energy below 0 at the end of a tick
    After   hunting        Before  reproduction
    """
    room = np.empty(len(energy.energy), np.int64)
    dead = room[: metabolism.starving(rows.blocks, energy.energy, room)]
    worlds, uids = rows.world_of(dead), rows.uid[dead]
    animals.kill(worlds, uids)
    out = deaths.room(len(dead))
    out.world[: len(dead)], out.uid[: len(dead)], out.energy[: len(dead)] = worlds, uids, energy.energy[dead]
    out.kind[: len(dead)] = species.kind[dead]
    deaths.added(len(dead), cause=STARVED)
