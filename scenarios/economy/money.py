"""What the money part of a scenario comes to: rules of the world, and what money is worth to each agent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...components import economy as c
from ...engine.world import World
from .population import draw_holding
from .rules import PRESETS
from .schema import EconomyScenario

A_FOR_B, A_FOR_M, B_FOR_M = 1, 2, 4
EXCHANGES = {
    "barter_only": A_FOR_B,
    "money_only": A_FOR_M | B_FOR_M,
    "mixed": A_FOR_B | A_FOR_M | B_FOR_M,
    "mixed_liquidity_gated": A_FOR_B | A_FOR_M | B_FOR_M,
}
"""Bits of what may be exchanged for what, by regime (economy.md 4.4)."""


def column_sizes(scenarios: Sequence[EconomyScenario]) -> dict[str, int]:
    """Return the sizes of columns that only money makes wide."""
    money = any(s.params.exchange_regime != "barter_only" for s in scenarios)
    gate = any(_gated(s) for s in scenarios)
    return {"exchanges": 3 if money else 1, "offers": (8 if gate else 6) if money else 2, "monies": int(money)}


def _gated(scenario: EconomyScenario) -> bool:
    return scenario.params.exchange_regime == "mixed_liquidity_gated" and PRESETS[scenario.rules]["gate_works"]


def set_money_rules(world: World, scenarios: Sequence[EconomyScenario]) -> None:
    """Set the rules of exchange of each world."""
    rules = world.edit(c.Rules)
    for w, scenario in enumerate(scenarios):
        params, switches, regime = scenario.params, PRESETS[scenario.rules], scenario.params.exchange_regime
        inert = regime == "mixed_liquidity_gated" and not switches["gate_works"]  # Q1: pairs form as in mixed, but barter one way
        rules.regime[w], rules.exchanges[w] = c.REGIMES.index(regime), EXCHANGES[regime]
        rules.quoted[w] = A_FOR_B if inert else EXCHANGES[regime]
        rules.typed[w] = regime != "barter_only" and not inert
        rules.gated[w], rules.min_quotes[w] = _gated(scenario), params.liquidity_gate.min_quotes
        rules.sellers_hold[w] = params.liquidity_gate.sellers_hold
        rules.execution[w] = c.EXECUTIONS.index(params.trade_execution_mode)
        rules.money_form[w] = c.MONEY_FORMS.index("none" if regime == "barter_only" else params.money_utility_form)
        rules.money_scale[w] = params.money_scale
        rules.money_unit[w] = params.money_scale if switches["lambda_per_major_unit"] else 1
        rules.lambda_learns[w] = regime != "barter_only" and params.money_mode == "kkt_lambda" and switches["lambda_learns"]
        rules.lambda_rate[w] = params.lambda_update_rate
        rules.lambda_min[w], rules.lambda_max[w] = params.lambda_bounds.lambda_min, params.lambda_bounds.lambda_max


def fill_money(world: World, w: int, scenario: EconomyScenario, seed: int) -> None:
    """Give the agents of world `w` their money, and what it is worth to them."""
    agents, held, params = world.tables["agents"], scenario.initial_inventories, scenario.params
    here = slice(int(agents.offsets[w]), int(agents.offsets[w + 1]))
    agents.write(c.Inventory).money[here] = draw_holding(scenario, seed, "M").astype(np.int64) * params.money_scale
    if params.exchange_regime != "barter_only":
        taste = agents.write(c.MoneyTaste)
        taste.weight[here, 0] = params.lambda_money if held.lambda_money is None else draw_holding(scenario, seed, "lambda_money")
        taste.shift[here, 0] = params.M_0 if held.M_0 is None else draw_holding(scenario, seed, "M_0")


def quote_first(world: World, scenarios: Sequence[EconomyScenario]) -> None:
    """Let agents quote for the first time: under the original's rules for every exchange, whatever the regime (Q9)."""
    rules = world.edit(c.Rules)
    later = rules.quoted.copy()
    for w, scenario in enumerate(scenarios):
        if scenario.params.exchange_regime != "barter_only" and not PRESETS[scenario.rules]["first_quotes_of_regime"]:
            rules.quoted[w] = EXCHANGES["mixed"]
    world.run_system("requote", np.ones(world.n_worlds, np.bool_))
    world.edit(c.Rules).quoted[:] = later
