"""Phase 2: sheep eat grass."""

from __future__ import annotations

import numpy as np

from ...components.wolf_sheep import SHEEP, Census, Energy, Grazer, Grid, Place, Rules
from ...engine.columns import Mut, Res
from ...engine.rows import Rows
from ...kernels import grazing as grass
from .views import Meadow


def grazing(
    rows: Rows,
    place: Place,
    energy: Mut[Energy],
    grazer: Mut[Grazer],
    meadow: Meadow,
    grid: Res[Grid],
    rules: Res[Rules],
    census: Mut[Res[Census]],
) -> None:
    """Let each sheep eat the grass of its cell; of several on a cell, the eldest.

    Keeps   a patch feeds one sheep
    After   movement       Before  hunting
    """
    grass.graze(
        rows.worlds, rows.offsets, meadow.rows.offsets, grid.height, np.ascontiguousarray(rules.gain[:, SHEEP]), rules.regrowth,
        place.x, place.y, meadow.grass.grown, meadow.grass.countdown, energy.energy, grazer.meals, census.grazed,
    )  # fmt: skip
