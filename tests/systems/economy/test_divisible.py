"""The preset of the original's last engine: phases against their twins, divisible goods, and what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import catallax as cx
from catallax.components.economy import FAMILIES, PARAMETERS, Inventory, Pairing, Position, Preferences, Quotes, Rules
from catallax.engine.world import World
from catallax.scenarios.builder import build_world
from catallax.scenarios.loader import load_scenario
from catallax.systems.economy.theory.exchange import Exchange
from catallax.testing import families, scenarios
from catallax.testing.watch import watch
from tests.reference.economy import read_economy
from tests.reference.phases import PHASES
from tests.systems.economy.test_phases import compare, step_phase_by_phase

PRESET = "vmt_protocols"
PARTS = 10_000


@given(scenarios(rules=[PRESET]))
def test_every_phase_equals_its_twin(drawn: dict[str, Any]) -> None:
    scenario = load_scenario(drawn)
    with build_world([scenario], [scenario.seed], [12]) as world:
        twin = read_economy(world)
        for _ in range(12):
            step_phase_by_phase(world, twin)


@settings(max_examples=15)
@given(scenarios(most_agents=30, most_side=9, rules=[PRESET], fixed={"resource_seed.density": 0.1}))
def test_every_phase_equals_its_twin_in_a_crowd(drawn: dict[str, Any]) -> None:
    scenario = load_scenario(drawn)
    with build_world([scenario], [scenario.seed], [10]) as world:
        twin = read_economy(world)
        for _ in range(10):
            step_phase_by_phase(world, twin)


@given(scenarios(rules=[PRESET]), st.integers(1, 10**7))
def test_trade_keeps_every_part_of_a_good_and_leaves_no_one_worse_off(drawn: dict[str, Any], odd: int) -> None:
    scenario = load_scenario(drawn)
    with build_world([scenario], [scenario.seed], [12]) as world:
        inventory = world.edit(Inventory)
        inventory.goods[:] += odd * np.arange(1, len(inventory.goods) + 1)[:, None] % PARTS  # uneven amounts from the start
        inventory.changed[:] = True
        totals: list[np.ndarray] = []
        note = lambda world: totals.append(world[Inventory].goods.sum(axis=0))  # noqa: E731
        watch(world, "trade", before=note, after=note)
        while world.running.any():
            world.step()
            trades = world.events["trades"].rows()
            assert (trades["gain_buyer"] > 0).all() and (trades["gain_seller"] > 0).all()
            assert (trades["quantity"] > 0).all() and (trades["quantity"] % PARTS == 0).all() and (trades["payment"] > 0).all()
        assert (np.array(totals[0::2]) == np.array(totals[1::2])).all()


def met(one: dict[str, Any], other: dict[str, Any], goods: Any, quotes: Any = None) -> World:
    """Return a world of two who are paired and stand on one cell. goods: of both, in parts; quotes: (asks, bids) of both."""
    mix = [{**entry, "weight": 0.5} for entry in (one, other)]
    world = cx.build({**BASE, "agents": 2, "initial_inventories": {"A": 9, "B": 9}, "utilities": {"mix": mix}})
    likes, inventory, position = world.edit(Preferences), world.edit(Inventory), world.edit(Position)
    for i, entry in enumerate((one, other)):
        values = [*(entry["params"][name] for name in PARAMETERS[entry["type"]]), *([1e-9] if entry["type"] == "ces" else [])]
        likes.family[i], likes.parameters[i] = FAMILIES.index(entry["type"]), values + [0.0] * (6 - len(values))
    inventory.goods[:], inventory.changed[:] = goods, True
    position.x[:], position.y[:] = 1, 1
    world.edit(Pairing).partner[:] = 1, 0
    world.run_system("requote", np.ones(1, np.bool_))
    if quotes is not None:
        world.edit(Quotes).ask[:, 0], world.edit(Quotes).bid[:, 0] = quotes
    return world


amounts = st.integers(0, 12 * PARTS) | st.integers(0, 12).map(lambda units: units * PARTS)
prices = st.sampled_from([0.0, 0.3, 0.55635, 1.0, 7.0 / 3.0, 12.0, 250.0]) | st.floats(0.0, 30.0)


@given(families, families, st.tuples(amounts, amounts), st.tuples(amounts, amounts), st.tuples(prices, prices), st.tuples(prices, prices))
def test_bargaining_equals_its_twin_at_any_quotes(one: Any, other: Any, has: Any, holds: Any, asks: Any, bids: Any) -> None:
    with met(one, other, [has, holds], (asks, bids)) as world:
        twin = read_economy(world)
        world.run_system("trade", np.ones(1, np.bool_))
        PHASES["trade"](twin)
        compare("trade", world, twin)


def linear(of_a: float) -> dict[str, Any]:
    return {"type": "linear", "params": {"vA": of_a, "vB": 1.0}}


def test_the_lower_id_sells_where_both_would_gain_either_way() -> None:
    """With rho > 1 everyone likes much of one good better than some of both."""
    likes = {"type": "ces", "params": {"rho": 2.0, "wA": 1.0, "wB": 1.0}}
    with met(likes, likes, 5 * PARTS) as world:
        world.run_system("trade", np.ones(1, np.bool_))
        assert world[Inventory].goods.tolist() == [[4 * PARTS, 6 * PARTS], [6 * PARTS, 4 * PARTS]]


def test_twenty_whole_payments_are_tried_for_a_quantity() -> None:
    """The seller gains from 20 on. 25.75, the next of the five prices between 1 and 100, would be refused by nobody either."""
    with met(linear(19.5), linear(200.0), [[PARTS, 0], [0, 90 * PARTS]], ([1.0, 300.0], [0.0, 100.0])) as world:
        world.run_system("trade", np.ones(1, np.bool_))
        assert world[Inventory].goods.tolist() == [[0, 20 * PARTS], [PARTS, 70 * PARTS]]


def test_a_payment_on_a_tie_is_rounded_as_the_price_is_written() -> None:
    with met(linear(0.5), linear(0.9), [[PARTS, 0], [0, PARTS]], ([0.55635, 9.0], [0.0, 0.6])) as world:
        world.run_system("trade", np.ones(1, np.bool_))
        assert world[Inventory].goods.tolist() == [[0, 5564], [PARTS, 4436]]


def run(**changes: Any) -> cx.Run:
    return cx.run({**BASE, **changes})


BASE: dict[str, Any] = {
    "schema_version": 2, "name": "two who differ", "rules": PRESET, "seed": 3, "ticks": 30, "grid": {"width": 3, "height": 3}, "agents": 4,
    "initial_inventories": {"A": [8, 8, 2, 2], "B": [2, 2, 8, 8]},
    "utilities": {"mix": [{"type": "ces", "weight": 1.0, "params": {"rho": 0.5, "wA": 0.5, "wB": 0.5}}]},
    "resource_seed": {"density": 0.0, "amount": 1},
}  # fmt: skip


def test_tables_are_in_units_and_whole_numbers_stay_whole_beside_them_in_a_batch() -> None:
    divisible, whole = cx.run_many([BASE, {**BASE, "rules": "standard"}])
    agents, trades, ticks = (divisible.frame(name) for name in ("agents", "trades", "ticks"))
    assert agents.A.dtype == agents.B.dtype == trades.payment.dtype == ticks.total_B.dtype == np.float64
    assert (trades.quantity % 1 == 0).all() and (trades.payment % 1 != 0).any()
    assert (ticks.total_A == 20).all() and (ticks.total_B == 20).all()
    assert (trades.payment == np.round(trades.payment, 4)).all()
    assert whole.frame("agents").A.dtype == whole.frame("trades").payment.dtype == np.int64
    assert cx.run(BASE).frame("agents").equals(agents)


def test_worlds_of_different_sizes_in_a_batch_are_the_worlds_alone() -> None:
    files = []
    for side, n in ((3, 8), (5, 12), (4, 4)):
        goods = {"A": [8, 2] * (n // 2), "B": [2, 8] * (n // 2)}
        files.append({**BASE, "grid": {"width": side, "height": side + 1}, "agents": n, "initial_inventories": goods, "seed": n})
    for run, file in zip(cx.run_many(files, ticks=12), files, strict=True):
        alone = cx.run(file, ticks=12)
        assert run.manifest["state_digest"] == alone.manifest["state_digest"]
        assert run.frame("pairings").equals(alone.frame("pairings")) and len(alone.frame("trades")) > 0


def test_theory_counts_in_units() -> None:
    with cx.build(BASE) as world:
        assert Exchange.of(world).totals.tolist() == [20.0, 20.0]
    efficiency = cx.efficiency(run())
    assert 0.9 < efficiency.share <= 1.0
    assert cx.efficiency(run(ticks=1)).share < efficiency.share


def test_tables_of_what_was_decided_and_tried_are_empty() -> None:
    """The guide says so: they tell of the passes of the money era."""
    found = run()
    assert [found.count(name) for name in ("decisions", "preferences", "attempts")] == [0, 0, 0]
    assert found.count("quotes") == found.count("agents") and (found.frame("quotes").p_min > 0).all()


def test_the_first_unit_is_worth_something_where_the_other_good_is_missing() -> None:
    """Under CES with rho < 0; in the money era it was worth nothing, and nobody set out for it."""
    mix = [{"type": "ces", "weight": 1.0, "params": {"rho": -0.5, "wA": 1.0, "wB": 1.0}}]
    levels = {}
    for rules in ("vmt", PRESET):
        held = {"A": [3, 0, 0], "B": [0, 3, 0]}
        with cx.build({**BASE, "rules": rules, "agents": 3, "initial_inventories": held, "utilities": {"mix": mix}}) as world:
            levels[rules] = world[Quotes].level.tolist()
    assert levels["vmt"] == [0.0, 0.0, 0.0]
    assert 0.0 < levels[PRESET][0] == levels[PRESET][1] < 1e-6 and levels[PRESET][2] == 0.0


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"params": {"exchange_regime": "mixed"}, "initial_inventories": {"A": 3, "B": 3, "M": 9}}, "exchange_regime: got 'mixed'"),
        ({"params": {"trade_execution_mode": "maximum"}}, "needs minimum under rules: vmt_protocols"),
        ({"bargaining_protocol": "nash"}, "bargaining_protocol: got 'nash'; needs compensating_block under rules: vmt_protocols"),
        ({"matching_protocol": "greedy_surplus"}, "needs three_pass under rules: vmt_protocols"),
        ({"initial_inventories": {"A": 10**12, "B": 1}}, "needs less than 2**51 parts of 1/10000 in all"),
    ],
)
def test_what_the_last_engine_did_not_have_is_refused(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(cx.ScenarioError) as error:
        cx.load_scenario({**BASE, **changes})
    assert says in str(error.value)


def test_switches_become_rules() -> None:
    with cx.build(BASE) as world:
        rules = world[Rules]
        assert (bool(rules.search_first[0]), bool(rules.decimal_blocks[0]), int(rules.unit[0])) == (True, True, PARTS)
        assert (bool(rules.foragers_pair[0]), bool(rules.claims_outlive_mode[0]), bool(rules.typed[0])) == (True, True, False)
        assert world[Inventory].goods[:, 0].tolist() == [8 * PARTS, 8 * PARTS, 2 * PARTS, 2 * PARTS]
        assert world[Preferences].parameters[0].tolist() == [0.5, 0.5, 0.5, 1e-9, 0.0, 0.0]


def test_names_of_the_last_engine_are_known_and_what_it_ignored_is_ignored() -> None:
    names = {
        "search_protocol": "distance_discounted_search",
        "matching_protocol": "three_pass_matching",
        "bargaining_protocol": "compensating_block",
    }
    plain, told = run(), run(**names, params={"dA_max": 1})
    assert plain.frame("trades").equals(told.frame("trades")) and plain.count("trades") > 0
