"""What every model's moving map is: which ticks it can show, in which colours, and how a tick is drawn."""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....engine.errors import EngineError
from ...runs.run import Run
from .canvas import Canvas, Mark
from .recorded import Recorded

MODELS = ("economy", "wolf_sheep", "forest_fire")
"""Models that have a map, each in the file of its name."""


class MovingMap(ABC):
    """Draws the ticks of one run.

    colours  hexadecimal; `Canvas` is given their numbers
    ticks    int64[T], rising: the ticks of which enough was recorded
    """

    colours: tuple[str, ...]
    ticks: NDArray[np.int64]

    def __init__(self, recorded: Recorded) -> None:
        """Look up what can be shown. Raises EngineError if a table is missing."""
        self.recorded = recorded
        self.width, self.height = recorded.run.scenario.grid.width, recorded.run.scenario.grid.height

    @abstractmethod
    def legend(self, ticks: NDArray[np.int64]) -> Sequence[Mark]:
        """Return the legend of a movie of these ticks."""

    @abstractmethod
    def numbers(self, tick: int) -> str:
        """Return a tick's numbers in words."""

    @abstractmethod
    def draw(self, canvas: Canvas, tick: int) -> None:
        """Draw a tick on a frame that has begun."""


class Ground:
    """The cells behind the inhabitants: as they were at a tick, or at the last recorded one before it."""

    def __init__(self, recorded: Recorded) -> None:
        """Look up when cells were recorded."""
        self.recorded = recorded
        self.ticks = recorded.ticks("cells") if recorded.has("cells") else np.zeros(0, np.int64)

    def at(self, tick: int) -> dict[str, NDArray[Any]] | None:
        """Return the rows of the cells, None if none were recorded by then."""
        k = int(np.searchsorted(self.ticks, tick, side="right"))
        return self.recorded.at("cells", int(self.ticks[k - 1])) if k else None

    def legend(self, ticks: NDArray[np.int64], marks: Sequence[Mark]) -> list[Mark]:
        """Return the legend of the cells in a movie of these ticks: the marks, with a word if the cells are not of each tick."""
        if len(self.ticks) == 0:
            return [Mark("square", 0, "cells were not recorded")]
        *others, last = marks
        return [*marks] if np.isin(ticks, self.ticks).all() else [*others, replace(last, text=f"{last.text}, when last recorded")]


def codes(values: NDArray[Any], names: Sequence[str]) -> NDArray[np.uint8]:
    """Return the place of each value among the names of its enumeration, uint8[N]."""
    found = np.zeros(len(values), np.uint8)
    for k, name in enumerate(names):
        found[values == name] = k
    return found


def counted(count: int, one: str, many: str) -> str:
    """Return a count with its noun."""
    return f"{count:,} {one if count == 1 else many}"


def map_of(run: Run, **options: str) -> MovingMap:
    """Return the moving map of a run. Raises EngineError for a model that has none, and for options that it lacks."""
    model = run.scenario.model
    if model not in MODELS:
        raise EngineError("movie", f"a run of {model}", f"one of {', '.join(MODELS)}", "Other models have no map.")
    if run.manifest["record"] == "none" or not run.tables:
        raise EngineError("movie", "a run that recorded nothing", "its states, to draw", "Run it again with --record full.")
    if options and model != "economy":
        raise EngineError("movie", f"a choice of colours for a run of {model}", "an economy's run", "Leave it out.")
    drawn: MovingMap = importlib.import_module(f".{model}", __package__).new_map(Recorded(run), **options)
    return drawn
