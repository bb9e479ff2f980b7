"""The picture of a comparison: what happens over time under each institution, and what differs seed by seed."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from ...engine.errors import EngineError
from .colours import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, RED, SKY
from .picture import label

if TYPE_CHECKING:
    from .comparison import Comparison

COLOURS = (BLUE, ORANGE, GREEN, PURPLE, RED, SKY, BLACK)
MARKS = ("o", "s", "^", "D", "v", "P", "X")
LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)), (0, (3, 1, 1, 1)))
FORMATS = (".png", ".svg", ".pdf")
PANELS = {
    "trades": "trades",
    "voluntary_efficiency": "efficiency,\nvoluntary",
    "gini_goods": "Gini of goods",
    "time_to_gain": "ticks to 90 %\nof the gains",
}


def draw_comparison(comparison: Comparison, path: Path) -> Path:
    """Draw gains and dispersion over time, and for each measure a line from scenario to scenario for each seed.

    Raises EngineError for a format that cannot be written, or more scenarios than can be told apart.
    """
    if path.suffix.lower() not in FORMATS:
        raise EngineError(str(path), f"ending {path.suffix!r}", f"one of {', '.join(FORMATS)}")
    if len(comparison.names) > len(COLOURS):
        raise EngineError("picture", f"{len(comparison.names)} scenarios", f"at most {len(COLOURS)}, to tell them apart")
    figure = Figure(figsize=(11, 7.2), layout="constrained")
    halves: Any = figure.subfigures(2, 1, height_ratios=(1.1, 1.0))
    upper, lower = halves
    left, right = upper.subplots(1, 2)
    ticks = np.arange(-1, comparison.gains.shape[2])
    _over_time(left, comparison, ticks[1:], comparison.gains)
    label(left, "gains from trade so far", "util")
    _over_time(right, comparison, ticks, comparison.dispersion)
    label(right, "dispersion of marginal rates of substitution (sd of log)", "")
    right.set_ylim(bottom=0)
    panels = dict(PANELS)
    if not np.isfinite(comparison.values["voluntary_efficiency"]).any(axis=1).all():  # where preferences are not convex, or money is paid
        panels["voluntary_efficiency"] = "efficiency,\nequal weights"
    for axes, (measure, title) in zip(lower.subplots(1, len(panels)), panels.items(), strict=True):
        _by_seed(axes, comparison, "efficiency" if "equal" in title else measure, title)
    handles, names = left.get_legend_handles_labels()
    upper.legend(handles, names, loc="outside upper right", ncols=4, frameon=False, fontsize=9)
    title = f"{len(comparison.seeds)} seeds under each; lines: medians, bands: middle half of the seeds"
    figure.suptitle(title, x=0.01, ha="left", fontsize=11)
    with warnings.catch_warnings(), rc_context({"svg.hashsalt": "catallax"}):
        warnings.filterwarnings("ignore", message="Glyph")  # a name may hold characters that the font lacks
        figure.savefig(path, dpi=110, metadata={"Date": None} if path.suffix.lower() == ".svg" else None)
    return path


def _over_time(axes: Axes, comparison: Comparison, ticks: NDArray[np.int64], values: NDArray[np.float64]) -> None:
    """Draw the median over seeds, and the band between the quartiles."""
    for s, name in enumerate(comparison.names):
        known = np.isfinite(values[s]).any(axis=0)
        if not known.any():
            continue
        low, middle, high = np.nanquantile(values[s][:, known], [0.25, 0.5, 0.75], axis=0)
        axes.fill_between(ticks[known], low, high, color=COLOURS[s], alpha=0.2, linewidth=0)
        axes.plot(ticks[known], middle, color=COLOURS[s], linestyle=LINES[s], label=name)


def _by_seed(axes: Axes, comparison: Comparison, measure: str, title: str) -> None:
    """Draw one line for each seed from scenario to scenario, and the means with their intervals."""
    values, places = comparison.values[measure], np.arange(len(comparison.names))
    axes.plot(places, values, color=GREY, linewidth=0.7, alpha=0.5, zorder=1)
    for s in places:
        axes.plot(np.full(values.shape[1], s), values[s], MARKS[s], color=COLOURS[s], markersize=3.5, alpha=0.6, zorder=2)
        mean, low, high = comparison.mean(measure, int(s))
        if np.isfinite(low):
            axes.plot([s + 0.16, s + 0.16], [low, high], color=COLOURS[s], linewidth=2.5, solid_capstyle="butt", zorder=3)
        if np.isfinite(mean):
            axes.plot(s + 0.16, mean, MARKS[s], color=COLOURS[s], markersize=8, markeredgecolor="white", zorder=4)
    if not np.isfinite(values).any():
        axes.text(0.5, 0.5, "not defined", transform=axes.transAxes, ha="center", color=GREY)
    label(axes, title, "")
    axes.set_xlabel("")
    axes.set_xlim(-0.4, len(places) - 0.5)
    short = [name if len(name) <= 16 else name[:15] + "…" for name in comparison.names]
    axes.set_xticks(places, short, fontsize=8, rotation=0 if len(places) < 3 else 30)
