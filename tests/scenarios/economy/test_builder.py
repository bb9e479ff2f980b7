"""Each number of a file arrives where the rules look for it; no two are equal, so that none can stand for another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from catallax.components.economy import FAMILIES, Cell, Grid, Home, Inventory, Mode, Position, Preferences, Rules, Vision
from catallax.engine.world import World
from catallax.scenarios.builder import build_world
from catallax.scenarios.loader import load_scenario

FILE: dict[str, Any] = {
    "schema_version": 2, "name": "distinct", "rules": "standard", "seed": 3, "ticks": 5, "agents": 6,
    "grid": {"width": 7, "height": 5, "torus": True},
    "initial_inventories": {"A": [1, 2, 3, 4, 5, 6], "B": [11, 12, 13, 14, 15, 16]},
    "utilities": {"mix": [{"type": "linear", "weight": 1.0, "params": {"vA": 2.0, "vB": 3.0}}]},
    "resource_seed": {"density": 0.5, "amount": 21},
    "params": {
        "spread": 0.25, "vision_radius": 13, "interaction_radius": 2, "move_budget_per_tick": 3, "dA_max": 4, "forage_rate": 6,
        "epsilon": 0.125, "beta": 0.75, "resource_growth_rate": 8, "resource_max_amount": 34, "resource_regen_cooldown": 9,
        "trade_cooldown_ticks": 10, "enable_resource_claiming": True, "enforce_single_harvester": False,
    },
    "mode_schedule": {"forage_ticks": 17, "trade_ticks": 19, "start_mode": "trade"},
}  # fmt: skip
RULES = {
    "spread": 0.25, "epsilon": 0.125, "beta": 0.75, "interaction_radius": 2, "move_budget": 3, "quantity_max": 4, "forage_rate": 6,
    "growth_rate": 8, "regrowth_rest": 9, "cooldown": 10, "claiming": True, "single_harvester": False,
}  # fmt: skip
SWITCHES = {
    "standard": {"no_overlap_parts": True, "foragers_pair": False, "claims_outlive_mode": False},
    "vmt": {"no_overlap_parts": False, "foragers_pair": True, "claims_outlive_mode": True},
}
"""economy.md section 14, Q2, Q3, Q6: what is mended, and what the original did."""


def built(**changes: Any) -> World:
    return build_world([load_scenario({**FILE, **changes})], [3], [5])


@pytest.mark.parametrize("preset", SWITCHES)
def test_parameters_and_switches_become_rules(preset: str) -> None:
    with built(rules=preset) as world:
        found = {c.name: getattr(world[Rules], c.name)[0].item() for c in Rules.columns}
        assert found == {**RULES, **SWITCHES[preset]}
        assert (int(world[Grid].width[0]), int(world[Grid].height[0]), bool(world[Grid].torus[0])) == (7, 5, True)
        mode = world[Mode]
        assert (int(mode.forage_ticks[0]), int(mode.trade_ticks[0]), bool(mode.trade_first[0])) == (17, 19, True)


def test_agents_begin_at_home_with_what_the_file_gives_them() -> None:
    with built() as world:
        assert world[Inventory].goods.tolist() == [[1, 11], [2, 12], [3, 13], [4, 14], [5, 15], [6, 16]]
        assert world[Vision].radius.tolist() == [13] * 6
        assert (world[Home].x == world[Position].x).all() and (world[Home].y == world[Position].y).all()
        assert {FAMILIES[f] for f in world[Preferences].family} == {"linear"}
        assert world[Preferences].parameters.tolist() == [[2.0, 3.0, 0.0, 0.0, 0.0, 0.0]] * 6


@pytest.mark.parametrize(("preset", "cap"), [("standard", 34), ("vmt", 21)])
def test_the_cap_of_a_file_counts_under_standard_the_seeded_amount_under_vmt(preset: str, cap: int) -> None:
    with built(rules=preset, **({"grid": {"width": 7, "height": 7}} if preset == "vmt" else {})) as world:
        cell = world[Cell]
        bearing = cell.good >= 0
        assert bearing.any() and not bearing.all()
        assert set(cell.amount[bearing].tolist()) == {21} and set(cell.capacity[bearing].tolist()) == {cap}
        assert not cell.amount[~bearing].any() and not cell.capacity[~bearing].any()
        assert np.all(cell.harvested == -1)
