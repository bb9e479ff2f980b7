"""The picture of an exchange economy: trades, utility, resources, inequality over time; the map at start and end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from ....components.economy import FAMILIES, Aggregates, Cell, Grid, Position, Preferences
from ....engine.world import World
from ..colours import BLUE, GREEN, GREY, RED, WHITE
from ..colours.economy import FAMILY_COLOURS, GOOD_COLOURS
from ..picture import Film, count_from_zero, label, legend_above, map_frame

MOST_DOTS = 20_000  # more agents than that are drawn as a sample


@dataclass(frozen=True)
class _Map:
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    family: NDArray[np.int8]
    stock: NDArray[np.int64]  # [width, height]: amount of A positive, of B negative


class EconomyFilm(Film):
    """Trades, utility, resources and inequality of world 0, and its map at start and end."""

    series = ("n_trades", "utility_mean", "gini_goods", "mrs_dispersion", "resource_A", "resource_B")

    def measure(self, world: World) -> dict[str, float]:
        """Return the aggregates of world 0."""
        aggregates = world[Aggregates]
        resources = {f"resource_{good}": aggregates.resources[0, k] for k, good in enumerate(GOOD_COLOURS)}
        return {name: getattr(aggregates, name)[0] for name in self.series[:4]} | resources

    def watch(self, world: World, begins: bool) -> None:
        """Keep the map of the start."""
        if begins:
            self.start = _read_map(world)

    def draw(self, axes: NDArray[Any], ticks: NDArray[np.int64], world: World) -> None:
        """Draw four series and two maps."""
        self._trades(axes[0, 0], ticks)
        self._utility(axes[0, 1], ticks)
        self._spread(axes[1, 0], ticks)
        self._resources(axes[1, 1], ticks)
        _draw_map(axes[0, 2], self.start, self.start_map)
        _draw_map(axes[1, 2], _read_map(world), "map at the end")

    def _trades(self, axes: Axes, ticks: NDArray[np.int64]) -> None:
        axes.fill_between(ticks, self.numbers["n_trades"], step="mid", color=BLUE, alpha=0.85, linewidth=0)
        label(axes, "trades in each tick", "trades")
        count_from_zero(axes, max(self.numbers["n_trades"]))

    def _utility(self, axes: Axes, ticks: NDArray[np.int64]) -> None:
        axes.plot(ticks, self.numbers["utility_mean"], color=GREEN)
        label(axes, "mean utility of goods in hand", "util")

    def _resources(self, axes: Axes, ticks: NDArray[np.int64]) -> None:
        for good in ("A", "B"):
            axes.plot(ticks, self.numbers[f"resource_{good}"], color=GOOD_COLOURS[good], label=good)
        label(axes, "resources on the ground", "units")
        count_from_zero(axes, max(self.numbers["resource_A"] + self.numbers["resource_B"]))
        legend_above(axes)

    def _spread(self, axes: Axes, ticks: NDArray[np.int64]) -> None:
        axes.plot(ticks, self.numbers["mrs_dispersion"], color=RED, label="MRS (sd of log)")
        axes.plot(ticks, self.numbers["gini_goods"], color=GREY, label="goods (Gini)")
        label(axes, "how unequal", "")
        axes.set_ylim(bottom=0)
        legend_above(axes)


def _read_map(world: World) -> _Map:
    agents, cells = world.tables["agents"], world.tables["cells"]
    here, ground = slice(0, int(agents.offsets[1])), slice(0, int(cells.offsets[1]))
    cell, shape = world[Cell], (int(world[Grid].width[0]), int(world[Grid].height[0]))
    stock = np.where(cell.good[ground] == 0, 1, -1) * cell.amount[ground].astype(np.int64)
    position = world[Position]
    return _Map(position.x[here].copy(), position.y[here].copy(), world[Preferences].family[here].copy(), stock.reshape(shape))


def _draw_map(axes: Axes, seen: _Map, title: str) -> None:
    width, height = seen.stock.shape
    shades: Any = ListedColormap([GOOD_COLOURS["B"], WHITE, GOOD_COLOURS["A"]])
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
    map_frame(axes, title, marks)


new_film = EconomyFilm
