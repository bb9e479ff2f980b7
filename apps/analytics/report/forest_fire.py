"""What the report says of a forest and its fire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....components.forest_fire import STATES
from .axis import number, span
from .figure import figure, key
from .lines import Line, plot
from .markup import Html, element
from .over_time import over_time
from .raster import image
from .recorded import Columns, Recorded, moment_name
from .section import Section
from .world_map import Ground, add_maps, world_map

SHOWN = {"tree": ("trees", "green"), "burning": ("burning", "red"), "burnt": ("burnt", "grey")}
RANK = np.array([STATES.index(name) for name in ("empty", "tree", "burnt", "burning")])
COLOURS = {"tree": (0, 158, 115), "burnt": (120, 126, 134), "burning": (213, 94, 0)}


def key_numbers(run: Recorded) -> dict[str, str]:
    """Return what the page begins with."""
    told = run.run.summary
    share = told.get("burnt_share")
    return {
        "trees at the end": number(told.get("trees")),
        "cells burnt": number(told.get("burnt")),
        "burnt, of the trees at first": "–" if share is None else f"{100 * share:.1f} %",
        "rightmost column burnt": number(told.get("reach")),
        "fire crossed": "–" if told.get("crossed") is None else "yes" if told["crossed"] else "no",
    }


def states(runs: Sequence[Recorded]) -> Section:
    """Return how many cells are in which state over time, and how far the fire came."""
    section = Section(
        "states", "Trees and fire", "How many cells bear a tree, burn, or are burnt, and how far to the right the fire has come."
    )
    able = section.need(runs, "trees and fire over time", "ticks")
    if able:
        standing = span(*(run.columns("ticks")[name] for run in able for name in ("trees", "burnt")), zero=True)
        burning = span(*(run.columns("ticks")["burning"] for run in able), zero=True)
        section.for_each(runs, lambda run: _counts(run, "trees and burnt cells", ("tree", "burnt"), standing), able)
        section.for_each(runs, lambda run: _counts(run, "cells that burn", ("burning",), burning), able)
        for run in able:
            section.keep("ticks", run, run.columns("ticks"))
    over_time(section, runs, "reach", "rightmost column that has burnt", "column", zero=True)
    return section


def moments(runs: Sequence[Recorded]) -> Section:
    """Return maps of a few moments."""
    section = Section("moments", "A few moments", "The forest as it stood, from the start to the end.")
    able = section.need(runs, "the forest cell by cell", "cells")
    section.for_each(runs, lambda run: _maps(run), able)
    return section


def where(runs: Sequence[Recorded]) -> Section:
    """Return a map for each run, and one slider for all."""
    section = Section("map", "The map", "Drag the slider, or play.")
    able = section.need(runs, "the forest tick by tick", "cells")
    add_maps(section, runs, able, _map)
    return section


def _counts(run: Recorded, title: str, names: Sequence[str], y: tuple[float, float]) -> Html:
    ticks = run.columns("ticks")
    lines = [Line(SHOWN[n][0], ticks["tick"], ticks[SHOWN[n][0]], SHOWN[n][1], k) for k, n in enumerate(names)]
    return plot(title, "cells", lines, x=run.time, y=y, chip=run.chip)


def _codes(cells: Columns) -> NDArray[np.uint8]:
    """Return 0 empty, 1 tree, 2 burnt, 3 burning: of several cells in a square the greatest is shown."""
    names = np.array(STATES, dtype=object)[RANK]
    codes = np.zeros(len(cells["state"]), np.uint8)
    for code, name in enumerate(names):
        codes[cells["state"] == name] = code
    return codes


def _maps(run: Recorded) -> Html:
    grid: Any = run.scenario.grid
    palette = np.zeros((256, 3), np.uint8)
    palette[1:4] = [COLOURS[name] for name in ("tree", "burnt", "burning")]
    thumbs = []
    for tick in run.moments("cells"):
        cells, codes = run.states("cells", tick), np.zeros((grid.width, grid.height), np.uint8)
        codes[cells["x"], cells["y"]] = _codes(cells)
        thumbs.append(image(codes, palette, moment_name(tick)))
    legend = [key(label, tone, "box") for label, tone in SHOWN.values()]
    return figure("the forest", "", element("div", *thumbs, class_="thumbs many"), legend=legend, chip=run.chip, kind="wide")


def _map(run: Recorded, runs: int) -> Html:
    grid: Any = run.scenario.grid
    shades = [(1, 1, "green", 0.75, 0.75), (2, 2, "grey", 0.85, 0.85), (3, 3, "red", 1.0, 1.0)]
    ground = Ground(_codes, shades, [(label, tone) for label, tone in SHOWN.values()])
    return world_map(run, runs, grid.width, grid.height, ground, [], None)


SECTIONS = (states, where, moments)
