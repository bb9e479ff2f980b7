"""The animated map of an economy: people by what they do or how well off they are, and what lies on the ground."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .....components.economy import ACTIVITIES
from ..axis import number
from ..markup import Html
from ..recorded import Columns, Recorded
from ..section import Section
from ..world_map import Colouring, Dots, Ground, add_maps, world_map

DOING = (
    ("with a partner", "blue"), ("seeks a partner", "sky"), ("forages", "green"), ("idle", "grey"), ("idle at home", "ink"),
)  # fmt: skip
HALF = 127  # codes 1 to 127 are amounts of A, 128 to 254 of B


def where(runs: Sequence[Recorded]) -> Section:
    """Return a map for each run, and one slider for all."""
    section = Section("map", "The map", "Drag the slider, or play. Rings are cells where somebody traded since the moment before.")
    able = [run for run in runs if run.has("agents") or run.has("cells")]
    section.need(runs, "where people are", "agents")
    section.need(runs, "what lies on the ground", "cells")
    add_maps(section, runs, able, _map)
    return section


def _map(run: Recorded, runs: int) -> Html:
    grid: Any = run.scenario.grid
    ground = _ground(run) if run.has("cells") else None
    dots = [_people(run)] if run.has("agents") else []
    marks = run.columns("trades") if run.has("trades") else None
    return world_map(run, runs, grid.width, grid.height, ground, dots, marks)


def _ground(run: Recorded) -> Ground:
    amounts = run.columns("cells")["amount"]
    most = max(int(amounts.max(initial=0)), 1)

    def codes(cells: Columns) -> NDArray[np.uint8]:
        level = np.ceil((HALF - 1) * cells["amount"].astype(float) / most) + 1
        return (level + HALF * (cells["good"] == "B")).astype(np.uint8)

    shades = [(1, HALF, "orange", 0.06, 0.6), (HALF + 1, 2 * HALF, "sky", 0.06, 0.7)]
    return Ground(codes, shades, [(f"A on the ground, up to {number(most)}", "orange"), ("B", "sky")])


def _people(run: Recorded) -> Dots:
    utility = run.columns("agents")["utility"]
    known = utility[np.isfinite(utility)]
    low, high = np.percentile(known, [2, 98]) if len(known) else (0.0, 1.0)

    def level(states: Columns) -> NDArray[np.uint8]:
        share = (states["utility"] - low) / max(high - low, 1e-12)
        return (255 * np.clip(np.nan_to_num(share), 0, 1)).astype(np.uint8)

    def activity(states: Columns) -> NDArray[np.uint8]:
        codes = np.zeros(len(states["activity"]), np.uint8)
        for k, name in enumerate(ACTIVITIES):
            codes[states["activity"] == name] = k
        return codes

    ends = (f"utility {number(float(f'{low:.3g}'))} or less", f"{number(float(f'{high:.3g}'))} or more")
    return Dots("agents", "circle", [Colouring("activity", activity, DOING), Colouring("utility", level, ends=ends)])
