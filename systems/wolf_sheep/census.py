"""After the tick: the numbers of each world."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...components.wolf_sheep import EATEN, SHEEP, STARVED, WOLVES, Birth, Census, Death
from ...engine.columns import Mut, Res
from ...engine.events import Event, Events
from ...engine.rows import Rows
from ...kernels import metabolism
from .views import Ground, Sheep, Wolves


def census(
    rows: Rows, sheep: Sheep, wolves: Wolves, ground: Ground, numbers: Mut[Res[Census]], births: Events[Birth], deaths: Events[Death]
) -> None:
    """Count animals, energy and grass, and the births and deaths of the tick.

    After   regrowth
    """
    n_worlds, here = len(numbers.grass), rows.worlds
    total = np.zeros(n_worlds, np.int64)
    for kind, animals in ((SHEEP, sheep), (WOLVES, wolves)):
        numbers.alive[here, kind] = np.diff(animals.rows.offsets)[here]
        metabolism.total_energy(here, animals.rows.offsets, animals.energy.energy, total)
        numbers.energy[here, kind] = total[here]
    metabolism.count_true(here, ground.rows.offsets, ground.grass.grown, numbers.grass)
    lost = by_world_and(deaths, "cause", n_worlds, where=("kind", SHEEP)), by_world_and(deaths, "cause", n_worlds, where=("kind", WOLVES))
    numbers.born[here] = by_world_and(births, "kind", n_worlds)[here]
    numbers.eaten[here] = lost[SHEEP][here, EATEN]
    for kind in (SHEEP, WOLVES):
        numbers.starved[here, kind] = lost[kind][here, STARVED]


def by_world_and(events: Events[Event], column: str, n_worlds: int, where: tuple[str, int] | None = None) -> NDArray[np.int64]:
    """Count the events of this tick by world and a column of two values, int64[W, 2]; `where` is a column and its value."""
    rows = events.rows()
    chosen = slice(None) if where is None else rows[where[0]] == where[1]
    return np.bincount(2 * rows["world"][chosen] + rows[column][chosen], minlength=2 * n_worlds).reshape(n_worlds, 2)
