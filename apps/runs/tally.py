"""What a run's summary needs of its course: the numbers that each world began with, and sums over its ticks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...engine.world import World
from ...scenarios.models import Model


class Tally:
    """Reads the `ticks` record of all worlds at once: at the start, and after each tick if the model sums columns of it."""

    def __init__(self, world: World, model: Model) -> None:
        """Note the initial state."""
        self.record = world.records["ticks"]
        self._first = {name: np.array(column) for name, column in self.record.read(world)[1].items()}
        self._sums = {name: np.zeros(world.n_worlds, np.int64) for name in model.wiring.summed}

    def after_tick(self, world: World, ran: NDArray[np.bool_]) -> None:
        """Add the tick that has just ended, in the worlds that ran it (bool[W])."""
        if self._sums:
            columns = self.record.read(world)[1]
            for name, total in self._sums.items():
                total[ran] += columns[name][ran]

    def state(self, w: int = 0) -> dict[str, dict[str, list[Any]]]:
        """Return what has been noted so far of world `w`, as JSON can say it."""
        noted = {"first": self._first, "sums": self._sums}
        return {what: {name: [column[w].item()] for name, column in columns.items()} for what, columns in noted.items()}

    def restore(self, state: Mapping[str, Mapping[str, list[Any]]]) -> None:
        """Go on, in a world that is alone, from what `state` returned."""
        self._first = {name: np.array(values, self._first[name].dtype) for name, values in state["first"].items()}
        self._sums = {name: np.array(values, np.int64) for name, values in state["sums"].items()}

    def first(self, w: int) -> dict[str, Any]:
        """Return the initial row of world `w`."""
        return {name: column[w].item() for name, column in self._first.items()}

    def totals(self, w: int) -> dict[str, int]:
        """Return the sums of world `w`."""
        return {name: int(total[w]) for name, total in self._sums.items()}
