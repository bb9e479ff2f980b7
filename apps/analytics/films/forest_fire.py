"""The picture of a forest fire: what burns and stands over time; the map at the start, halfway, and at the end."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from ....components.forest_fire import BURNING, BURNT, TREE, Extent, Grid, Vegetation
from ....engine.world import World
from ..colours import BLACK, BLUE, GREEN, GREY, RED
from ..colours.forest_fire import STATE_COLOURS
from ..picture import Film, count_from_zero, label, legend_above, map_frame

FACTOR = 1.5  # maps are kept whenever so many times more cells are burnt than on the last one


class ForestFireFilm(Film):
    """What burns, stands and is burnt in world 0, how far the fire came, and three maps."""

    series = ("burning", "trees", "burnt", "reach")

    def measure(self, world: World) -> dict[str, float]:
        """Return the numbers of world 0."""
        cells = world[Extent].cells[0]
        return {"burning": cells[BURNING], "trees": cells[TREE], "burnt": cells[BURNT], "reach": world[Extent].reach[0]}

    def watch(self, world: World, begins: bool) -> None:
        """Keep the map of the start, and a few of which one will turn out to be about halfway."""
        if begins:
            self.start = _read_map(world)
            self.kept = deque([(0.0, -1, self.start)], maxlen=3)
        burnt = self.numbers["burnt"]
        if burnt[-1] > FACTOR * self.kept[-1][0]:
            self.kept.append((burnt[-1], len(burnt) - 2, _read_map(world)))

    def draw(self, axes: NDArray[Any], ticks: NDArray[np.int64], world: World) -> None:
        """Draw three plots and three maps."""
        axes[0, 0].fill_between(ticks, self.numbers["burning"], step="mid", color=RED, alpha=0.85, linewidth=0)
        label(axes[0, 0], "trees that burn", "cells")
        count_from_zero(axes[0, 0], max(self.numbers["burning"]))
        for name, colour in (("trees", GREEN), ("burnt", GREY)):
            axes[0, 1].plot(ticks, self.numbers[name], color=colour, label=name)
        label(axes[0, 1], "trees and burnt cells", "cells")
        count_from_zero(axes[0, 1], max(self.numbers["trees"] + self.numbers["burnt"]))
        legend_above(axes[0, 1])
        self._reach(axes[1, 0], ticks, int(world[Grid].width[0]))
        _draw_map(axes[0, 2], self.start, self.start_map)
        half = self.numbers["burnt"][-1] / 2
        _, tick, halfway = min(self.kept, key=lambda kept: abs(kept[0] - half))
        _draw_map(axes[1, 1], halfway, f"map about halfway, tick {tick}")
        _draw_map(axes[1, 2], _read_map(world), "map at the end")

    def _reach(self, axes: Axes, ticks: NDArray[np.int64], width: int) -> None:
        axes.plot(ticks, self.numbers["reach"], color=BLUE)
        axes.axhline(width - 1, color=BLACK, linewidth=0.8, linestyle=":")
        axes.annotate("right edge", (0.01, width - 1), (0, 3), xycoords=("axes fraction", "data"), textcoords="offset points", fontsize=8)
        label(axes, "rightmost column that has burnt", "column")
        count_from_zero(axes, 1.05 * width)


def _read_map(world: World) -> NDArray[np.int8]:
    width, height = int(world[Grid].width[0]), int(world[Grid].height[0])
    return world[Vegetation].state[: width * height].reshape(width, height).copy()


def _draw_map(axes: Axes, state: NDArray[np.int8], title: str) -> None:
    shades = ListedColormap(list(STATE_COLOURS))
    axes.imshow(state.T, cmap=shades, vmin=0, vmax=3, origin="lower", interpolation="nearest", aspect="equal")
    names = ("empty", "tree", "burning", "burnt")
    marks = [
        Line2D([], [], marker="s", linestyle="", markersize=6, color=colour, label=name)
        for name, colour in zip(names, STATE_COLOURS, strict=True)
        if name != "empty"
    ]
    map_frame(axes, title, marks)


new_film = ForestFireFilm
