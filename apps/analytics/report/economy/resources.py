"""What lies on the ground: how much over time, and where."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..axis import number, span
from ..figure import figure
from ..lines import Line, plot
from ..markup import Html, element
from ..raster import image, viridis
from ..recorded import Recorded, moment_name
from ..section import Section

GOODS = {"A": "orange", "B": "sky"}


def resources(runs: Sequence[Recorded]) -> Section:
    """Return resources over time, and maps of them at a few moments."""
    section = Section("resources", "Resources", "What can be gathered, in all and cell by cell. Blank cells bear none of it.")
    able = section.need(runs, "resources over time", "ticks")
    if able:
        amounts = [run.columns("ticks")[f"resource_{good}"] for run in able for good in GOODS]
        y = span(*amounts, zero=True)
        section.for_each(runs, lambda run: _over_time(run, y), able)
        for run in able:
            ticks = run.columns("ticks")
            section.keep("resources", run, {"tick": ticks["tick"], "A": ticks["resource_A"], "B": ticks["resource_B"]})
    mapped = [run for run in section.need(runs, "resources cell by cell", "cells") if run.run.count("cells")]
    if mapped:
        most = max(int(run.columns("cells")["amount"].max()) for run in mapped)
        section.for_each(runs, lambda run: _maps(run, most), mapped)
    elif all(run.has("cells") for run in runs):
        section.notes.append(element("p", "No cell of this world bears anything.", class_="note"))
    return section


def _over_time(run: Recorded, y: tuple[float, float]) -> Html:
    ticks = run.columns("ticks")
    lines = [Line(good, ticks["tick"], ticks[f"resource_{good}"], tone, k) for k, (good, tone) in enumerate(GOODS.items())]
    return plot("resources on the ground", "units", lines, x=run.time, y=y, chip=run.chip)


def _maps(run: Recorded, most: int) -> Html:
    grid = run.scenario.grid
    moments = run.moments("cells")
    shown = [(good, tick) for good in GOODS for tick in (moments[0], moments[len(moments) // 2], moments[-1])]
    codes = [_codes(run, tick, good, most, (grid.width, grid.height)) for good, tick in shown]
    thumbs = [image(c, viridis(), f"{good}, {moment_name(tick)}") for c, (good, tick) in zip(codes, shown, strict=True)]
    scale = element("p", "0 ", element("i", class_="ramp"), f" {number(most)} units", class_="key")
    return figure("resource map", "", element("div", *thumbs, class_="thumbs"), scale, chip=run.chip)


def _codes(run: Recorded, tick: int, good: str, most: int, shape: tuple[int, int]) -> NDArray[np.uint8]:
    cells, codes = run.states("cells", tick), np.zeros(shape, np.uint8)
    those = cells["good"] == good
    codes[cells["x"][those], cells["y"][those]] = 1 + (254 * cells["amount"][those].astype(float) / max(most, 1)).round()
    return codes
