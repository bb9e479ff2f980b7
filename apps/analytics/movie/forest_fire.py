"""Trees and fire."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ....components.forest_fire import BURNING, BURNT, EMPTY, STATES, TREE
from ..colours.forest_fire import STATE_COLOURS
from .canvas import Canvas, Mark
from .maps import MovingMap, codes, counted
from .recorded import Recorded


class ForestFireMap(MovingMap):
    """Each cell in the colour of its state."""

    colours = STATE_COLOURS

    def __init__(self, recorded: Recorded) -> None:
        """Need the cells."""
        super().__init__(recorded)
        recorded.need("cells")
        self.ticks = recorded.ticks("cells")

    def legend(self, ticks: NDArray[np.int64]) -> Sequence[Mark]:
        """Name the states."""
        return [Mark("square", state, STATES[state]) for state in (TREE, BURNING, BURNT)]

    def numbers(self, tick: int) -> str:
        """Count the states."""
        trees, burning, burnt = np.bincount(self._states(tick), minlength=len(STATES))[[TREE, BURNING, BURNT]].tolist()
        return f"{counted(trees, 'tree', 'trees')}, {burning:,} burning, {burnt:,} burnt"

    def draw(self, canvas: Canvas, tick: int) -> None:
        """Draw the cells."""
        cells = self.recorded.at("cells", tick)
        ground = np.full((self.width, self.height), EMPTY, np.uint8)
        ground[cells["x"], cells["y"]] = self._states(tick)
        canvas.ground(ground)

    def _states(self, tick: int) -> NDArray[np.uint8]:
        return codes(self.recorded.at("cells", tick)["state"], STATES)


new_map = ForestFireMap
