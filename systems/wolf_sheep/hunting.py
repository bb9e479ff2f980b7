"""Phase 3: wolves eat sheep."""

from __future__ import annotations

import numpy as np

from ...components.wolf_sheep import EATEN, SHEEP, WOLVES, Death, Energy, Grid, Hunter, Place, Rules
from ...engine.columns import Mut, Res
from ...engine.events import Events
from ...engine.rows import Rows
from ...kernels.predation import hunt
from ...kernels.space import cell_list
from .views import Flock, Fold


def hunting(
    rows: Rows,
    place: Place,
    energy: Mut[Energy],
    hunter: Mut[Hunter],
    flock: Flock,
    fold: Fold,
    grid: Res[Grid],
    rules: Res[Rules],
    deaths: Events[Death],
) -> None:
    """Let each wolf, eldest first, eat the eldest sheep on its cell that no wolf has eaten yet.

    Keeps   a sheep feeds one wolf, and dies of it
    After   grazing        Before  starvation
    """
    everyone = np.ones(len(flock.place.x), np.bool_)
    cell_list(
        rows.worlds, flock.rows.offsets, fold.rows.offsets, grid.height, everyone, flock.place.x, flock.place.y,
        fold.by_cell.end, flock.grazer.listed,
    )  # fmt: skip
    caught = np.full(len(place.x), -1)
    hunt(
        rows.worlds, rows.offsets, flock.rows.offsets, fold.rows.offsets, grid.height, np.ascontiguousarray(rules.gain[:, WOLVES]),
        place.x, place.y, fold.by_cell.end, flock.grazer.listed, fold.by_cell.taken, energy.energy, hunter.meals, caught,
    )  # fmt: skip
    prey = np.sort(caught[caught >= 0])
    worlds, uids = flock.rows.world_of(prey), flock.rows.uid[prey]
    flock.population.kill(worlds, uids)
    out = deaths.room(len(prey))
    out.world[: len(prey)], out.uid[: len(prey)], out.energy[: len(prey)] = worlds, uids, flock.energy.energy[prey]
    deaths.added(len(prey), kind=SHEEP, cause=EATEN)
