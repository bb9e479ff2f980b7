"""After the tick: the numbers of each world."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...components.wolf_sheep import SHEEP, STARVED, WOLVES, Birth, Census, Death
from ...engine.columns import Mut, Res
from ...engine.events import Events
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
    born, died = births.rows(), deaths.rows()
    numbers.born[here] = _count(born["world"], born["kind"], n_worlds)[here]
    hungry = died["cause"] == STARVED
    numbers.starved[here] = _count(died["world"][hungry], died["kind"][hungry], n_worlds)[here]
    numbers.eaten[here] = np.bincount(died["world"][~hungry], minlength=n_worlds)[here]


def _count(worlds: NDArray[np.int32], kinds: NDArray[np.int8], n_worlds: int) -> NDArray[np.int64]:
    """Count events by world and kind, int64[W, 2]."""
    return np.bincount(2 * worlds + kinds, minlength=2 * n_worlds).reshape(n_worlds, 2)
