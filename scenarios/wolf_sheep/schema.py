"""The schema of a predator-prey scenario. Defaults are those of Wilensky 1997, NetLogo Wolf Sheep Predation model."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ..schema import MOST_ENTITIES, Scenario, Share, Strict, Ticks

Animals = Annotated[int, Field(strict=True, ge=0, le=MOST_ENTITIES)]
Energy = Annotated[int, Field(strict=True, ge=0, le=10**6)]


class Sheep(Strict):
    """The prey."""

    count: Animals = Field(100, description="how many at the start")
    gain: Energy = Field(4, description="energy of a patch of grass [unit]")
    cost: Energy = Field(1, description="energy that a tick costs [unit]")
    birth_chance: Share = Field(0.04, description="probability of bearing one young in a tick")


class Wolves(Strict):
    """The predators."""

    count: Animals = Field(50, description="how many at the start")
    gain: Energy = Field(20, description="energy of a sheep [unit]")
    cost: Energy = Field(1, description="energy that a tick costs [unit]")
    birth_chance: Share = Field(0.05, description="probability of bearing one young in a tick")


class Grass(Strict):
    """What sheep eat."""

    grown: Share = Field(0.5, description="share of cells with grass at the start")
    regrowth_ticks: Ticks = Field(30, description="ticks from being eaten to growing again [tick]")


class WolfSheepScenario(Scenario):
    """Wolves eat sheep, sheep eat grass, and grass grows again."""

    model: Literal["wolf_sheep"]
    sheep: Sheep = Sheep()
    wolves: Wolves = Wolves()
    grass: Grass = Grass()
    neighbourhood: Literal["moore", "von_neumann"] = Field("moore", description="cells of a step: eight, or the four that share a side")
