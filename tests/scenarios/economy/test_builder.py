"""Each number of a file arrives where the rules look for it; no two are equal, so that none can stand for another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from catallax.components.economy import (
    FAMILIES,
    Cell,
    Grid,
    Home,
    Inventory,
    Mode,
    MoneyTaste,
    Position,
    Preferences,
    Quotes,
    Rules,
    Vision,
)
from catallax.engine.world import World
from catallax.scenarios.builder import build_world
from catallax.scenarios.loader import load_scenario

FILE: dict[str, Any] = {
    "schema_version": 2, "name": "distinct", "rules": "standard", "seed": 3, "ticks": 5, "agents": 6,
    "grid": {"width": 7, "height": 5, "torus": True},
    "initial_inventories": {"A": [1, 2, 3, 4, 5, 6], "B": [11, 12, 13, 14, 15, 16], "M": [31, 32, 33, 34, 35, 36]},
    "utilities": {"mix": [{"type": "linear", "weight": 1.0, "params": {"vA": 2.0, "vB": 3.0}}]},
    "resource_seed": {"density": 0.5, "amount": 21},
    "params": {
        "spread": 0.25, "vision_radius": 13, "interaction_radius": 2, "move_budget_per_tick": 3, "dA_max": 4, "forage_rate": 6,
        "epsilon": 0.125, "beta": 0.75, "resource_growth_rate": 8, "resource_max_amount": 34, "resource_regen_cooldown": 9,
        "trade_cooldown_ticks": 10, "enable_resource_claiming": True, "enforce_single_harvester": False,
        "exchange_regime": "mixed_liquidity_gated", "liquidity_gate": {"min_quotes": 7, "sellers_hold": True},
        "trade_execution_mode": "maximum", "money_mode": "kkt_lambda", "money_scale": 50, "lambda_money": 0.625, "M_0": 2.5,
        "lambda_update_rate": 0.375, "lambda_bounds": {"lambda_min": 0.0625, "lambda_max": 16.0},
    },
    "mode_schedule": {"forage_ticks": 17, "trade_ticks": 19, "start_mode": "trade"},
}  # fmt: skip
RULES = {
    "spread": 0.25, "epsilon": 0.125, "beta": 0.75, "interaction_radius": 2, "move_budget": 3, "quantity_max": 4, "forage_rate": 6,
    "growth_rate": 8, "regrowth_rest": 9, "cooldown": 10, "claiming": True, "single_harvester": False,
    "exchanges": 7, "open": 15, "local_modes": False, "min_quotes": 7, "sellers_hold": True, "execution": 1, "money_form": 1, "money_scale": 50.0,
    "lambda_rate": 0.375, "lambda_min": 0.0625, "lambda_max": 16.0,
    "search_first": False, "decimal_blocks": False, "unit": 1,
}  # fmt: skip
SWITCHES = {
    "standard": {
        "no_overlap_parts": True, "foragers_pair": False, "claims_outlive_mode": False,
        "quoted": 7, "typed": True, "gated": True, "money_unit": 50.0, "lambda_learns": True,
    },
    "vmt": {
        "no_overlap_parts": False, "foragers_pair": True, "claims_outlive_mode": True,
        "quoted": 1, "typed": False, "gated": False, "money_unit": 1.0, "lambda_learns": False,
    },
}  # fmt: skip
"""economy.md section 14, Q1 to Q3, Q5, Q6: what is mended, and what the original did."""


REGIMES = {"barter_only": (1, 1, False, 0), "money_only": (6, 6, True, 1), "mixed": (7, 7, True, 1)}


@pytest.mark.parametrize("preset", SWITCHES)
@pytest.mark.parametrize("regime", REGIMES)
def test_a_regime_says_what_is_exchanged_for_what(preset: str, regime: str) -> None:
    with built(rules=preset, params={"exchange_regime": regime, "money_utility_form": "linear"}) as world:
        rules = world[Rules]
        assert (rules.exchanges[0], rules.quoted[0], rules.typed[0], rules.money_form[0]) == REGIMES[regime]
        assert world[Quotes].ask.shape[1] == world[MoneyTaste].weight.shape[1] * 2 + 1 == (1 if regime == "barter_only" else 3)


@pytest.mark.parametrize(("preset", "quoted"), [("standard", [False, True, True]), ("vmt", [True, True, True])])
def test_the_first_quotes_are_for_every_exchange_under_vmt_for_those_of_the_regime_under_standard(preset: str, quoted: list[bool]) -> None:
    with built(rules=preset, params={"exchange_regime": "money_only"}) as world:
        assert (world[Quotes].ask > 0).tolist() == [quoted] * 6


def test_money_is_counted_in_minor_units_and_worth_what_the_file_says() -> None:
    with built() as world:
        assert world[Inventory].money.tolist() == [50 * m for m in (31, 32, 33, 34, 35, 36)]
        assert set(world[MoneyTaste].weight[:, 0]) == {0.625} and set(world[MoneyTaste].shift[:, 0]) == {2.5}
    own = {"A": 5, "B": 5, "M": 1, "lambda_money": [0.5, 1.0, 1.5, 2.0, 2.5, 3.0], "M_0": 4.0}
    with built(initial_inventories=own) as world:
        assert world[MoneyTaste].weight[:, 0].tolist() == own["lambda_money"] and set(world[MoneyTaste].shift[:, 0]) == {4.0}


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
