"""The phases that look at prices in money against their slow twins, in states that a run of a few ticks hardly ever reaches.

Asks, amounts and what money is worth come from a few round numbers, zero among them, so that ties and limits are the rule.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from catallax.components.economy import Cell, Inventory, Market, MoneyTaste, Position, Quotes, Vision
from catallax.engine.world import World
from catallax.scenarios.builder import build_world
from catallax.scenarios.loader import load_scenario
from tests.reference import phases
from tests.reference.economy import read_economy
from tests.systems.economy.test_phases import compare, pairings_of

EVERYWHERE = np.ones(1, np.bool_)
ASKS, BIDS = [0.0, 0.0, 0.5, 1.0, 2.0, 8.0], [0.0, 0.5, 1.0, 1.5, 3.0, 9.0]
MIX: list[dict[str, Any]] = [
    {"type": "linear", "params": {"vA": 2.0, "vB": 1.0}},
    {"type": "ces", "params": {"rho": -0.5, "wA": 1.0, "wB": 1.0}},
    {"type": "stone_geary", "params": {"alpha_A": 0.6, "alpha_B": 0.4, "gamma_A": 0.0, "gamma_B": 0.0}},
    {"type": "quadratic", "params": {"A_star": 6.0, "B_star": 5.0, "sigma_A": 2.0, "sigma_B": 2.0, "gamma": 0.0}},
]


def scenario(random: np.random.Generator, agents: int, width: int, height: int, **params: Any) -> dict[str, Any]:
    pick = lambda *values: values[random.integers(len(values))]  # noqa: E731
    return {
        "schema_version": 2, "name": "any money", "rules": "standard", "seed": 1, "ticks": 9, "agents": agents,
        "grid": {"width": width, "height": height, "torus": pick(True, False)},
        "initial_inventories": {"A": 1, "B": 1, "M": 5},
        "utilities": {"mix": [{"weight": 1.0 / len(MIX), **entry} for entry in MIX]},
        "resource_seed": {"density": 0.0, "amount": 1},
        "params": {
            "vision_radius": 3, "spread": pick(0.0, 0.25), "epsilon": pick(1e-12, 0.5), "beta": pick(0.5, 1.0),
            "money_scale": pick(1, 10), "M_0": pick(0.0, 1.0), "lambda_money": pick(0.5, 1.0), **params,
        },
    }  # fmt: skip


def scatter(world: World, random: np.random.Generator, width: int, height: int) -> None:
    """Put everyone anywhere, with any goods, money and quotes."""
    n = len(world.tables["agents"])
    position, inventory, quotes, taste = world.edit(Position), world.edit(Inventory), world.edit(Quotes), world.edit(MoneyTaste)
    position.x[:], position.y[:] = random.integers(0, width, n), random.integers(0, height, n)
    world.edit(Vision).radius[:] = random.integers(0, 5, n)
    inventory.goods[:], inventory.money[:] = random.integers(0, 4, (n, 2)), random.choice([0, 1, 5, 1000], n)
    inventory.changed[:] = True
    taste.weight[:, 0] = random.choice([1e-3, 0.5, 1.0, 4.0], n)
    world.run_system("requote", EVERYWHERE)
    quotes.ask[:], quotes.bid[:] = random.choice(ASKS, quotes.ask.shape), random.choice(BIDS, quotes.bid.shape)
    quotes.ask[:, random.random(3) < 0.3] = 0.0  # nobody asks for one of the goods


seeds, crowds, sides = st.integers(0, 10**9), st.integers(2, 12), st.integers(1, 5)


@settings(max_examples=settings().max_examples * 4)
@given(seeds, crowds, sides, sides, st.integers(0, 4), st.booleans())
def test_who_barters_and_with_whom(seed: int, agents: int, width: int, height: int, enough: int, hold: bool) -> None:
    random = np.random.default_rng(seed)
    regime = ("mixed_liquidity_gated", "mixed_liquidity_gated", "mixed", "money_only")[random.integers(4)]
    gate = {"min_quotes": enough, "sellers_hold": hold}
    with build_world(
        [load_scenario(scenario(random, agents, width, height, exchange_regime=regime, liquidity_gate=gate))], [1], [9]
    ) as world:
        scatter(world, random, width, height)
        world.edit(Cell).amount[:] = 0
        twin = read_economy(world)
        if twin.rules["gated"]:
            world.run_system("liquidity", EVERYWHERE)
            phases.liquidity(twin)
            compare("liquidity", world, twin)
            assert world[Market].barters.tolist() == [i.barters for i in twin.agents]
        world.run_system("perception", EVERYWHERE)
        world.run_system("decision", EVERYWHERE)
        phases.decision(twin)
        compare("decision", world, twin)


@settings(max_examples=settings().max_examples * 4)
@given(seeds, crowds, sides, sides)
def test_what_money_is_worth_follows_prices(seed: int, agents: int, width: int, height: int) -> None:
    random = np.random.default_rng(seed)
    pick = lambda *values: values[random.integers(len(values))]  # noqa: E731
    params = {
        "exchange_regime": pick("money_only", "mixed"), "money_mode": "kkt_lambda", "lambda_update_rate": pick(0.0, 0.3, 1.0),
        "lambda_bounds": pick({}, {"lambda_min": 0.25, "lambda_max": 1.5}, {"lambda_min": 0.001, "lambda_max": 0.75}),
    }  # fmt: skip
    with build_world([load_scenario(scenario(random, agents, width, height, **params))], [1], [9]) as world:
        scatter(world, random, width, height)
        twin = read_economy(world)
        world.run_system("valuation", EVERYWHERE)
        phases.valuation(twin)
        compare("valuation", world, twin)
        world.run_system("housekeeping", EVERYWHERE)
        phases.housekeeping(twin)
        compare("requote", world, twin)


@settings(max_examples=settings().max_examples * 4)
@given(seeds, crowds, st.sampled_from(["linear", "log"]))
def test_quotes_in_money_from_any_holdings(seed: int, agents: int, form: str) -> None:
    random = np.random.default_rng(seed)
    params = {"exchange_regime": ("money_only", "mixed", "mixed_liquidity_gated")[random.integers(3)], "money_utility_form": form}
    file = scenario(random, agents, 3, 3, **params) | {"rules": ("standard", "vmt")[random.integers(2)]}
    with build_world([load_scenario(file)], [1], [9]) as world:
        scatter(world, random, 3, 3)
        world.edit(Inventory).changed[:] = True
        twin = read_economy(world)
        world.run_system("housekeeping", EVERYWHERE)
        phases.housekeeping(twin)
        compare("requote", world, twin)


def test_a_new_pair_is_recorded_with_the_overlap_that_the_regime_allows() -> None:
    """Quotes for barter overlap by 8, those for A and B in money by 2 and by 1; there is no barter."""
    file = scenario(np.random.default_rng(0), 2, 1, 1, exchange_regime="money_only")
    with build_world([load_scenario(file)], [1], [9]) as world:
        quotes = world.edit(Quotes)
        quotes.ask[:], quotes.bid[0], quotes.bid[1] = 1.0, 0.0, (9.0, 3.0, 2.0)
        for phase in ("perception", "decision"):
            world.run_system(phase, EVERYWHERE)
        assert [pair["surplus"] for pair in pairings_of(world, 0)] == [2.0]
