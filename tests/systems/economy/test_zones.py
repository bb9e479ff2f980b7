"""Zones, and schedules and regimes of agents' own: random worlds of them against the twin, and each rule by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import catallax as cx
from catallax.components.economy import (
    MODES,
    Cell,
    Claim,
    Commitment,
    Home,
    Institution,
    Intent,
    Inventory,
    Market,
    Mode,
    MoneyTaste,
    Pairing,
    Position,
    Preferences,
    Quotes,
)
from catallax.engine.world import World
from catallax.scenarios.builder import build_world
from catallax.scenarios.loader import load_scenario
from catallax.testing.economies import REGIMES
from tests.reference.economy import read_economy
from tests.systems.economy.test_phases import pairings_of, step_phase_by_phase, trades_of

BOTH, FORAGE, TRADE = range(3)
TICKS = 8


def random_world(random: np.random.Generator, agents: int, width: int, height: int) -> dict[str, Any]:
    """A file in which nearly everything differs by place and by person."""
    pick = lambda *values: values[random.integers(len(values))]  # noqa: E731
    lengths = lambda: pick(pick(0, 1, 2), random.integers(0, 4, agents).tolist(), {"uniform": [0, 3]})  # noqa: E731
    zones: list[dict[str, Any]] = []
    cut = random.integers(1, width)
    for name, x in (("left", [0, int(cut) - 1]), ("right", [int(cut), width - 1])):
        y = sorted(random.integers(0, height, 2).tolist())
        zones.append({"name": name, "x": x, "y": pick(y, [0, height - 1])})
        if random.random() < 0.7:
            zones[-1]["exchange_regime"] = pick(*REGIMES)
        if random.random() < 0.7:
            zones[-1]["mode_schedule"] = {
                "forage_ticks": pick(0, 1, 2),
                "trade_ticks": pick(0, 1, 3),
                "start_mode": pick("forage", "trade"),
            }
        if random.random() < 0.7:
            zones[-1] |= pick({"resource_growth_rate": pick(0, 1, 3)}, {"resource_regen_cooldown": pick(0, 2)})
    everywhere = pick(
        {"type": "agent_specific", "forage_ticks": lengths(), "trade_ticks": lengths(), "offset": lengths()},
        {"type": "spatial_zones", **pick({}, {"forage_ticks": 2, "trade_ticks": 1, "start_mode": "trade"})},
    )
    if everywhere["type"] == "spatial_zones" and not any("mode_schedule" in zone for zone in zones):
        everywhere["type"] = "global_cycle"
    if everywhere["type"] == "global_cycle" and "forage_ticks" not in everywhere:
        everywhere |= {"forage_ticks": 1, "trade_ticks": 2}
    tastes = [{"type": "linear", "weight": 0.5, "params": {"vA": a, "vB": 1.0}} for a in (1.0, 2.0)]
    return {
        "schema_version": 2, "name": "zones", "rules": "standard", "seed": int(random.integers(99)), "ticks": TICKS, "agents": agents,
        "grid": {"width": width, "height": height, "torus": pick(True, False)},
        "initial_inventories": {"A": {"uniform": [0, 6]}, "B": {"uniform": [0, 6]}, "M": {"uniform": [0, 30]}},
        "utilities": {"mix": pick(tastes, [{"type": "stone_geary", "weight": 1.0, "params": SMOOTH}])},
        "resource_seed": {"density": 0.4, "amount": 3},
        "params": {
            "vision_radius": pick(2, 4), "interaction_radius": pick(0, 1), "move_budget_per_tick": pick(1, 2), "spread": pick(0.0, 0.1),
            "resource_growth_rate": pick(0, 1), "resource_regen_cooldown": pick(0, 1, 3), "trade_cooldown_ticks": pick(0, 1, 4),
            "exchange_regime": pick(pick(*REGIMES), [pick(*REGIMES) for _ in range(agents)]), "liquidity_gate": {"min_quotes": pick(1, 2, 3)},
            "enable_resource_claiming": pick(True, True, False), **pick({}, {"money_mode": "kkt_lambda"}, {"money_utility_form": "log"}),
        },
        "mode_schedule": everywhere, "zones": zones,
        **pick({}, {}, {"bargaining_protocol": "nash"}, {"matching_protocol": "greedy_surplus"}),
    }  # fmt: skip


SMOOTH = {"alpha_A": 12.0, "alpha_B": 8.0, "gamma_A": 0.0, "gamma_B": 0.0}


@settings(max_examples=settings().max_examples * 2)
@given(st.integers(0, 10**9), st.sampled_from([2, 4, 7, 11]), st.integers(2, 6), st.integers(1, 5))
def test_every_phase_equals_its_twin_where_rules_differ_by_place_and_person(seed: int, agents: int, width: int, height: int) -> None:
    drawn = random_world(np.random.default_rng(seed), agents, width, height)
    if drawn["utilities"]["mix"][0]["type"] == "stone_geary":
        drawn["initial_inventories"] |= {"A": {"uniform": [1, 6]}, "B": {"uniform": [1, 6]}}
    scenario = load_scenario(drawn)
    with build_world([scenario], [scenario.seed], [TICKS]) as world:
        twin = read_economy(world)
        for _ in range(TICKS):
            step_phase_by_phase(world, twin)


# -- each rule by itself --------------------------------------------------------------------------

TOWNS: dict[str, Any] = {
    "schema_version": 2, "name": "towns", "rules": "standard", "seed": 1, "ticks": 50, "agents": 2,
    "grid": {"width": 10, "height": 1},
    "initial_inventories": {"A": [8, 1], "B": [1, 8], "M": 50},
    "utilities": {"mix": [{"type": "stone_geary", "weight": 1.0, "params": SMOOTH}]},
    "resource_seed": {"density": 0.0, "amount": 1},
    "positions": {"x": [2, 7], "y": 0},
    "params": {"vision_radius": 9, "exchange_regime": "mixed"},
}  # fmt: skip
LEFT = {"name": "left", "x": [0, 4], "y": [0, 0]}
RIGHT = {"name": "right", "x": [5, 9], "y": [0, 0]}


def towns(zones: list[dict[str, Any]], **changes: Any) -> World:
    file = {**TOWNS, "zones": zones, **changes}
    return build_world([load_scenario(file)], [1], [50])


def put(world: World, *columns: int) -> None:
    world.edit(Position).x[:] = columns


def open_to(world: World) -> list[int]:
    return world[Institution].open.tolist()


def test_who_crosses_a_border_changes_regime_and_quotes_what_is_open_there() -> None:
    zones = [{**LEFT, "exchange_regime": "money_only"}, {**RIGHT, "exchange_regime": "barter_only"}]
    with towns(zones, mode_schedule={"forage_ticks": 9, "trade_ticks": 1}) as world:
        assert open_to(world) == [6, 1]
        assert world[Quotes].ask[0, 0] == np.inf and world[Quotes].bid[0, 0] == 0 and (world[Quotes].bid[0, 1:] > 0).all()
        assert (world[Quotes].ask[1, 1:] == np.inf).all() and world[Quotes].ask[1, 0] > 0
        put(world, 5, 7)
        assert open_to(world) == [6, 1], "the zone in which a tick begins decides for that tick"
        world.step()
        assert open_to(world) == [1, 1]
        assert world[Quotes].bid[0].tolist() == [world[Quotes].rate[0], 0, 0] and (world[Quotes].ask[0, 1:] == np.inf).all()
        [left, right] = rows(world, "quotes")
        assert np.isnan([left["ask_A_in_M"], right["bid_B_in_M"]]).all() and left["ask_A_in_B"] > 0


def rows(world: World, name: str) -> list[dict[str, Any]]:
    _, columns = world.records[name].read(world)
    return [dict(zip(columns, row, strict=True)) for row in zip(*(np.asarray(v).tolist() for v in columns.values()), strict=True)]


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ("money_only", "mixed", {2}), ("barter_only", "mixed", {1}), ("mixed", "mixed", {1, 2}), ("barter_only", "money_only", set()),
        ("mixed_liquidity_gated", "barter_only", {1}),
    ],
)  # fmt: skip
def test_partners_trade_only_what_is_open_to_both(one: str, other: str, kinds: set[int]) -> None:
    found = set()
    for held in ({"A": [8, 1], "B": [1, 8], "M": 50}, {"A": [8, 1], "B": [8, 1], "M": [0, 50]}):
        zones = [{**LEFT, "exchange_regime": one}, {**RIGHT, "exchange_regime": other}]
        with towns(zones, initial_inventories=held, params={"vision_radius": 9, "exchange_regime": "mixed"}) as world:
            for _ in range(12):
                put(world, 4, 5)
                world.step()
                found |= {trade["medium"] for trade in trades_of(world, 0)}
    assert found == kinds


def test_a_change_of_mode_ends_pair_commitment_and_claim_of_who_changes_and_of_nobody_else() -> None:
    four = {
        "agents": 4, "positions": {"x": [2, 3, 6, 7], "y": 0}, "initial_inventories": {"A": 5, "B": 5, "M": 5},
        "resource_seed": {"density": 1.0, "amount": 9},
    }  # fmt: skip
    zones = [{**RIGHT, "mode_schedule": {"forage_ticks": 3, "trade_ticks": 3, "start_mode": "trade"}}]
    with towns(zones, **four) as world:
        assert world[Institution].mode.tolist() == [BOTH, BOTH, TRADE, TRADE]
        world.edit(Pairing).partner[:] = [3, -1, -1, 0]
        world.edit(Commitment).cell[:], world.edit(Claim).holder[:5] = [-1, 0, 4, -1], [1, -1, -1, 3, 2]
        put(world, 2, 3, 4, 4)  # the third and the fourth have left the zone in which nobody forages
        world.run_system("mode", np.ones(1, np.bool_))
        assert world[Institution].mode.tolist() == [BOTH] * 4
        assert world[Pairing].partner.tolist() == [-1] * 4 and world[Commitment].cell.tolist() == [-1, 0, -1, -1]
        assert world[Claim].holder[:5].tolist() == [1, -1, -1, -1, -1]
        [event] = pairings_of(world, 0)
        assert (event["i"], event["j"], event["reason"]) == (0, 3, "mode_switch_trade_to_both")
        world.run_system("mode", np.ones(1, np.bool_))
        assert len(pairings_of(world, 0)) == 1


def test_a_change_of_regime_alone_parts_nobody() -> None:
    with towns([{**LEFT, "exchange_regime": "money_only"}]) as world:
        world.edit(Pairing).partner[:] = 1, 0
        put(world, 6, 7)
        world.run_system("mode", np.ones(1, np.bool_))
        assert world[Pairing].partner.tolist() == [1, 0] and open_to(world) == [7, 7]


def test_zones_follow_their_own_schedules_and_the_rest_the_common_one() -> None:
    common = {"type": "spatial_zones", "forage_ticks": 2, "trade_ticks": 2}
    with towns([{**LEFT, "mode_schedule": {"forage_ticks": 1, "trade_ticks": 1, "start_mode": "trade"}}], mode_schedule=common) as world:
        recorder: list[list[int]] = []
        for _ in range(4):
            put(world, 2, 7)
            world.step()
            recorder.append([*world[Institution].mode.tolist(), int(world[Mode].current[0])])
    assert [MODES[row[0]] for row in recorder] == ["trade", "forage", "trade", "forage"]
    assert [MODES[row[1]] for row in recorder] == ["forage", "forage", "trade", "trade"] == [MODES[row[2]] for row in recorder]


def test_nobody_harvests_where_and_when_it_is_time_to_trade() -> None:
    held = {"resource_seed": {"density": 1.0, "amount": 9}, "params": {"vision_radius": 0}, "initial_inventories": {"A": 5, "B": 5}}
    with towns([{**LEFT, "mode_schedule": {"forage_ticks": 0, "trade_ticks": 1}}], **held) as world:
        for _ in range(5):
            world.step()
        assert world[Inventory].goods.sum(axis=1).tolist() == [10, 15]


def test_it_may_be_market_day_in_a_town_while_everyone_else_forages() -> None:
    elsewhere = {"type": "spatial_zones", "forage_ticks": 99, "trade_ticks": 1}
    zone = {**LEFT, "mode_schedule": {"forage_ticks": 0, "trade_ticks": 1}}
    with towns([zone], mode_schedule=elsewhere, positions={"x": [2, 4], "y": 0}) as world:
        for _ in range(5):
            world.step()
            if trades_of(world, 0):
                break
        assert MODES[world[Mode].current[0]] == "forage" and len(trades_of(world, 0)) == 1


def test_some_may_forage_while_it_is_market_day_everywhere_else() -> None:
    elsewhere = {"type": "spatial_zones", "forage_ticks": 1, "trade_ticks": 99, "start_mode": "trade"}
    zone = {**LEFT, "mode_schedule": {"forage_ticks": 1, "trade_ticks": 0}}
    with towns([zone], mode_schedule=elsewhere, resource_seed={"density": 1.0, "amount": 9}) as world:
        world.step()
        assert MODES[world[Mode].current[0]] == "trade" and world[Inventory].goods.sum(axis=1).tolist() == [10, 9]


def test_nobody_is_approached_who_may_not_trade() -> None:
    with towns([{**LEFT, "mode_schedule": {"forage_ticks": 1, "trade_ticks": 0}}]) as world:
        for _ in range(5):
            put(world, 4, 5)
            world.step()
            assert not world[Market].free[0] and world[Market].free[1]
            assert (world[Pairing].partner == -1).all() and len(trades_of(world, 0)) == 0


def test_each_zone_regrows_at_its_own_rate() -> None:
    grown = {"resource_growth_rate": 1, "resource_regen_cooldown": 1}
    zones = [
        {**LEFT, "x": [0, 1], "resource_growth_rate": 3}, {**LEFT, "name": "middle", "x": [2, 3], "resource_regen_cooldown": 3},
        {**LEFT, "name": "desert", "x": [4, 4], "resource_growth_rate": 0},
    ]  # fmt: skip
    with towns(zones, resource_seed={"density": 1.0, "amount": 9}, params={"vision_radius": 0, **grown}) as world:
        cell = world.edit(Cell)
        cell.amount[:], cell.harvested[:] = 0, 0
        put(world, 9, 9)
        amounts = []
        for _ in range(4):
            world.run_system("regeneration", np.ones(1, np.bool_))
            amounts.append(world[Cell].amount[[0, 2, 4, 6]].tolist())
            world.edit(cx.Clock).tick[:] += 1
    assert amounts == [[0, 0, 0, 0], [3, 0, 0, 1], [6, 0, 0, 2], [9, 1, 0, 3]]


def test_growth_in_a_zone_does_not_need_growth_elsewhere() -> None:
    with towns([{**LEFT, "resource_growth_rate": 2}], resource_seed={"density": 1.0, "amount": 9}) as world:
        world.edit(Cell).amount[:], world.edit(Cell).harvested[:] = 0, -9
        world.edit(Cell).harvested[:] = 0
        world.edit(cx.Clock).tick[:] = 8
        world.run_system("regeneration", np.ones(1, np.bool_))
        assert world[Cell].amount.tolist() == [2] * 5 + [0] * 5


def test_each_agent_follows_its_own_cycle() -> None:
    schedule = {"type": "agent_specific", "forage_ticks": [1, 2], "trade_ticks": [1, 0], "offset": [1, 0]}
    with towns([], mode_schedule=schedule) as world:
        seen = []
        for _ in range(3):
            world.step()
            seen.append([MODES[m] for m in world[Institution].mode])
    assert seen == [["trade", "forage"], ["forage", "forage"], ["trade", "forage"]]


def test_a_zone_comes_before_an_agents_own_rules() -> None:
    own = {"exchange_regime": ["money_only", "mixed"], "vision_radius": 0}
    schedule = {"type": "agent_specific", "forage_ticks": 1, "trade_ticks": 0}
    zone = {**LEFT, "exchange_regime": "barter_only", "mode_schedule": {"forage_ticks": 0, "trade_ticks": 1}}
    with towns([zone], params=own, mode_schedule=schedule) as world:
        for columns, bits, modes in (([2, 7], [1, 7], [TRADE, FORAGE]), ([7, 2], [6, 1], [FORAGE, TRADE])):
            put(world, *columns)
            world.step()
            assert open_to(world) == bits and world[Institution].mode.tolist() == modes


def test_the_gate_holds_only_for_those_who_stand_behind_it() -> None:
    crowd = {"agents": 6, "positions": {"x": [0, 1, 2, 7, 8, 9], "y": 0}, "initial_inventories": {"A": 5, "B": 5, "M": 50}}
    params = {"vision_radius": 2, "exchange_regime": "mixed", "liquidity_gate": {"min_quotes": 3}}
    with towns([{**LEFT, "exchange_regime": "mixed_liquidity_gated"}], params=params, **crowd) as world:
        world.step()
        assert world[Market].barters.tolist() == [False] * 3 + [True] * 3
    with towns(
        [{**RIGHT, "exchange_regime": "barter_only"}], params={**params, "exchange_regime": "mixed_liquidity_gated"}, **crowd
    ) as world:
        world.edit(Position).x[:] = [3, 4, 4, 5, 5, 6]
        world.step()
        assert world[Market].barters[:3].tolist() == [False, False, False] and world[Market].barters[3:].all()
        world.edit(Position).x[:] = [3, 4, 5, 5, 5, 6]
        world.step()
        assert world[Market].barters.all(), "who may not sell for money is no seller"


def test_prices_to_learn_from_are_those_of_people_who_sell_for_money() -> None:
    """An ask of a barterer for money is endless, and no price."""
    params = {"vision_radius": 9, "exchange_regime": "mixed", "money_mode": "kkt_lambda"}
    with towns([{**RIGHT, "exchange_regime": "barter_only"}], params=params) as world:
        for _ in range(3):
            world.step()
        put(world, 2, 7)
        world.step()
        assert np.isfinite(world[MoneyTaste].weight).all() and (world[MoneyTaste].weight > 1e-3).all()


def test_whoever_is_born_later_follows_the_rules_of_the_place() -> None:
    zones = [{**LEFT, "exchange_regime": "money_only", "mode_schedule": {"forage_ticks": 0, "trade_ticks": 1}}]
    with towns(zones, mode_schedule={"type": "agent_specific", "forage_ticks": 1, "trade_ticks": 1}) as world:
        at = {Position: {"x": [2, 8], "y": 0}, Home: {"x": [2, 8], "y": 0}, Inventory: {"goods": [[3, 3], [3, 3]]}}
        at[Preferences] = {name: getattr(world[Preferences], name) for name in ("family", "parameters")}
        world.tables["agents"].spawn(0, 2, at)
        world.step()
        assert open_to(world)[2:] == [6, 7] and world[Institution].mode[2:].tolist() == [TRADE, BOTH]


def test_changes_of_mode_are_recorded_for_zones_and_for_agents() -> None:
    zone = {**LEFT, "mode_schedule": {"forage_ticks": 2, "trade_ticks": 2}}
    file = {**TOWNS, "zones": [zone], "mode_schedule": {"type": "spatial_zones", "forage_ticks": 4, "trade_ticks": 4}, "ticks": 5}
    found = cx.run({**file, "params": {"vision_radius": 0, "exchange_regime": "mixed"}}, record="mode_changes").frame("mode_changes")
    told = [tuple(row) for row in found[["tick", "old", "new", "zone", "uid"]].to_numpy().tolist()]
    assert told == [
        (2, "forage", "trade", 0, -1), (2, "forage", "trade", 0, 0),
        (4, "forage", "trade", -1, -1), (4, "trade", "forage", 0, -1), (4, "trade", "forage", 0, 0), (4, "forage", "trade", -1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("regime", REGIMES)
def test_a_zone_that_covers_everything_is_a_rule_for_all(regime: str) -> None:
    """The bazaar under a regime, a schedule and a regrowth that one zone gives, or that the world gives."""
    world = {
        "params.exchange_regime": regime,
        "initial_inventories.M": 100,
        "params.resource_growth_rate": 2,
        "params.resource_regen_cooldown": 3,
    }
    cycle = {"forage_ticks": 3, "trade_ticks": 6, "start_mode": "trade"}
    plain = cx.load_scenario("bazaar", changes=world | {"mode_schedule": cycle})
    side = {"x": [0, plain.grid.width - 1], "y": [0, plain.grid.height - 1]}
    zone = {
        "name": "all",
        **side,
        "exchange_regime": regime,
        "mode_schedule": cycle,
        "resource_growth_rate": 2,
        "resource_regen_cooldown": 3,
    }
    zoned = cx.load_scenario("bazaar", changes={**world, "params.resource_growth_rate": 0, "zones": [zone]})
    a, b = (cx.run(scenario, ticks=20, record="full") for scenario in (plain, zoned))
    for table in ("agents", "cells", "trades", "pairings", "quotes"):
        assert a.frame(table).equals(b.frame(table)), table
    assert len(a.frame("trades")) > 0 and a.frame("agents").equals(b.frame("agents"))


def test_intent_of_who_waits_in_a_market_is_none() -> None:
    with towns([{**LEFT, "mode_schedule": {"forage_ticks": 0, "trade_ticks": 1}}], params={"vision_radius": 0}) as world:
        world.step()
        assert world[Intent].target_x.tolist() == [-1, 7] and world[Position].x.tolist() == [2, 7]
