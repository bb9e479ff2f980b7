"""Many pairs bargain at once, each as its twin does: quotes, amounts and gains are round, so that limits are met exactly.

Some are out of reach; some hold goods that changed since their level of utility was computed; some have failed before.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catallax.components.economy import Cooldowns, Inventory, Market, Pairing, Position, Preferences, Quotes, Rules
from catallax.engine.clock import Clock
from catallax.engine.world import World
from catallax.scenarios.builder import build_world
from catallax.scenarios.loader import load_scenario
from catallax.testing.economies import REGIMES
from tests.reference import phases
from tests.reference.economy import read_economy
from tests.systems.economy.test_phases import compare

PAIRS, WIDTH, HEIGHT, TICK = 20, 7, 4, 5
MIX: list[dict[str, Any]] = [
    *({"type": "linear", "params": {"vA": a, "vB": 1.0}} for a in (0.5, 1.0, 2.0, 18.5, 19.5, 30.0)),
    *({"type": "linear", "params": {"vA": a, "vB": b}} for a, b in ((1.0, 3.0), (4.0, 2.0))),
    {"type": "ces", "params": {"rho": -0.5, "wA": 1.0, "wB": 1.0}},
    {"type": "ces", "params": {"rho": 2.0, "wA": 1.0, "wB": 1.0}},  # not convex: two of them gain whoever sells
    {"type": "quadratic", "params": {"A_star": 6.0, "B_star": 5.0, "sigma_A": 2.0, "sigma_B": 2.0, "gamma": 0.0}},
    {"type": "stone_geary", "params": {"alpha_A": 0.6, "alpha_B": 0.4, "gamma_A": 1.0, "gamma_B": 0.0}},
]


def scenario(random: np.random.Generator, seed: int) -> dict[str, Any]:
    pick = lambda *values: values[random.integers(len(values))]  # noqa: E731
    return {
        "schema_version": 2, "name": "met", "rules": pick("standard", "vmt"), "seed": seed, "ticks": 9, "agents": 2 * PAIRS,
        "grid": {"width": WIDTH, "height": HEIGHT, "torus": pick(True, False)},
        "initial_inventories": {"A": 5, "B": 5, "M": 30},
        "utilities": {"mix": [{"weight": 1.0 / len(MIX), **entry} for entry in MIX]},
        "resource_seed": {"density": 0.0, "amount": 1},
        "params": {
            "interaction_radius": pick(0, 1, 2, 3, 9, 9), "dA_max": pick(1, 3, 8), "epsilon": pick(1e-12, 0.5, 1.0),
            "trade_cooldown_ticks": pick(0, 1, 4, 40), "exchange_regime": pick("barter_only", *REGIMES, *REGIMES[2:]),
            "trade_execution_mode": pick("minimum", "maximum"), "money_utility_form": pick("linear", "log"),
            "M_0": pick(0.0, 1.0),
            "lambda_money": pick(0.5, 1.0), "money_scale": pick(1, 10),
        },
    }  # fmt: skip


def scatter(world: World, random: np.random.Generator) -> None:
    """Pair everyone, most within reach, with any goods and quotes."""
    n = 2 * PAIRS
    world.edit(Clock).tick[:] = TICK
    position, inventory, quotes = world.edit(Position), world.edit(Inventory), world.edit(Quotes)
    inventory.goods[:], inventory.changed[:] = random.choice([0, 1, 2, 3, 5, 9, 40], (n, 2)), True
    inventory.money[:] = random.choice([0, 1, 5, 30, 200], n)
    world.run_system("requote", np.ones(1, np.bool_))
    size = quotes.ask.shape
    quotes.ask[:] = random.choice([0.0, 0.25, 0.5, 1.0, 2.0], size)
    quotes.bid[:] = random.choice([0.25, 0.5, 1.5, 2.5, 7.3, 25.0, 1e6], size)
    if random.random() < 0.5:
        quotes.bid[:] = random.choice([0.5, 1.0, 1.5, 2.0], size)
    world.edit(Market).barters[:] = random.random(n) < 0.5
    moved = random.random(n) < 0.3
    inventory.goods[moved] += 2
    inventory.changed[moved] = True
    row = random.permutation(n)
    pairing, cooldowns, length = world.edit(Pairing), world.edit(Cooldowns), int(world[Rules].cooldown[0])
    pairing.partner[row[0::2]], pairing.partner[row[1::2]] = row[1::2], row[0::2]
    position.x[:], position.y[:] = random.integers(0, WIDTH, n), random.integers(0, HEIGHT, n)
    near = row[1::2]
    position.x[near] = (position.x[row[0::2]] + random.integers(-1, 2, PAIRS)) % WIDTH
    position.y[near] = (position.y[row[0::2]] + random.integers(-2, 3, PAIRS)) % HEIGHT
    for i in np.flatnonzero(random.random(n) < 0.5):  # one slot stays free, as always
        others = random.permutation(np.setdiff1d(np.arange(n), [i, pairing.partner[i]]))[: cooldowns.partner.shape[1] - 1]
        cooldowns.partner[i, : len(others)] = others
        cooldowns.until[i, : len(others)] = random.permutation(np.arange(TICK - 1, TICK + length))[: len(others)]  # one failed a tick


@given(st.integers(0, 10**6))
def test_every_pair_trades_or_parts_as_its_twin_does(seed: int) -> None:
    random = np.random.default_rng(seed)
    with build_world([load_scenario(scenario(random, seed))], [seed], [9]) as world:
        scatter(world, random)
        twin = read_economy(world)
        world.run_system("trade", np.ones(1, np.bool_))
        phases.trade(twin)
        compare("trade", world, twin)
        world.flush()
        cooldowns = world[Cooldowns]
        free = (cooldowns.partner < 0) | (cooldowns.until <= TICK + 1)
        assert free.any(axis=1).all(), "there is room for a failure in the next tick"


@pytest.mark.parametrize(("worth", "payment"), [(18.5, 19), (19.5, 21)])
def test_whole_payments_are_tried_up_to_nineteen_then_a_quarter_of_the_way_at_a_time(worth: float, payment: int) -> None:
    """For a unit of A whose seller asks 0 and whose buyer bids 28: 0, 1, 2, ... 19, and 0, 7, 14, 21, 28."""
    tastes = [{"type": "linear", "weight": 0.5, "params": {"vA": a, "vB": 1.0}} for a in (30.0, worth)]
    file = scenario(np.random.default_rng(0), 1) | {"rules": "standard", "agents": 2, "params": {}, "utilities": {"mix": tastes}}
    with build_world([load_scenario(file)], [1], [9]) as world:
        world.edit(Preferences).parameters[:, 0] = 30.0, worth
        world.edit(Inventory).goods[:] = [[0, 40], [1, 0]]
        world.edit(Inventory).changed[:] = True
        world.run_system("requote", np.ones(1, np.bool_))
        world.edit(Position).x[:], world.edit(Position).y[:] = 0, 0
        quotes = world.edit(Quotes)
        quotes.bid[:, 0], quotes.ask[:, 0] = (28.0, 0.0), (99.0, 0.0)
        world.edit(Pairing).partner[:] = 1, 0
        world.run_system("trade", np.ones(1, np.bool_))
        trades = world.events["trades"].rows()
        assert [trades[name].tolist() for name in ("buyer", "seller", "quantity", "payment", "price")] == [
            [0],
            [1],
            [1],
            [payment],
            [payment],
        ]


def test_the_lower_row_sells_first_and_the_other_way_is_tried_only_if_it_cannot() -> None:
    """Two whose tastes are not convex gain whoever sells: more, if the higher row does."""
    tastes = [{"type": "ces", "weight": 1.0, "params": {"rho": 2.0, "wA": 1.0, "wB": 1.0}}]
    changes = {"rules": "standard", "agents": 2, "params": {"exchange_regime": "mixed", "dA_max": 1}, "utilities": {"mix": tastes}}
    with build_world([load_scenario(scenario(np.random.default_rng(0), 1) | changes)], [1], [9]) as world:
        trades = []
        for goods in ([[2, 2], [3, 2]], [[1, 1], [1, 2]]):
            inventory, quotes = world.edit(Inventory), world.edit(Quotes)
            inventory.goods[:], inventory.changed[:] = goods, True
            world.run_system("requote", np.ones(1, np.bool_))
            world.edit(Position).x[:], world.edit(Position).y[:] = 0, 0
            quotes.ask[:], quotes.bid[:] = (0.5, np.inf, np.inf), (2.0, 0.0, 0.0)
            world.edit(Pairing).partner[:] = 1, 0
            world.run_system("trade", np.ones(1, np.bool_))
            rows = world.events["trades"].rows()
            trades.append([int(rows[name][-1]) for name in ("buyer", "seller", "quantity", "payment")])
        assert trades == [[1, 0, 1, 1], [0, 1, 1, 1]]


@pytest.mark.parametrize(("regime", "good"), [("money_only", 0), ("mixed", 1)])
def test_where_there_is_no_barter_the_first_exchange_is_taken_else_the_best(regime: str, good: int) -> None:
    """1 has money and would gain from A; more from B, which is tried later."""
    tastes = [{"type": "linear", "weight": 1.0, "params": {"vA": 1.0, "vB": 1.0}}]
    params = {"exchange_regime": regime, "dA_max": 1, "lambda_money": 1.0}
    changes = {"rules": "standard", "agents": 2, "params": params, "utilities": {"mix": tastes}}
    with build_world([load_scenario(scenario(np.random.default_rng(0), 1) | changes)], [1], [9]) as world:
        inventory = world.edit(Inventory)
        world.edit(Preferences).parameters[1, :2] = 3.0, 9.0
        inventory.goods[:], inventory.money[:], inventory.changed[:] = [[5, 5], [0, 0]], (0, 50), True
        world.run_system("requote", np.ones(1, np.bool_))
        world.edit(Position).x[:], world.edit(Position).y[:] = 0, 0
        world.edit(Pairing).partner[:] = 1, 0
        world.run_system("trade", np.ones(1, np.bool_))
        trades = world.events["trades"].rows()
        assert [trades[name].tolist() for name in ("good", "medium", "quantity")] == [[good], [2], [1]]
