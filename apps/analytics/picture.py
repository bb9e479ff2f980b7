"""summary.png: six small pictures of a run. Trades, utility, resources, inequality over time; the map at start and end."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, StrMethodFormatter
from numpy.typing import NDArray

from ...components.economy import FAMILIES, Aggregates, Cell, Grid, Position, Preferences
from ...engine.world import World
from ..runs.run import Run

# Okabe & Ito 2008, "Color Universal Design": told apart by every kind of colour vision
BLUE, BLACK, GREEN, RED, PURPLE, GREY = "#0072B2", "#000000", "#009E73", "#D55E00", "#CC79A7", "#666666"
FAMILY_COLOURS = (BLUE, BLACK, GREEN, RED, PURPLE)
GOOD_COLOURS = {"A": "#E69F00", "B": "#56B4E9"}
MOST_DOTS = 20_000  # more agents than that are drawn as a sample
SERIES = ("n_trades", "utility_mean", "gini_goods", "mrs_dispersion")


@dataclass(frozen=True)
class _Map:
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    family: NDArray[np.int8]
    stock: NDArray[np.int64]  # [width, height]: amount of A positive, of B negative


class Film:
    """Collects what the picture shows while a run goes: a few numbers a tick, and two maps."""

    def __init__(self) -> None:
        self.numbers: dict[str, list[float]] = {name: [] for name in (*SERIES, "resource_A", "resource_B")}
        self.start: _Map | None = None
        self.world: World | None = None  # can be read after it is closed

    def expose(self, world: World) -> None:
        """Take the numbers of one tick of world 0. The first call is the initial state."""
        aggregates = world[Aggregates]
        for name in SERIES:
            self.numbers[name].append(float(getattr(aggregates, name)[0]))
        self.numbers["resource_A"].append(float(aggregates.resources[0, 0]))
        self.numbers["resource_B"].append(float(aggregates.resources[0, 1]))
        if self.start is None:
            self.start = _read_map(world)
        self.world = world

    def develop(self, run: Run, path: Path) -> Path:
        """Draw the picture and return its path."""
        figure = Figure(figsize=(12, 7.2), layout="constrained")
        axes = figure.subplots(2, 3)
        title = (
            f"{run.manifest['scenario']}   seed {run.manifest['seed']}, rules {run.manifest['rules']}, {run.manifest['ticks_done']} ticks"
        )
        figure.suptitle(title, x=0.01, ha="left", parse_math=False)
        ticks = np.arange(-1, len(self.numbers["n_trades"]) - 1)
        self._trades(axes[0, 0], ticks)
        self._utility(axes[0, 1], ticks)
        self._spread(axes[1, 0], ticks)
        self._resources(axes[1, 1], ticks)
        if self.start is not None and self.world is not None:
            _draw_map(axes[0, 2], self.start, "map at the start")
            _draw_map(axes[1, 2], _read_map(self.world), "map at the end")
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph")  # a name may hold characters that the font lacks
            figure.savefig(path, dpi=110, metadata={"Software": None})
        return path

    def _trades(self, axes: Axes, ticks: NDArray[np.int64]) -> None:
        axes.fill_between(ticks, self.numbers["n_trades"], step="mid", color=BLUE, alpha=0.85, linewidth=0)
        _label(axes, "trades in each tick", "trades")
        _count_from_zero(axes, max(self.numbers["n_trades"]))

    def _utility(self, axes: Axes, ticks: NDArray[np.int64]) -> None:
        axes.plot(ticks, self.numbers["utility_mean"], color=GREEN)
        _label(axes, "mean utility of goods in hand", "util")

    def _resources(self, axes: Axes, ticks: NDArray[np.int64]) -> None:
        for good in ("A", "B"):
            axes.plot(ticks, self.numbers[f"resource_{good}"], color=GOOD_COLOURS[good], label=good)
        _label(axes, "resources on the ground", "units")
        _count_from_zero(axes, max(self.numbers["resource_A"] + self.numbers["resource_B"]))
        _legend_above(axes)

    def _spread(self, axes: Axes, ticks: NDArray[np.int64]) -> None:
        axes.plot(ticks, self.numbers["mrs_dispersion"], color=RED, label="MRS (sd of log)")
        axes.plot(ticks, self.numbers["gini_goods"], color=GREY, label="goods (Gini)")
        _label(axes, "how unequal", "")
        axes.set_ylim(bottom=0)
        _legend_above(axes)


def _label(axes: Axes, title: str, unit: str) -> None:
    axes.set_title(title, loc="left", fontsize=10)
    axes.set_xlabel("tick")
    axes.set_ylabel(unit)
    axes.spines[["top", "right"]].set_visible(False)


def _legend_above(axes: Axes) -> None:
    axes.legend(frameon=False, fontsize=8, loc="lower right", bbox_to_anchor=(1.0, 0.99), ncols=2, borderaxespad=0.0, columnspacing=1.0)


def _count_from_zero(axes: Axes, most: float) -> None:
    axes.set_ylim(0, max(1.0, 1.05 * most))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def _read_map(world: World) -> _Map:
    agents, cells = world.tables["agents"], world.tables["cells"]
    here, ground = slice(0, int(agents.offsets[1])), slice(0, int(cells.offsets[1]))
    cell, shape = world[Cell], (int(world[Grid].width[0]), int(world[Grid].height[0]))
    stock = np.where(cell.good[ground] == 0, 1, -1) * cell.amount[ground].astype(np.int64)
    position = world[Position]
    return _Map(position.x[here].copy(), position.y[here].copy(), world[Preferences].family[here].copy(), stock.reshape(shape))


def _draw_map(axes: Axes, seen: _Map, title: str) -> None:
    width, height = seen.stock.shape
    shades: Any = ListedColormap([GOOD_COLOURS["B"], "#FFFFFF", GOOD_COLOURS["A"]])
    strength = np.abs(seen.stock) / max(int(np.abs(seen.stock).max()), 1)
    axes.imshow(
        np.sign(seen.stock).T,
        cmap=shades,
        vmin=-1,
        vmax=1,
        alpha=(0.15 + 0.6 * strength).T,
        origin="lower",
        interpolation="nearest",
        aspect="equal",
    )
    step = max(1, -(-len(seen.x) // MOST_DOTS))
    size = float(np.clip(9000 / max(width, height) ** 2, 0.4, 60))
    axes.scatter(seen.x[::step], seen.y[::step], s=size, c=[FAMILY_COLOURS[f] for f in seen.family[::step]], linewidths=0)
    marks = [
        Line2D([], [], marker="o", linestyle="", markersize=4, color=FAMILY_COLOURS[f], label=FAMILIES[f].replace("_", "-"))
        for f in np.unique(seen.family)
    ]
    marks += [
        Line2D([], [], marker="s", linestyle="", markersize=6, color=GOOD_COLOURS[g], label=f"{g} on the ground") for g in GOOD_COLOURS
    ]
    axes.legend(
        handles=marks,
        frameon=False,
        fontsize=7,
        ncols=3,
        loc="upper center",
        bbox_to_anchor=(0.5, -0.02),
        columnspacing=1.0,
        handletextpad=0.1,
    )
    axes.set_title(title, loc="left", fontsize=10)
    axes.set_xticks([])
    axes.set_yticks([])
