"""What the money part of a scenario comes to: rules of the world, and what money is worth to each agent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...components import economy as c
from ...engine.world import World
from .population import draw_holding
from .rules import PRESETS
from .schema import EconomyScenario
from .zones import A_FOR_B, EXCHANGES, has_customs, regimes_of


def column_sizes(scenarios: Sequence[EconomyScenario]) -> dict[str, int]:
    """Return the sizes of columns that only money makes wide, or agents with customs of their own."""
    money = any(_has_money(s) for s in scenarios)
    gate = any(_gated(s) for s in scenarios)
    sizes = {"exchanges": 3 if money else 1, "offers": (8 if gate else 6) if money else 2, "monies": int(money)}
    return sizes | {"customs": int(any(has_customs(s) for s in scenarios))}


def _has_money(scenario: EconomyScenario) -> bool:
    return regimes_of(scenario) != ["barter_only"]


def _gated(scenario: EconomyScenario) -> bool:
    return "mixed_liquidity_gated" in regimes_of(scenario) and PRESETS[scenario.rules]["gate_works"]


def set_money_rules(world: World, scenarios: Sequence[EconomyScenario]) -> None:
    """Set the rules of exchange of each world: what is exchanged for what by anyone, anywhere in it."""
    rules = world.edit(c.Rules)
    for w, scenario in enumerate(scenarios):
        params, switches, regimes = scenario.params, PRESETS[scenario.rules], regimes_of(scenario)
        exchanges = int(np.bitwise_or.reduce([EXCHANGES[regime] for regime in regimes]))
        inert = regimes == ["mixed_liquidity_gated"] and not switches["gate_works"]  # Q1: pairs form as in mixed, but barter one way
        rules.exchanges[w], rules.quoted[w] = exchanges, A_FOR_B if inert else exchanges
        rules.typed[w] = _has_money(scenario) and not inert
        rules.gated[w], rules.min_quotes[w] = _gated(scenario), params.liquidity_gate.min_quotes
        rules.sellers_hold[w] = params.liquidity_gate.sellers_hold
        rules.execution[w] = c.EXECUTIONS.index(params.trade_execution_mode)
        rules.money_form[w] = c.MONEY_FORMS.index(params.money_utility_form if _has_money(scenario) else "none")
        rules.money_scale[w] = params.money_scale
        rules.money_unit[w] = params.money_scale if switches["lambda_per_major_unit"] else 1
        rules.lambda_learns[w] = _has_money(scenario) and params.money_mode == "kkt_lambda" and switches["lambda_learns"]
        rules.lambda_rate[w] = params.lambda_update_rate
        rules.lambda_min[w], rules.lambda_max[w] = params.lambda_bounds.lambda_min, params.lambda_bounds.lambda_max


def fill_money(world: World, w: int, scenario: EconomyScenario, seed: int) -> None:
    """Give the agents of world `w` their money, and what it is worth to them."""
    agents, held, params = world.tables["agents"], scenario.initial_inventories, scenario.params
    here = slice(int(agents.offsets[w]), int(agents.offsets[w + 1]))
    agents.write(c.Inventory).money[here] = draw_holding(scenario, seed, "M").astype(np.int64) * params.money_scale
    if _has_money(scenario):
        taste = agents.write(c.MoneyTaste)
        taste.weight[here, 0] = params.lambda_money if held.lambda_money is None else draw_holding(scenario, seed, "lambda_money")
        taste.shift[here, 0] = params.M_0 if held.M_0 is None else draw_holding(scenario, seed, "M_0")


def quote_first(world: World, scenarios: Sequence[EconomyScenario]) -> None:
    """Let agents quote for the first time: under the original's rules for every exchange, whatever the regime (Q9)."""
    rules = world.edit(c.Rules)
    later = rules.quoted.copy()
    for w, scenario in enumerate(scenarios):
        if _has_money(scenario) and not PRESETS[scenario.rules]["first_quotes_of_regime"]:
            rules.quoted[w] = EXCHANGES["mixed"]
    world.run_system("requote", np.ones(world.n_worlds, np.bool_))
    world.edit(c.Rules).quoted[:] = later
