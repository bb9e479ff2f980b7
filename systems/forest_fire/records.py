"""What can be recorded of a forest fire, and what a run of it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...components.forest_fire import BURNING, BURNT, EMPTY, STATES, TREE, Extent, Grid, Vegetation
from ...engine.telemetry.record import Record, Rows, record_columns
from ...engine.world import World


def read_ticks(world: World) -> Rows:
    """One row per world: how much stands, burns and is burnt."""
    numbers = world[Extent]
    return np.arange(world.n_worlds + 1), {
        "trees": numbers.cells[:, TREE],
        "burning": numbers.cells[:, BURNING],
        "burnt": numbers.cells[:, BURNT],
        "empty": numbers.cells[:, EMPTY],
        "reach": numbers.reach,
    }


def read_cells(world: World) -> Rows:
    """One row per cell."""
    cells = world.tables["cells"]
    w = cells.world_of
    x, y = np.divmod(np.arange(len(cells)) - cells.offsets[w], world[Grid].height[w])
    return cells.offsets, {"x": x, "y": y, "state": world[Vegetation].state}


def summarise(world: World, w: int, first: Mapping[str, Any], totals: Mapping[str, int]) -> dict[str, int | float]:
    """Return the outcome of world `w`: what stands, how much burnt of what stood at first, and how far the fire came."""
    numbers, width = world[Extent], int(world[Grid].width[w])
    stood = int(first["trees"]) + int(first["burning"])
    return {
        "trees": int(numbers.cells[w, TREE]),
        "burning": int(numbers.cells[w, BURNING]),
        "burnt": int(numbers.cells[w, BURNT]),
        "burnt_share": int(numbers.cells[w, BURNT]) / stood if stood else 0.0,
        "reach": int(numbers.reach[w]),
        "crossed": int(numbers.reach[w] == width - 1),
    }


SUMMED = ()
"""Columns of `ticks` whose sums `summarise` asks for: none."""

LABELS = {
    "trees": "trees standing",
    "burning": "trees burning",
    "burnt": "cells burnt",
    "burnt_share": "burnt per tree at first",
    "reach": "rightmost column burnt",
}
"""What the closing table of a run shows of the summary, and how it calls it."""


RECORDS = (
    Record("ticks", record_columns(
        ("trees", "i8", "cell", "trees that stand"),
        ("burning", "i8", "cell", "trees that burn"),
        ("burnt", "i8", "cell", "cells that are burnt, and on which nothing has grown since"),
        ("empty", "i8", "cell", "cells that have had no tree"),
        ("reach", "i4", "cell", "rightmost column that has burnt or burns, -1 for none"),
    ), read_ticks, in_summary=True),
    Record("cells", record_columns(
        ("x", "i4", "cell", "column of the grid"),
        ("y", "i4", "cell", "row of the grid"),
        ("state", "i1", "1", "what stands there", STATES),
    ), read_cells),
)  # fmt: skip
