"""Every protocol that there is, taken from the registry, so that a new one is tested the day it is added: twins, laws, sameness.

And for each what it is for: who gains what.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import catallax as cx
from catallax.components.economy import REASONS, Grid, Intent, Inventory, Pairing, Position, Preferences
from catallax.engine.world import World
from catallax.kernels.jit import limit_threads
from catallax.scenarios.builder import build_world
from catallax.scenarios.economy.rules import PRESETS
from catallax.scenarios.loader import load_scenario
from catallax.systems.economy import protocols
from catallax.systems.economy.protocols import PROTOCOLS, Parameter, register_bargaining
from catallax.testing import scenarios
from tests.reference import bargaining as reference
from tests.reference import phases
from tests.reference.economy import read_economy
from tests.sameness import assert_same_run
from tests.systems.economy import test_trade
from tests.systems.economy.test_matching import CHEAP, NOBODY, matched
from tests.systems.economy.test_phases import compare, step_phase_by_phase

CHOICES = [(kind, name) for kind, known in PROTOCOLS.items() for name in known]
BARGAINING = [name for kind, name in CHOICES if kind == "bargaining"]
OTHERS = [(kind, name) for kind, name in CHOICES if protocols.number_of(kind, name) > 0]
FITTING = {"params.trade_execution_mode": "minimum", "params.spread": 0.2}  # what every protocol of bargaining takes


def with_protocol(kind: str, name: str) -> Any:
    rules = ("standard", "vmt") if (kind, name) in OTHERS else tuple(PRESETS)  # vmt_protocols has the defaults alone
    return scenarios(rules=rules, fixed={f"{kind}_protocol": name, **FITTING})


def build(drawn: dict[str, Any], ticks: int = 8) -> World:
    scenario = load_scenario(drawn)
    return build_world([scenario], [scenario.seed], [ticks])


@pytest.mark.parametrize(("kind", "name"), OTHERS)
@settings(max_examples=settings().max_examples // 8)
@given(data=st.data())
def test_every_phase_equals_its_twin(kind: str, name: str, data: st.DataObject) -> None:
    with build(data.draw(with_protocol(kind, name))) as world:
        twin = read_economy(world)
        for _ in range(6):
            step_phase_by_phase(world, twin)


@pytest.mark.parametrize("name", BARGAINING)
@settings(max_examples=settings().max_examples // 2)
@given(seed=st.integers(0, 10**6))
def test_every_pair_bargains_as_its_twin_does(name: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    file = test_trade.scenario(random, seed)
    file["params"] |= {"trade_execution_mode": "minimum", "spread": 0.1}
    file["bargaining_protocol"] = {"name": name}
    if name == "take_it_or_leave_it":
        who = ("random", "lower_id", "higher_id")[random.integers(3)]
        file["bargaining_protocol"]["params"] = {"proposer": who, "power": float(random.choice([0.0, 0.3, 1.0]))}
    with build_world([load_scenario(file)], [seed], [9]) as world:
        test_trade.scatter(world, random)
        twin = read_economy(world)
        world.run_system("trade", np.ones(1, np.bool_))
        phases.trade(twin)
        compare("trade", world, twin)


@pytest.mark.parametrize(("kind", "name"), CHOICES)
@settings(max_examples=settings().max_examples // 8)
@given(data=st.data())
def test_nothing_is_lost_and_nobody_loses(kind: str, name: str, data: st.DataObject) -> None:
    drawn = data.draw(with_protocol(kind, name))
    drawn["resource_seed"], drawn["params"]["resource_spawn_rate"] = {"density": 0.0, "amount": 1}, 0.0
    with build(drawn) as world:
        goods, money = world[Inventory].goods.sum(axis=0), world[Inventory].money.sum()
        for _ in range(8):
            world.step()
            trades, pairings = world.events["trades"].rows(), world.events["pairings"].rows()
            assert (trades["gain_buyer"] > 0).all() and (trades["gain_seller"] > 0).all()
            assert (trades["quantity"] > 0).all() and (trades["payment"] > 0).all()
            assert np.array_equal(pairings["surplus_i"], pairings["surplus_j"], equal_nan=True)
            assert (world[Inventory].goods.sum(axis=0) == goods).all() and world[Inventory].money.sum() == money
            assert (world[Inventory].goods >= 0).all() and (world[Inventory].money >= 0).all()
            partner = world[Pairing].partner
            paired = np.flatnonzero(partner >= 0)
            assert (partner[partner[paired]] == paired).all()


def bazaar(kind: str, name: str) -> cx.Scenario:
    changes = {
        "params.spread": 0.2,
        "params.exchange_regime": "mixed",
        "initial_inventories.M": 100,
        "agents": 40,
        f"{kind}_protocol": name,
    }
    return load_scenario("bazaar", changes=changes)


def test_a_batch_of_all_protocols_is_each_of_them_alone_for_any_number_of_threads() -> None:
    files = [bazaar(kind, name) for kind, name in CHOICES]
    alone = [cx.run(file, seed=k, ticks=12, threads=1) for k, file in enumerate(files)]
    together = cx.run_many(files, seeds=list(range(len(files))), ticks=12, threads=2)
    limit_threads(None)
    for one, other in zip(alone, together, strict=True):
        assert_same_run(one, other)
        assert len(one.frame("trades")) > 0


@pytest.mark.parametrize(("kind", "name"), OTHERS)
def test_a_run_that_stops_and_goes_on_is_the_same(kind: str, name: str) -> None:
    with cx.build(bazaar(kind, name), seed=3) as straight, cx.build(bazaar(kind, name), seed=3) as other:
        for _ in range(6):
            straight.step()
        other.restore(straight.snapshot())
        for _ in range(6):
            straight.step()
            other.step()
        assert straight.digest() == other.digest()


def test_a_world_of_many_blocks_bargains_alike_on_any_number_of_threads() -> None:
    changes = {"agents": 9_000, "grid.width": 190, "grid.height": 190, "bargaining_protocol": "take_it_or_leave_it"}
    runs = [cx.run(load_scenario("metropolis", changes=changes), ticks=3, record="trades", threads=n) for n in (1, 2)]
    limit_threads(None)
    assert_same_run(*runs)


# -- who gains what ------------------------------------------------------------------------------


def deal(protocol: Any, buyer: int = 0, seed: int = 1) -> tuple[int, int, float, float] | None:
    """Quantity, payment and gains of buyer and seller: A is worth 4 B to who has 30 B, and 1 B to who has 10 A; quotes a quarter off."""
    tastes = [{"type": "linear", "weight": 0.5, "params": {"vA": a, "vB": 1.0}} for a in (4.0, 1.0)]
    file = {
        "schema_version": 2, "name": "who gains what", "agents": 2, "grid": {"width": 1, "height": 1}, "utilities": {"mix": tastes},
        "initial_inventories": {"A": 1, "B": 1}, "resource_seed": {"density": 0.0, "amount": 1},
        "params": {"spread": 0.25, "dA_max": 5}, "bargaining_protocol": protocol,
    }  # fmt: skip
    with cx.build(file, seed=seed) as world:
        inventory, seller = world.edit(Inventory), 1 - buyer
        world.edit(Preferences).parameters[:, 0] = np.where(np.arange(2) == buyer, 4.0, 1.0)
        inventory.goods[buyer], inventory.goods[seller], inventory.changed[:] = (0, 30), (10, 0), True
        assert (world[Position].x == 0).all()
        world.edit(Pairing).partner[:] = 1, 0
        for system in ("requote", "trade"):
            world.run_system(system, np.ones(1, np.bool_))
        trades = world.events["trades"].rows()
        if not len(trades["buyer"]):
            return None
        assert trades["buyer"].tolist() == [buyer]
        return tuple(trades[name].tolist()[0] for name in ("quantity", "payment", "gain_buyer", "gain_seller"))  # type: ignore[return-value]


def proposing(who: str, power: float = 0.5) -> dict[str, Any]:
    return {"name": "take_it_or_leave_it", "params": {"proposer": who, "power": power}}


WHO_GAINS_WHAT: dict[str, tuple[Any, tuple[int, int, float, float]]] = {
    "compensating_block": ("compensating_block", (1, 2, 2.0, 1.0)),
    "split_difference": ("split_difference", (2, 5, 3.0, 3.0)),
    "nash": ("nash", (5, 12, 8.0, 7.0)),
    "take_it_or_leave_it, the buyer proposes": (proposing("lower_id"), (5, 6, 14.0, 1.0)),
    "take_it_or_leave_it, the seller proposes": (proposing("higher_id"), (5, 15, 5.0, 10.0)),
    "posted_price": ("posted_price", (5, 6, 14.0, 1.0)),
}


@pytest.mark.parametrize("case", WHO_GAINS_WHAT)
def test_who_gains_what(case: str) -> None:
    protocol, expected = WHO_GAINS_WHAT[case]
    assert deal(protocol) == expected


def test_posted_prices_favour_buyers_and_proposals_favour_who_proposes() -> None:
    assert deal("posted_price", buyer=1) == (5, 6, 14.0, 1.0)
    assert deal(proposing("lower_id"), buyer=1) == (5, 15, 5.0, 10.0)
    assert deal(proposing("random", 1.0)) == deal(proposing("lower_id")) and deal(proposing("random", 0.0)) == deal(proposing("higher_id"))


def test_every_protocol_of_bargaining_has_an_outcome_of_its_own() -> None:
    thoughtful = set(BARGAINING) - {"zero_intelligence"}
    assert {case.split(",")[0] for case in WHO_GAINS_WHAT} == thoughtful
    both_ways = {name: (deal(name, 0), deal(name, 1)) for name in thoughtful - {"take_it_or_leave_it"}}
    both_ways["take_it_or_leave_it"] = deal(proposing("lower_id"), 0), deal(proposing("lower_id"), 1)
    assert len(set(both_ways.values())) == len(thoughtful)


def test_without_intelligence_a_unit_is_sold_when_a_random_bid_reaches_a_random_ask() -> None:
    deals = [deal("zero_intelligence", seed=seed) for seed in range(300)]
    done = [d for d in deals if d is not None]  # bids are uniform in [0, 3], asks in [1.25, 3]
    assert 60 < len(done) < 115 and {d[0] for d in done} == {1} and {d[1] for d in done} == {2, 3}
    assert not any(deal({"name": "zero_intelligence", "params": {"ceiling": 1e9}}, seed=seed) for seed in range(30))


def test_the_power_of_the_lower_id_is_how_often_it_proposes() -> None:
    lower_buys_cheaply = [deal(proposing("random", 0.8), seed=seed) == deal(proposing("lower_id")) for seed in range(100)]
    assert 70 < sum(lower_buys_cheaply) < 90


def test_the_guide_says_who_gains_what() -> None:
    page = (Path(__file__).parents[3] / "docs" / "guide" / "protocols.md").read_text(encoding="utf-8")
    for case, (_, (quantity, payment, gain_buyer, gain_seller)) in WHO_GAINS_WHAT.items():
        name, *who = case.split(", ")
        row = f"| `{name}`{''.join(', ' + w for w in who)} | {quantity} | {payment} | {gain_buyer:g} | {gain_seller:g} |"
        assert row in page, f"docs/guide/protocols.md has no row {row}"


# -- protocols of one's own ----------------------------------------------------------------------


def favour_the_seller(block: Any) -> float:
    """The block that is best for the seller, if it gains enough."""
    return block.gain_seller if block.gain_seller >= block.parameters[0] else -np.inf


def nash_again(block: Any) -> float:
    return block.gain_buyer * block.gain_seller


def test_a_function_is_a_protocol(forgotten: None) -> None:
    register_bargaining("favour_the_seller", favour_the_seller, {"enough": Parameter(0.0, "least gain", 0.0, 100.0)})
    assert deal("favour_the_seller") == (5, 15, 5.0, 10.0)
    with pytest.raises(cx.ScenarioError, match=r"params.enough: got -1; needs a number from 0 to 100"):
        deal({"name": "favour_the_seller", "params": {"enough": -1}})
    file = bazaar("bargaining", "nash")
    with cx.build(file, seed=2) as ours, cx.build(file, seed=2, bargaining=nash_again) as theirs:
        start = ours[Inventory].goods.copy()
        for _ in range(10):
            ours.step()
            theirs.step()
        assert (ours[Inventory].goods == theirs[Inventory].goods).all() and (ours[Inventory].money == theirs[Inventory].money).all()
        assert (ours[Inventory].goods != start).any()


def far_first(pair: Any) -> float:
    """Those far from each other come first, if each wants the other and one who draws luckily does not spoil it."""
    return pair.distance - pair.parameters[0] if pair.mutual and pair.chance >= 0.0 else -np.inf


def stable_again(pair: Any) -> float:
    return pair.discounted if pair.mutual else -np.inf


def test_a_function_is_a_protocol_of_matching(forgotten: None) -> None:
    cx.register_matching("far_first", far_first, {"less": Parameter(0.0, "taken off", 0.0, 100.0)})
    for less in (0.0, 100.0):  # values below 0 count as any other
        assert matched({"name": "far_first", "params": {"less": less}}) == [CHEAP]
    file = bazaar("matching", "stable")
    with cx.build(file, seed=2) as ours, cx.build(file, seed=2, matching=stable_again) as theirs:
        reasons = set()
        for _ in range(10):
            ours.step()
            theirs.step()
            reasons |= set(theirs.events["pairings"].rows()["reason"].tolist())
            for column in ("i", "j", "surplus_i"):
                found, expected = (world.events["pairings"].rows()[column] for world in (theirs, ours))
                assert np.array_equal(found, expected, equal_nan=True)
        assert (ours[Inventory].goods == theirs[Inventory].goods).all() and REASONS.index("own_protocol") in reasons
    with pytest.raises(cx.EngineError, match="register_matching: got 'stable'; needs a name that no built-in protocol has"):
        cx.register_matching("stable", stable_again)


def if_all_four_are_right(told: Any) -> float:
    """For bargaining and matching alike."""
    return 1.0 if told.parameters == (1.0, 2.0, 3.0, 4.0) else -np.inf


def test_a_function_is_told_its_parameters_in_their_order(forgotten: None) -> None:
    four = {name: Parameter(0.0, "", 0.0, 9.0) for name in "abcd"}
    register_bargaining("four", if_all_four_are_right, four)
    cx.register_matching("four", if_all_four_are_right, four)
    for params, right in ({"a": 1, "b": 2, "c": 3, "d": 4}, True), ({"a": 1, "b": 3, "c": 2, "d": 4}, False):
        assert (deal({"name": "four", "params": params}) is not None) == right
        assert (matched({"name": "four", "params": params}) != [NOBODY]) == right


def back_again(seeker: Any) -> int:
    """What `memory` does, on a bounded grid. Parameters: retention, discount per step."""
    if seeker.place < 0 or seeker.mode == 1:
        return -1
    far = abs(seeker.place // seeker.height - seeker.x) + abs(seeker.place % seeker.height - seeker.y)
    worth = seeker.worth * seeker.parameters[0] ** float(seeker.age) * seeker.parameters[1] ** float(far)
    return seeker.place if worth > seeker.score else -1


def beyond_the_edge(seeker: Any) -> int:
    return seeker.width * seeker.height


def test_a_function_is_a_protocol_of_search(forgotten: None) -> None:
    cx.register_search("back_again", back_again, {"keep": Parameter(0.95, "", 0.0, 1.0), "beta": Parameter(0.95, "", 0.0, 1.0)})
    changes = {"params.vision_radius": 2, "agents": 40, "params.beta": 0.95}
    files = [
        load_scenario("seasons_of_trade", changes={**changes, "grid.torus": False, "search_protocol": n}) for n in ("memory", "back_again")
    ]
    runs = [cx.run(file, seed=2, ticks=70, record="agents=1,trades") for file in files]
    first, second = (run.frame("agents") for run in runs)
    assert first.equals(second) and (first.activity == "idle").sum() > 100, "some go back"
    with cx.build(files[0], seed=2, search=beyond_the_edge) as theirs, cx.build(files[0], seed=2) as plain:
        for world in (theirs, plain):
            for _ in range(5):
                world.step()
        assert (theirs[Intent].target_x < theirs[Grid].width[0]).all()


@pytest.mark.parametrize(
    ("name", "function", "parameters", "message"),
    [
        ("nash", nash_again, {}, "got 'nash'; needs a name that no built-in protocol has"),
        ("mine", 7, {}, "got 7; needs a function from a Block to a number"),
        ("mine", nash_again, {str(k): Parameter(0.0, "") for k in range(5)}, "got 5 parameters; needs at most 4"),
    ],
)
def test_what_is_no_protocol_is_refused(name: str, function: Callable[..., Any], parameters: Any, message: str) -> None:
    with pytest.raises(cx.EngineError, match=message):
        register_bargaining(name, function, parameters)
    assert "mine" not in PROTOCOLS["bargaining"]


def test_every_protocol_has_a_twin() -> None:
    assert set(reference.SCORES) | {"compensating_block"} == set(BARGAINING)
