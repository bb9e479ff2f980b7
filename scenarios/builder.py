"""From scenarios and seeds to a live world, whatever the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..engine.errors import EngineError
from ..engine.world import World
from ..systems.economy.protocols import register_bargaining, register_matching, register_search
from .loader import Bearer, load_scenario
from .models import MODELS
from .schema import MOST_SEED, Scenario


def build(
    scenario: str | Path | Mapping[str, Any] | Scenario | Bearer,
    *,
    seed: int | None = None,
    ticks: int | None = None,
    rules: str | None = None,
    search: Callable[..., Any] | None = None,
    matching: Callable[..., Any] | None = None,
    bargaining: Callable[..., Any] | None = None,
) -> World:
    """Build a live world of one scenario: step it, look into it, add systems to it, close it.

    seed, ticks, rules  in place of the scenario's
    search, matching, bargaining  functions: how agents look for partners, how pairs form, how partners agree, in place of the
                                  scenario's protocols; see `catallax.register_search`, `register_matching`, `register_bargaining`

    Raises ScenarioError for a bad scenario, EngineError for a bad seed or length.
    """
    changes = {}
    own = {"search": (search, register_search), "matching": (matching, register_matching), "bargaining": (bargaining, register_bargaining)}
    for kind, (function, register) in own.items():
        if function is not None:
            changes[f"{kind}_protocol"] = register(getattr(function, "__name__", "own"), function)
    loaded = load_scenario(scenario, rules=rules, changes=changes)
    use_seed = loaded.seed if seed is None else checked(seed, "seed", 0)
    return build_world([loaded], [use_seed], [loaded.ticks if ticks is None else checked(ticks, "ticks", 1)])


def checked(value: int, name: str, least: int) -> int:
    """Return a whole number from `least` up to MOST_SEED. Raises EngineError."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not least <= value < MOST_SEED:
        raise EngineError(name, repr(value), f"a whole number from {least} to {MOST_SEED - 1}")
    return int(value)


def build_world(scenarios: Sequence[Scenario], seeds: Sequence[int], ticks: Sequence[int]) -> World:
    """Build one `World` that holds a world for each scenario, all of one model, with its seed and its length in ticks.

    Raises EngineError for scenarios of several models.
    """
    names = sorted({scenario.model for scenario in scenarios})
    if len(names) != 1:
        raise EngineError(
            "build_world", f"models {', '.join(names) or 'of no scenario'}", "scenarios of one model", "Build one world for each."
        )
    model = MODELS[names[0]]
    world = model.wiring.build(scenarios, seeds)
    world.end[:] = ticks
    for record in model.wiring.records:
        world.add_record(record)
    return world
