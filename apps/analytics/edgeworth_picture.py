"""The picture of an Edgeworth box."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ...engine.errors import EngineError
from ...systems.economy.theory.edgeworth import EdgeworthBox
from .colours import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, RED

FORMATS = (".png", ".svg", ".pdf")
GRID = 300
LENS = "#F6E3B4"


def draw_edgeworth(box: EdgeworthBox, path: str | Path) -> Path:
    """Draw a box: indifference curves through the endowment, contract curve, core, equilibrium, Nash and Kalai-Smorodinsky points.

    Raises EngineError for a format that cannot be written: PNG, SVG or PDF by the ending.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise EngineError(str(path), f"ending {path.suffix!r}", f"one of {', '.join(FORMATS)}")
    width, height = (float(total) for total in box.economy.totals)
    figure = Figure(figsize=(8.6, 6.2), layout="constrained")
    axes = figure.subplots()
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    _indifference(axes, box, width, height)
    axes.plot(*box.contract.T, color=GREY, linewidth=1.6, linestyle="--")
    axes.plot(*box.core.T, color=BLACK, linewidth=3.2, solid_capstyle="round")
    marks = [
        Line2D([], [], color=BLUE, label="indifference curve of the first"),
        Line2D([], [], color=RED, label="indifference curve of the second"),
        Patch(color=LENS, label="better for both"),
        Line2D([], [], color=GREY, linestyle="--", linewidth=1.6, label="contract curve"),
        Line2D([], [], color=BLACK, linewidth=3.2, label="core"),
    ]
    marks.append(_mark(axes, box.endowment, "X", BLACK, "endowment"))
    if box.equilibrium.bundles is not None and not np.isnan(box.equilibrium.price):
        point = (float(box.equilibrium.bundles[0, 0]), float(box.equilibrium.bundles[0, 1]))
        axes.axline(box.endowment, slope=-box.equilibrium.price, color=GREEN, linewidth=1.2, zorder=1)
        marks.append(_mark(axes, point, "o", GREEN, f"equilibrium, price {box.equilibrium.price:.4g} B per A", 14.0))
    marks.append(_mark(axes, box.nash, "s", ORANGE, "Nash", 9.5))
    marks.append(_mark(axes, box.kalai_smorodinsky, "^", PURPLE, "Kalai-Smorodinsky", 6.0))
    _frame(axes, width, height)
    figure.legend(handles=marks, loc="outside right upper", frameon=False, fontsize=9)
    with rc_context({"svg.hashsalt": "catallax"}):
        figure.savefig(path, dpi=110, metadata={"Date": None} if path.suffix.lower() == ".svg" else None)
    return path


def _indifference(axes: Axes, box: EdgeworthBox, width: float, height: float) -> None:
    """Draw both curves through the endowment and shade the lens between them."""
    a, b = np.linspace(0, width, GRID), np.linspace(0, height, GRID)
    grid = np.stack(np.meshgrid(a, b), axis=-1)
    levels = np.empty((2, GRID, GRID))
    for k, row in enumerate(grid):
        for person, held in enumerate((row, np.array([width, height]) - row)):
            economy = box.economy
            alike = type(economy)(
                np.repeat(economy.family[person], GRID), np.repeat(economy.parameters[person : person + 1], GRID, 0), held
            )
            levels[person, k] = alike.utilities()
    owned = box.economy.utilities()
    better = np.minimum(levels[0] - owned[0], levels[1] - owned[1])
    if better.max() > 0.0:
        axes.contourf(a, b, better > 0.0, levels=[0.5, 1.5], colors=[LENS], zorder=0)
    for person, colour in enumerate((BLUE, RED)):
        if levels[person].min() < owned[person] < levels[person].max():
            axes.contour(a, b, levels[person], levels=[owned[person]], colors=[colour], linewidths=1.4)


def _mark(axes: Axes, point: tuple[float, float], marker: str, colour: str, label: str, size: float = 9.0) -> Line2D:
    style = {"marker": marker, "linestyle": "", "color": colour, "markersize": size, "markeredgecolor": "white"}
    axes.plot(*point, zorder=5, clip_on=False, **style)  # type: ignore[arg-type]
    return Line2D([], [], label=label, **style)  # type: ignore[arg-type]


def _frame(axes: Axes, width: float, height: float) -> None:
    """Name the axes of both: the second person counts from the upper right corner."""
    axes.set_xlabel("A of the first →")
    axes.set_ylabel("B of the first →")
    from_right, from_top = (lambda x: width - np.asarray(x, float)), (lambda y: height - np.asarray(y, float))
    across = axes.secondary_xaxis("top", functions=(from_right, from_right))
    across.set_xlabel("← A of the second")
    upward = axes.secondary_yaxis("right", functions=(from_top, from_top))
    upward.set_ylabel("← B of the second")
