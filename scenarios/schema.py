"""What every scenario file says, whatever its model: version, name, model, seed, length and grid.

Each field is one line: type, range, default, meaning. Unknown keys are problems; numbers are finite.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_CELLS = 2**26
MOST_ENTITIES = 2**26
MOST = 10**9
MOST_SEED = 2**62

Count = Annotated[int, Field(strict=True, ge=1, le=MOST)]
Ticks = Annotated[int, Field(strict=True, ge=0, le=MOST)]
Share = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.0, le=1.0)]


class Strict(BaseModel):
    """A part of a scenario: unknown keys are problems, values are never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GridSize(Strict):
    """The grid on which the world lies."""

    width: int = Field(strict=True, ge=1, le=MOST_CELLS, description="columns [cell]")
    height: int = Field(strict=True, ge=1, le=MOST_CELLS, description="rows [cell]")
    torus: bool = Field(False, strict=True, description="whether opposite edges meet")


class GeneratedBy(Strict):
    """What `catallax generate` made a scenario from. It has no effect on a run."""

    generator: int = Field(strict=True, ge=1, description="version: the same version, flags and seed give the same scenario")
    seed: int = Field(strict=True, ge=0, lt=MOST_SEED, description="of its draws")
    flags: dict[str, Any] = Field({}, description="what was asked for, by flag")
    template: str | None = Field(None, strict=True, description="what it was drawn from: a file, or a preset")


class Scenario(Strict):
    """A scenario: everything that determines a run but its length, its seed, and commands. Each model adds its own keys.

    Load one with `catallax.load_scenario`; `model_copy(update=...)` makes variants without a check, `load_scenario` with one.
    """

    schema_version: Literal[2] = Field(description="version of the schema")
    name: str = Field(strict=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$", description="what people will call it")
    model: str = Field(strict=True, description="kind of world")
    seed: int = Field(0, strict=True, ge=0, lt=MOST_SEED, description="the only source of randomness, unless the run gives another")
    ticks: Count = Field(100, description="length, unless the run gives another [tick]")
    grid: GridSize
    generated_by: GeneratedBy | None = Field(None, description="how `catallax generate` made it; no effect")
