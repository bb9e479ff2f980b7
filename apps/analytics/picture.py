"""summary.png: six small pictures of a run. A model's film says what they show; the frame around them is here."""

from __future__ import annotations

import importlib
import warnings
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter
from numpy.typing import NDArray

from ...engine.world import World
from ..runs.run import Run

FILMS = ("economy", "wolf_sheep", "forest_fire")
"""Models that have a film, each in the file of its name in `films/`."""


class Film(ABC):
    """Collects what the picture shows while a run goes: a few numbers a tick, and maps of a few moments.

    numbers  series of the model's numbers, one value for the start and one for each tick
    first    the tick that the start is the end of: -1, unless the run goes on from another
    """

    series: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.numbers: dict[str, list[float]] = {name: [] for name in self.series}
        self.world: World | None = None  # can be read after it is closed
        self.first = -1

    def expose(self, world: World) -> None:
        """Take the numbers of one tick of world 0. The first call is the state with which the run begins or goes on."""
        begins, self.world = self.world is None, world
        if begins:
            self.first = world.tick - 1
        for name, value in self.measure(world).items():
            self.numbers[name].append(float(value))
        self.watch(world, begins)

    def develop(self, run: Run, path: Path) -> Path:
        """Draw the picture and return its path."""
        figure = Figure(figsize=(12, 7.2), layout="constrained")
        axes = figure.subplots(2, 3)
        rules = f", rules {run.manifest['rules']}" if run.manifest["rules"] else ""
        title = f"{run.manifest['scenario']}   seed {run.manifest['seed']}{rules}, {run.manifest['ticks_done']} ticks"
        title += f"; from tick {self.first + 1} on" if self.first >= 0 else ""
        figure.suptitle(title, x=0.01, ha="left", parse_math=False)
        if self.world is not None:
            self.draw(axes, self.first + np.arange(len(self.numbers[self.series[0]])), self.world)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph")  # a name may hold characters that the font lacks
            figure.savefig(path, dpi=110, metadata={"Software": None})
        return path

    @property
    def start_map(self) -> str:
        """The title of the map of the start."""
        return "map at the start" if self.first < 0 else f"map before tick {self.first + 1}"

    @abstractmethod
    def measure(self, world: World) -> dict[str, float]:
        """Return the value of each series now."""

    @abstractmethod
    def watch(self, world: World, begins: bool) -> None:
        """Keep a map, if this is a moment to show: the start is one."""

    @abstractmethod
    def draw(self, axes: NDArray[Any], ticks: NDArray[np.int64], world: World) -> None:
        """Fill axes[2, 3]; `ticks` goes with the series, `world` is at its end."""


def film_of(model: str) -> Film | None:
    """Return a new film of a model, None for one that has none."""
    if model not in FILMS:
        return None
    film: Film = importlib.import_module(f".films.{model}", __package__).new_film()
    return film


def label(axes: Axes, title: str, unit: str) -> None:
    """Give a plot over time its title and axes."""
    axes.set_title(title, loc="left", fontsize=10)
    axes.set_xlabel("tick")
    axes.set_ylabel(unit)
    axes.spines[["top", "right"]].set_visible(False)


def legend_above(axes: Axes) -> None:
    """Put the legend above the plot, at the right."""
    axes.legend(frameon=False, fontsize=8, loc="lower right", bbox_to_anchor=(1.0, 0.99), ncols=3, borderaxespad=0.0, columnspacing=1.0)


def count_from_zero(axes: Axes, most: float) -> None:
    """Let the vertical axis count whole things, from 0."""
    axes.set_ylim(0, max(1.0, 1.05 * most))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def map_frame(axes: Axes, title: str, marks: list[Any]) -> None:
    """Give a map its title, and its legend below."""
    axes.legend(
        handles=marks, frameon=False, fontsize=7, ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.02), columnspacing=1.0,
        handletextpad=0.1,
    )  # fmt: skip
    axes.set_title(title, loc="left", fontsize=10)
    axes.set_xticks([])
    axes.set_yticks([])
