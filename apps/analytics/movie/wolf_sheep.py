"""Wolves, sheep and grass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..colours.wolf_sheep import BARE, COLOURS, GRASSY
from .canvas import Canvas, Mark
from .maps import Ground, MovingMap, counted
from .recorded import Recorded

BARE_CELL, GRASS, SHEEP, WOLF = range(4)


class WolfSheepMap(MovingMap):
    """Sheep as discs, wolves as triangles, on grass or bare ground."""

    colours = (BARE, GRASSY, COLOURS["sheep"], COLOURS["wolves"])

    def __init__(self, recorded: Recorded) -> None:
        """Need both animals; grass is shown if cells were recorded."""
        super().__init__(recorded)
        recorded.need("sheep", "wolves")
        self.ticks = np.intersect1d(recorded.ticks("sheep"), recorded.ticks("wolves"))
        self.ground = Ground(recorded)

    def legend(self, ticks: NDArray[np.int64]) -> Sequence[Mark]:
        """Name the animals and the grass."""
        animals = [Mark("disc", SHEEP, "sheep"), Mark("triangle", WOLF, "wolf")]
        return animals + self.ground.legend(ticks, [Mark("square", GRASS, "grass")])

    def numbers(self, tick: int) -> str:
        """Count the animals."""
        sheep, wolves = (len(self.recorded.at(name, tick)["tick"]) for name in ("sheep", "wolves"))
        return f"{sheep:,} sheep, {counted(wolves, 'wolf', 'wolves')}"

    def draw(self, canvas: Canvas, tick: int) -> None:
        """Draw grass, sheep, and wolves above them."""
        ground = np.full((self.width, self.height), BARE_CELL, np.uint8)
        cells = self.ground.at(tick)
        if cells is not None:
            ground[cells["x"], cells["y"]] = np.where(cells["grass"] > 0, GRASS, BARE_CELL)
        canvas.ground(ground)
        sheep, wolves = self.recorded.at("sheep", tick), self.recorded.at("wolves", tick)
        x, y = (np.concatenate([sheep[name], wolves[name]]).astype(np.int64) for name in ("x", "y"))
        is_wolf = np.repeat(np.array([0, 1], np.uint8), [len(sheep["x"]), len(wolves["x"])])
        canvas.place(x, y, SHEEP + is_wolf, is_wolf)


new_map = WolfSheepMap
