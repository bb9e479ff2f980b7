"""An exchange economy: who does what where, and what lies on the ground."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ....components.economy import ACTIVITIES, FAMILIES, Preferences
from ....engine.errors import EngineError
from ....scenarios.builder import build
from ..colours import WHITE
from ..colours.economy import ACTIVITY_COLOURS, ACTIVITY_WORDS, FAMILY_COLOURS, GOOD_COLOURS, good_tint
from .canvas import Canvas, Mark
from .maps import Ground, MovingMap, codes, counted
from .recorded import Recorded

COLOUR_BY = ("activity", "family")
LEVELS = 12
"""Tints of a good, from little to as much as a cell ever had."""


class EconomyMap(MovingMap):
    """Agents by what they do, or by their family of utility functions; cells by what they bear and how much."""

    tints = tuple(good_tint(good, level, LEVELS) for good in GOOD_COLOURS for level in range(1, LEVELS + 1))
    colours = (WHITE, *tints, *ACTIVITY_COLOURS, *FAMILY_COLOURS)
    first_agent = 1 + len(GOOD_COLOURS) * LEVELS

    def __init__(self, recorded: Recorded, colour: str = "activity") -> None:
        """Need the agents; cells are shown if they were recorded."""
        super().__init__(recorded)
        if colour not in COLOUR_BY:
            raise EngineError("movie", f"colour {colour!r}", f"one of {', '.join(COLOUR_BY)}", "It says what colours agents.")
        recorded.need("agents")
        self.ticks, self.ground = recorded.ticks("agents"), Ground(recorded)
        self.most = int(recorded.columns("cells")["amount"].max(initial=1)) if recorded.has("cells") else 1
        self.family = _families(recorded) if colour == "family" else None

    def legend(self, ticks: NDArray[np.int64]) -> Sequence[Mark]:
        """Name the kinds of agents that occur, and the goods."""
        if self.family is not None:
            kinds, words, first = np.unique(self.family), FAMILIES, self.first_agent + len(ACTIVITIES)
        else:
            kinds = np.unique(np.concatenate([codes(self.recorded.at("agents", t)["activity"], ACTIVITIES) for t in ticks.tolist()]))
            words, first = ACTIVITY_WORDS, self.first_agent
        marks = [Mark("disc", first + kind, words[kind].replace("_", "-")) for kind in kinds.tolist()]
        goods = [Mark("square", (k + 1) * LEVELS, f"{good} on the ground") for k, good in enumerate(GOOD_COLOURS)]
        return marks + self.ground.legend(ticks, goods)

    def numbers(self, tick: int) -> str:
        """Tell trades and pairs, and when only one of trade and foraging goes on."""
        row = self.recorded.at("ticks", tick) if self.recorded.has("ticks") else {"tick": np.zeros(0)}
        if len(row["tick"]) == 0:
            return ""
        told = [counted(int(row["n_trades"][0]), "trade", "trades"), counted(int(row["n_pairs"][0]), "pair", "pairs")]
        return ", ".join(told + ([f"only {row['mode'][0]} now"] if row["mode"][0] != "both" else []))

    def draw(self, canvas: Canvas, tick: int) -> None:
        """Draw cells, then agents: those who trade on top where there is no room for all."""
        ground = np.zeros((self.width, self.height), np.uint8)
        cells = self.ground.at(tick)
        if cells is not None:
            level = -(-cells["amount"].astype(np.int64) * LEVELS // self.most)
            ground[cells["x"], cells["y"]] = np.where(level > 0, codes(cells["good"], tuple(GOOD_COLOURS)) * LEVELS + level, 0)
        canvas.ground(ground)
        agents = self.recorded.at("agents", tick)
        activity = codes(agents["activity"], ACTIVITIES)
        kind = activity if self.family is None else self.family[agents["uid"]] + len(ACTIVITIES)
        order = np.argsort(-activity.astype(np.int64), kind="stable")
        x, y = (agents[name][order].astype(np.int64) for name in ("x", "y"))
        canvas.place(x, y, (self.first_agent + kind[order]).astype(np.uint8), np.zeros(len(x), np.uint8))


def _families(recorded: Recorded) -> NDArray[np.int64]:
    """Return the family of each agent by uid. It is no state, so it is not recorded: the scenario is built again."""
    with build(recorded.run.scenario) as world:
        return world[Preferences].family.astype(np.int64)


new_map = EconomyMap
