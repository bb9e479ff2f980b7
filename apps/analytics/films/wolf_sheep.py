"""The picture of wolves and sheep: populations, their cycle, births and deaths over time; the map at start and end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from ....components.wolf_sheep import SHEEP, WOLVES, Census, Grass, Grid, Place
from ....engine.world import World
from ..colours import GREEN, GREY, ORANGE, RED
from ..colours.wolf_sheep import BARE, COLOURS, GRASSY
from ..picture import Film, count_from_zero, label, legend_above, map_frame

MOST_DOTS = 20_000  # more animals than that are drawn as a sample


@dataclass(frozen=True)
class _Map:
    grass: NDArray[np.bool_]  # [width, height]
    places: dict[str, tuple[NDArray[np.int32], NDArray[np.int32]]]


class WolfSheepFilm(Film):
    """Populations, grass, births and deaths of world 0, and its map at start and end."""

    series = ("sheep", "wolves", "grass", "born", "eaten", "starved")

    def measure(self, world: World) -> dict[str, float]:
        """Return the census of world 0; births and hunger are those of sheep and wolves together."""
        census = world[Census]
        return {
            "sheep": census.alive[0, SHEEP],
            "wolves": census.alive[0, WOLVES],
            "grass": census.grass[0] / (world[Grid].width[0] * world[Grid].height[0]),
            "born": census.born[0].sum(),
            "eaten": census.eaten[0],
            "starved": census.starved[0].sum(),
        }

    def watch(self, world: World, begins: bool) -> None:
        """Keep the map of the start."""
        if begins:
            self.start = _read_map(world)

    def draw(self, axes: NDArray[Any], ticks: NDArray[np.int64], world: World) -> None:
        """Draw four plots and two maps."""
        self._populations(axes[0, 0], ticks)
        self._cycle(axes[0, 1])
        self._grass(axes[1, 0], ticks)
        self._turnover(axes[1, 1], ticks)
        _draw_map(axes[0, 2], self.start, self.start_map)
        _draw_map(axes[1, 2], _read_map(world), "map at the end")

    def _populations(self, axes: Axes, ticks: NDArray[np.int64]) -> None:
        for name, colour in COLOURS.items():
            axes.plot(ticks, self.numbers[name], color=colour, label=name)
        label(axes, "populations", "animals")
        count_from_zero(axes, max(self.numbers["sheep"] + self.numbers["wolves"]))
        legend_above(axes)

    def _cycle(self, axes: Axes) -> None:
        sheep, wolves = self.numbers["sheep"], self.numbers["wolves"]
        axes.plot(sheep, wolves, color=GREY, linewidth=0.8)
        axes.plot(sheep[0], wolves[0], "o", color=ORANGE, markersize=6, label="start")
        axes.plot(sheep[-1], wolves[-1], "s", color=RED, markersize=6, label="end")
        label(axes, "wolves against sheep", "wolves")
        axes.set_xlabel("sheep")
        axes.set_xlim(0, max(1.0, 1.05 * max(sheep)))
        count_from_zero(axes, max(wolves))
        legend_above(axes)

    def _grass(self, axes: Axes, ticks: NDArray[np.int64]) -> None:
        axes.plot(ticks, self.numbers["grass"], color=GREEN)
        label(axes, "share of cells with grass", "")
        axes.set_ylim(0, 1)

    def _turnover(self, axes: Axes, ticks: NDArray[np.int64]) -> None:
        window = max(1, len(ticks) // 100)  # single ticks are noise
        for name, colour in (("born", GREEN), ("eaten", RED), ("starved", GREY)):
            axes.plot(ticks[: len(ticks) - window + 1], _smooth(self.numbers[name], window), color=colour, label=name)
        label(axes, "births and deaths", "animals a tick" + (f", mean of {window}" if window > 1 else ""))
        axes.set_ylim(bottom=0)
        legend_above(axes)


def _smooth(values: list[float], window: int) -> NDArray[np.float64]:
    return np.convolve(values, np.full(window, 1.0 / window), "valid")


def _read_map(world: World) -> _Map:
    shape = (int(world[Grid].width[0]), int(world[Grid].height[0]))
    grass = world[Grass].grown[: shape[0] * shape[1]].reshape(shape).copy()
    places = {}
    for name in COLOURS:
        table = world.tables[name]
        place, here = table.read(Place), slice(0, int(table.offsets[1]))
        places[name] = (place.x[here].copy(), place.y[here].copy())
    return _Map(grass, places)


def _draw_map(axes: Axes, seen: _Map, title: str) -> None:
    axes.imshow(seen.grass.T, cmap=ListedColormap([BARE, GRASSY]), vmin=0, vmax=1, origin="lower", interpolation="nearest", aspect="equal")
    size = float(np.clip(24_000 / max(seen.grass.shape) ** 2, 0.4, 60))
    for name, (x, y) in seen.places.items():
        step = max(1, -(-len(x) // MOST_DOTS))
        larger = 2.0 if name == "wolves" else 1.0
        axes.scatter(x[::step], y[::step], s=larger * size, c=COLOURS[name], marker="^" if name == "wolves" else "o", linewidths=0)
    marks = [
        Line2D([], [], marker="o", linestyle="", markersize=5, color=COLOURS["sheep"], label="sheep"),
        Line2D([], [], marker="^", linestyle="", markersize=5, color=COLOURS["wolves"], label="wolf"),
        Line2D([], [], marker="s", linestyle="", markersize=6, color=GRASSY, label="grass"),
    ]
    map_frame(axes, title, marks)


new_film = WolfSheepFilm
