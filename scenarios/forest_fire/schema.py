"""The schema of a forest fire, and the rules between its fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from ..problems import Finding
from ..schema import MOST_CELLS, Scenario, Share, Strict

Coordinate = Annotated[int, Field(strict=True, ge=0, lt=MOST_CELLS)]


class Fire(Strict):
    """Where it burns at the start."""

    start: Literal["left", "place", "nowhere"] = Field("left", description="all trees of the left edge, one cell, or none")
    x: Coordinate | None = Field(None, description="column of the cell, for start: place [cell]")
    y: Coordinate | None = Field(None, description="row of the cell, for start: place [cell]")


class ForestFireScenario(Scenario):
    """Trees on a grid, and fire that spreads from tree to tree."""

    model: Literal["forest_fire"]
    density: Share = Field(description="share of cells with a tree at the start")
    neighbourhood: Literal["von_neumann", "moore"] = Field("von_neumann", description="fire spreads to four cells, or to eight")
    fire: Fire = Fire()
    growth_chance: Share = Field(0.0, description="probability that a tree grows on a cell without one in a tick")
    lightning_chance: Share = Field(0.0, description="probability that lightning strikes a tree in a tick")


def find_problems(scenario: ForestFireScenario) -> Iterator[Finding]:
    """Yield what is wrong between fields: a place that is missing, outside, or not asked for."""
    for axis, size in (("x", scenario.grid.width), ("y", scenario.grid.height)):
        value = getattr(scenario.fire, axis)
        if scenario.fire.start == "place":
            if value is None:
                yield ("fire",), f"no {axis}", "x and y for start: place", f"Add {axis}."
            elif value >= size:
                yield ("fire", axis), str(value), f"a cell of the grid: {axis} < {size}", "Count from 0."
        elif value is not None:
            yield ("fire", axis), str(value), f"no {axis}, because start is {scenario.fire.start}", "Write start: place."
