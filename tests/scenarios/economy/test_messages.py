"""Every literal, every bound and every cross rule of economy.md section 6: what a wrong value is told, in both versions."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import catallax as cx
from catallax.components.economy import Cell
from catallax.scenarios.economy.schema import EconomyScenario, Params
from catallax.scenarios.economy.versions import NEW_IN_2
from catallax.scenarios.loader import load
from tests.scenarios.economy.test_builder import FILE

MIXES: dict[str, dict[str, float]] = {
    "ces": {"rho": -0.5, "wA": 1.0, "wB": 1.0},
    "linear": {"vA": 1.0, "vB": 1.0},
    "quadratic": {"A_star": 9.0, "B_star": 9.0, "sigma_A": 3.0, "sigma_B": 3.0, "gamma": 0.1},
    "translog": {"alpha_0": 0.0, "alpha_A": 0.5, "alpha_B": 0.5, "beta_AA": -0.05, "beta_BB": -0.05, "beta_AB": 0.02},
    "stone_geary": {"alpha_A": 0.6, "alpha_B": 0.4, "gamma_A": 0.5, "gamma_B": 0.5},
}
BASE: dict[str, Any] = {
    **FILE, "initial_inventories": {"A": 9, "B": 9, "M": 100, "lambda_money": 1.0, "M_0": 0.0},
    "utilities": {"mix": [{"type": name, "weight": 0.2, "params": params} for name, params in MIXES.items()]},
}  # fmt: skip
BASE_1 = {key: value for key, value in BASE.items() if key not in ("grid", "seed", "ticks", "rules")} | {"schema_version": 1, "N": 7}


def told(path: tuple[Any, ...], value: Any, base: dict[str, Any] = BASE) -> list[str]:
    data = copy.deepcopy(base)
    here: Any = data
    for part in path[:-1]:
        here = here.setdefault(part, {}) if isinstance(here, dict) else here[part]
    if value is KeyError:
        del here[path[-1]]
    else:
        here[path[-1]] = value
    with pytest.raises(cx.ScenarioError) as caught:
        load(data)
    return [str(problem) for problem in caught.value.problems]


def name(path: tuple[Any, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def expect(path: tuple[Any, ...], value: Any, needs: str, base: dict[str, Any] = BASE) -> None:
    found = told(path, value, base)
    assert any(problem.startswith(f"{name(path)}: got {value!r}; needs {needs}") for problem in found), found


BOUNDS: dict[str, list[tuple[Any, str]]] = {
    "spread": [(-0.1, "a number >= 0.0"), (float("inf"), "a finite number")],
    "vision_radius": [(-1, "a number >= 0"), (1.5, "a whole number"), (10**10, "a number <= 1000000000")],
    "interaction_radius": [(-1, "a number >= 0"), (0.5, "a whole number")],
    "move_budget_per_tick": [(0, "a number >= 1"), (1.5, "a whole number")],
    "dA_max": [(0, "a number >= 1")],
    "forage_rate": [(0, "a number >= 1")],
    "epsilon": [(0.0, "a number > 0.0"), ("1e-12", "a number. Write the number without quotes."), (float("nan"), "a finite number")],
    "beta": [(0.0, "a number > 0.0"), (1.01, "a number <= 1.0")],
    "resource_growth_rate": [(-1, "a number >= 0")],
    "resource_max_amount": [(0, "a number >= 1")],
    "resource_regen_cooldown": [(-1, "a number >= 0")],
    "trade_cooldown_ticks": [(-1, "a number >= 0")],
    "enable_resource_claiming": [(1, "true or false"), ("yes", "true or false")],
    "enforce_single_harvester": [(0, "true or false")],
    "M_0": [(-1.0, "a number >= 0.0")],
    "money_scale": [(0, "a number >= 1"), (1.5, "a whole number")],
    "lambda_money": [(0.0, "a number > 0.0")],
    "lambda_update_rate": [(-0.1, "a number >= 0.0"), (1.1, "a number <= 1.0")],
    "earn_money_enabled": [("no", "true or false")],
    "log_preferences": [(2, "true or false")],
    "trade_execution_mode": [("minimal", "one of minimum, maximum. Did you mean 'minimum'?")],
    "exchange_regime": [("barter", "one of barter_only, money_only, mixed, mixed_liquidity_gated."), (7, "one of")],
    "money_mode": [
        ("kkt", "one of quasilinear, kkt_lambda."),
        ("quasi-linear", "one of quasilinear, kkt_lambda. Did you mean 'quasilinear'?"),
    ],
    "money_utility_form": [("logarithmic", "one of linear, log."), ("Log", "one of linear, log. Did you mean 'log'?")],
    "resource_spawn_rate": [(-0.1, "a number >= 0.0"), (1.1, "a number <= 1.0")],
    "resource_spawn_amount": [(0, "a number >= 1")],
    "resource_spawn_only_empty": [(1, "true or false")],
}
NESTED = {"lambda_bounds", "liquidity_gate"}


@pytest.mark.parametrize(
    ("key", "base"), [(key, base) for base in (BASE, BASE_1) for key in BOUNDS if base is BASE or ("params", key) not in NEW_IN_2]
)
def test_parameters(key: str, base: dict[str, Any]) -> None:
    for value, needs in BOUNDS[key]:
        expect(("params", key), value, needs, base)


def test_no_parameter_is_without_a_test() -> None:
    assert set(Params.model_fields) == set(BOUNDS) | NESTED
    known = {
        "schema_version",
        "name",
        "model",
        "seed",
        "ticks",
        "grid",
        "generated_by",
        "rules",
        "agents",
        "initial_inventories",
        "positions",
        "utilities",
        "resource_seed",
        "params",
        "mode_schedule",
        "zones",
        "search_protocol",
        "matching_protocol",
        "bargaining_protocol",
    }
    assert set(EconomyScenario.model_fields) == known


@pytest.mark.parametrize("base", [BASE, BASE_1])
def test_protocols(base: dict[str, Any]) -> None:
    remedy = "a bargaining protocol. Did you mean 'nash'?"
    expect(("bargaining_protocol",), "nsh", remedy, base)
    assert f"bargaining_protocol: got 'nsh'; needs {remedy}" in told(("bargaining_protocol",), {"name": "nsh"}, base)
    for value in (5, None, ["nash"]):
        expect(("matching_protocol",), value, "a protocol's name, or a mapping of name and params", base)
    for params, key, needs in (
        ({"powr": 0.5}, "powr", "a parameter of take_it_or_leave_it. Did you mean 'power'?"),
        ({"power": 1.5}, "power", "a number from 0 to 1"),
        ({"power": float("nan")}, "power", "a number from 0 to 1"),
        ({"power": True}, "power", "a number from 0 to 1"),
        ({"proposer": "lower"}, "proposer", "one of random, lower_id, higher_id"),
    ):
        with pytest.raises(cx.ScenarioError) as error:
            load({**base, "bargaining_protocol": {"name": "take_it_or_leave_it", "params": params}})
        assert f"bargaining_protocol.params.{key}: got" in str(error.value) and f"needs {needs}" in str(error.value)
    with pytest.raises(cx.ScenarioError, match=r"params.x: got an unknown parameter; needs a parameter of nash. It has none"):
        load({**base, "bargaining_protocol": {"name": "nash", "params": {"x": 1}}})
    maximum = {**base, "params": {**base.get("params", {}), "trade_execution_mode": "maximum"}, "bargaining_protocol": "nash"}
    with pytest.raises(
        cx.ScenarioError, match=r"got 'maximum'; needs bargaining_protocol compensating_block. Leave it out: nash looks at all"
    ):
        load(maximum)
    free = {**base, "params": {**base.get("params", {}), "spread": 0.0}, "bargaining_protocol": "posted_price"}
    with pytest.raises(cx.ScenarioError, match=r"params.spread: got 0.0; needs spread > 0 with bargaining_protocol posted_price"):
        load(free)


@pytest.mark.parametrize(
    ("path", "value", "needs"),
    [
        (("schema_version",), 3, "1 or 2"),
        (("name",), "", "some text"), (("name",), 7, "text"), (("name",), "a\x00", "printable text"),
        (("seed",), -1, "a number >= 0"), (("ticks",), 0, "a number >= 1"), (("agents",), 0, "a number >= 1"),
        (("grid", "width"), 0, "a number >= 1"), (("grid", "height"), 2.5, "a whole number"), (("grid", "torus"), 1, "true or false"),
        (("rules",), "vtm", "one of standard, vmt, vmt_protocols. Did you mean 'vmt'?"),
        (("initial_inventories", "A"), -1, "a number >= 0"), (("initial_inventories", "B"), 10**13, "a number <= 1000000000000"),
        (("initial_inventories", "M"), -1, "a number >= 0"), (("initial_inventories", "M"), 1.5, "a whole number"),
        (("initial_inventories", "lambda_money"), 0.0, "a number > 0.0"), (("initial_inventories", "M_0"), -1.0, "a number >= 0.0"),
        (("utilities", "mix"), [], "at least one entry"), (("utilities", "mix", 0, "weight"), -0.2, "a number >= 0.0"),
        (("utilities", "mix", 0, "type"), "cse", "one of ces, linear, quadratic, translog, stone_geary. Did you mean 'ces'?"),
        (("resource_seed", "density"), -0.1, "a number >= 0.0"), (("resource_seed", "density"), 1.1, "a number <= 1.0"),
        (("resource_seed", "amount"), -1, "a number >= 0"), (("resource_seed", "amount"), 0, "amount > 0 where density > 0"),
        (("mode_schedule", "forage_ticks"), 0, "a number >= 1"), (("mode_schedule", "trade_ticks"), 0, "a number >= 1"),
        (("mode_schedule", "offset"), 3, "type agent_specific. Leave it out: one cycle is ahead of none."),
        (("mode_schedule", "forage_ticks"), [1, 2, 3, 4, 5, 6], "one number with type global_cycle. Use type: agent_specific."),
        (("mode_schedule", "type"), "spatial_zones", "a zone with a mode_schedule. Give zones, or use type: global_cycle."),
        (("mode_schedule", "type"), "zones", "one of global_cycle, spatial_zones, agent_specific."),
        (("mode_schedule", "start_mode"), "trading", "one of forage, trade. Did you mean 'trade'?"),
        (("params", "lambda_bounds", "lambda_min"), 0.0, "a number > 0.0"),
        (("params", "liquidity_gate", "min_quotes"), -1, "a number >= 0"),
        *(((("utilities", "mix", k, "params", key)), 0.0, f"{key} > 0") for k, key in (
            (0, "wA"), (0, "wB"), (1, "vA"), (1, "vB"), (2, "A_star"), (2, "B_star"), (2, "sigma_A"), (2, "sigma_B"),
            (3, "alpha_A"), (3, "alpha_B"), (4, "alpha_A"), (4, "alpha_B"),
        )),
        *(((("utilities", "mix", k, "params", key)), -0.1, f"{key} >= 0") for k, key in ((2, "gamma"), (4, "gamma_A"), (4, "gamma_B"))),
        (("utilities", "mix", 0, "params", "rho"), 1.0, "rho != 1"),
        (("utilities", "mix", 0, "params", "rho"), 0.0, "|rho| >= 1e-9"), (("utilities", "mix", 0, "params", "rho"), -1e-10, "|rho| >= 1e-9"),
        (("utilities", "mix", 3, "params", "alpha_0"), float("nan"), "a finite number"),
    ],
    ids=lambda v: name(v) if isinstance(v, tuple) else "",
)  # fmt: skip
def test_everything_else(path: tuple[Any, ...], value: Any, needs: str) -> None:
    expect(path, value, needs)


HARBOUR: dict[str, Any] = {
    "name": "harbour", "x": [0, 3], "y": [0, 4], "exchange_regime": "money_only", "resource_growth_rate": 2, "resource_regen_cooldown": 3,
}  # fmt: skip
MARKET: dict[str, Any] = {"name": "market", "x": [4, 6], "y": [1, 4], "mode_schedule": {"forage_ticks": 5, "trade_ticks": 5}}
ZONED: dict[str, Any] = {**BASE, "zones": [HARBOUR, MARKET], "mode_schedule": {"type": "spatial_zones"}}


def test_zones_that_are_right_load() -> None:
    scenario = load(ZONED).scenario
    assert [zone.name for zone in scenario.zones] == ["harbour", "market"]
    assert load(scenario.model_dump(mode="json", exclude_none=True)).scenario == scenario, "what a run folder keeps loads again"
    with cx.build(scenario) as world:
        assert len(world.tables["zones"]) == 2


@pytest.mark.parametrize(
    ("path", "value", "needs"),
    [
        (("x",), [3, 0], "[least, greatest], the least first"), (("x",), [0.5, 2], "two whole numbers >= 0: [first, last]"),
        (("x",), [-1, 2], "two whole numbers >= 0: [first, last]"), (("y",), 3, "two numbers: [least, greatest]"),
        (("x",), [0, 7], "cells of the grid: x <= 6. Count from 0."), (("y",), [5, 5], "cells of the grid: y <= 4. Count from 0."),
        (("name",), "", "some text"), (("name",), 7, "text"),
        (("exchange_regime",), "barter", "one of barter_only, money_only, mixed, mixed_liquidity_gated."),
        (("exchange_regime",), ["mixed"], "one of barter_only"),
        (("resource_growth_rate",), -1, "a number >= 0"), (("resource_regen_cooldown",), -1, "a number >= 0"),
        (("mode_schedule",), {"forage_ticks": -1, "trade_ticks": 1}, "a number >= 0"),
        (("mode_schedule",), {"trade_ticks": 1}, "the key 'forage_ticks'"),
        (("mode_schedule",), {"forage_ticks": 1, "trade_ticks": 1, "type": "global_cycle"}, "a key of the schema"),
        (("mode_schedule",), {"forage_ticks": 1, "trade_ticks": 1, "start_mode": "both"}, "one of forage, trade."),
    ],
    ids=lambda v: name(v) if isinstance(v, tuple) else "",
)  # fmt: skip
@pytest.mark.parametrize("k", [0, 1])
def test_zones(k: int, path: tuple[Any, ...], value: Any, needs: str) -> None:
    found = told(("zones", k, *path), value, ZONED)
    where = name(("zones", k, *path))
    assert any(problem.startswith(where) and f"needs {needs}" in problem for problem in found), found


def test_no_two_zones_have_a_name() -> None:
    needs = "zones[1].name: got 'harbour'; needs a name that no other zone has."
    assert told(("zones", 1, "name"), "harbour", ZONED) == [needs]


def test_regimes_of_agents_are_as_many_as_agents() -> None:
    found = told(("params", "exchange_regime"), ["mixed"] * 5)
    rule = "one regime, or a list of 6, one for each agent. Correct the list, or `agents`."
    assert found == [f"params.exchange_regime: got a list of 5; needs {rule}"]
    load({**BASE, "params": {**BASE["params"], "exchange_regime": ["mixed", *["barter_only"] * 5]}})


def test_zones_must_not_overlap() -> None:
    for x, y in (([0, 6], [0, 4]), ([3, 3], [4, 4]), ([1, 2], [1, 1]), ([0, 0], [0, 0])):
        found = told(("zones", 1), {**MARKET, "x": x, "y": y}, ZONED)
        rule = "zones[1]: got cells of 'harbour'; needs zones that do not overlap. 'harbour' has x [0, 3] and y [0, 4]."
        assert found == [rule]
    for x, y in (([4, 4], [0, 4]), ([4, 6], [0, 0])):
        load({**ZONED, "zones": [HARBOUR, {**MARKET, "x": x, "y": y}]})
    above = [{**HARBOUR, "y": [0, 1]}, {**MARKET, "x": [0, 6], "y": [2, 4]}]
    load({**ZONED, "zones": above})


def test_there_may_be_no_more_zones_than_a_cell_can_name() -> None:
    wide = {**ZONED, "grid": {"width": 200, "height": 5}}
    zones = [{"name": str(k), "x": [k, k], "y": [0, 4], "mode_schedule": {"forage_ticks": 1, "trade_ticks": 1}} for k in range(128)]
    with cx.build({**wide, "zones": zones[:127]}) as world:
        assert world[Cell].zone.max() == 126
    assert any(problem.startswith("zones: got") for problem in told(("zones",), zones, wide))


def test_a_schedule_says_of_which_type_it_is() -> None:
    cycle = {"forage_ticks": 2, "trade_ticks": 2}
    needs = "spatial_zones or agent_specific, because a zone has a mode_schedule. What is outside of zones follows forage_ticks and trade_ticks."
    assert told(("mode_schedule",), cycle, ZONED) == [f"mode_schedule.type: got 'global_cycle'; needs {needs}"]
    for right in ({"type": "spatial_zones", **cycle}, {"type": "agent_specific", **cycle}, None):
        load({**ZONED, "mode_schedule": right})
    for kind in ("global_cycle", "agent_specific", "spatial_zones"):
        base = {**ZONED, "zones": [HARBOUR]} if kind == "global_cycle" else ZONED
        found = told(("mode_schedule",), {"type": kind, "trade_ticks": 2}, base)
        assert found == ["mode_schedule.forage_ticks: got nothing; needs the key 'forage_ticks'. Add it."]
    found = told(("mode_schedule",), {"type": "agent_specific"}, BASE)
    assert [problem.split(":")[0] for problem in found] == ["mode_schedule.forage_ticks", "mode_schedule.trade_ticks"]


@pytest.mark.parametrize(
    ("key", "value", "needs"),
    [
        ("forage_ticks", [1, 2], "one number, or a list of 6, one for each agent. Correct the list, or `agents`."),
        ("trade_ticks", -1, "a number >= 0"), ("offset", {"uniform": [-1, 3]}, "a whole number >= 0 and <= 1e+09"),
        ("offset", 1.5, "a whole number"), ("forage_ticks", {"uniform": [0.5, 3]}, "a whole number"),
    ],
)  # fmt: skip
def test_a_schedule_for_each_agent(key: str, value: Any, needs: str) -> None:
    schedule = {"type": "agent_specific", "forage_ticks": 0, "trade_ticks": {"uniform": [1, 4]}, "offset": [0, 1, 2, 3, 4, 5]}
    base = {**BASE, "mode_schedule": schedule}
    load(base)
    found = told(("mode_schedule", key), value, base)
    assert len(found) == 1 and found[0].startswith(f"mode_schedule.{key}") and f"needs {needs}" in found[0], found


def test_the_original_knows_one_rule_for_all() -> None:
    remedy = "Use rules: standard. The original has this in its schema and refuses to run it."
    found = told(("rules",), "vmt", {**ZONED, "params": {**ZONED["params"], "exchange_regime": ["mixed"] * 6}})
    assert found == [
        f"zones: got 2 zones; needs one rule for all under rules vmt. {remedy}",
        f"params.exchange_regime: got a list; needs one rule for all under rules vmt. {remedy}",
        f"mode_schedule.type: got 'spatial_zones'; needs global_cycle under rules vmt. {remedy}",
    ]
    old = {**BASE_1, "mode_schedule": {"type": "agent_specific", "forage_ticks": 1, "trade_ticks": 1}}
    with pytest.raises(cx.ScenarioError, match=r"got 'agent_specific'; needs global_cycle under rules vmt"):
        load(old)
    loaded = load({**BASE_1, "zones": [HARBOUR]})
    assert loaded.scenario.zones == [] and [str(w.key) for w in loaded.warnings] == ["zones"]


@pytest.mark.parametrize("regime", ["money_only", "mixed", "mixed_liquidity_gated"])
def test_money_in_a_zone_or_of_an_agent_needs_money(regime: str) -> None:
    poor = {**BASE, "initial_inventories": {"A": 9, "B": 9}, "params": {**BASE["params"], "exchange_regime": "barter_only"}}
    needs = f"initial_inventories: got no M; needs M, because exchange_regime is {regime}. Give each agent money: M: 100."
    assert told(("zones",), [{"name": "a", "x": [0, 0], "y": [0, 0], "exchange_regime": regime}], poor) == [needs]
    assert told(("params", "exchange_regime"), ["barter_only"] * 5 + [regime], poor) == [needs]


@pytest.mark.parametrize("key", ["name", "grid", "agents", "initial_inventories", "utilities", "resource_seed"])
def test_what_is_required(key: str) -> None:
    assert told((key,), KeyError)[0] == f"{key}: got nothing; needs the key {key!r}. Add it."


def test_what_is_required_inside() -> None:
    assert told(("initial_inventories", "A"), KeyError)[0] == "initial_inventories.A: got nothing; needs the key 'A'. Add it."
    assert told(("N",), KeyError, BASE_1)[0].startswith("N: got nothing; needs a whole number > 0. Give the length")
    for k, params in enumerate(MIXES.values()):
        for key in params:
            if key == "gamma":
                continue  # the one that may be left out
            assert any(f"got no {key}; needs" in problem for problem in told(("utilities", "mix", k, "params", key), KeyError))


@pytest.mark.parametrize("regime", ["money_only", "mixed", "mixed_liquidity_gated"])
@pytest.mark.parametrize("base", [BASE, BASE_1], ids=["version 2", "version 1"])
def test_money_regimes_need_money(regime: str, base: dict[str, Any]) -> None:
    data = {**base, "initial_inventories": {"A": 9, "B": 9}}
    found = told(("params", "exchange_regime"), regime, data)
    assert found == [f"initial_inventories: got no M; needs M, because exchange_regime is {regime}. Give each agent money: M: 100."]


def test_bounds_of_lambda_must_not_cross() -> None:
    found = told(("params", "lambda_bounds"), {"lambda_min": 2.0, "lambda_max": 2.0})
    assert found == ["params.lambda_bounds: got (2.0, 2.0); needs lambda_min < lambda_max."]


@pytest.mark.parametrize("good", ["A", "B"])
@pytest.mark.parametrize(
    ("held", "least"),
    [(3, 3), ([9, 9, 9, 9, 9, 3], 3), ({"uniform": [2, 9]}, 2), ({"choice": [3, 9]}, 3), ({"normal": {"mean": 9, "sd": 1}}, 0)],
)
def test_nobody_begins_at_or_below_subsistence_even_at_weight_0(good: str, held: Any, least: int) -> None:
    data = copy.deepcopy(BASE)
    data["utilities"]["mix"][4]["weight"], data["utilities"]["mix"][0]["weight"] = 0.0, 0.4
    data["utilities"]["mix"][4]["params"][f"gamma_{good}"] = 3.0
    rule = f"more of {good} than gamma_{good} = 3, the need of utilities.mix[4]. Raise {good}, or lower gamma_{good}."
    assert told(("initial_inventories", good), held, data) == [f"initial_inventories.{good}: got {least}; needs {rule}"]


@pytest.mark.parametrize("weights", [[0.333333] * 3, [1 / 3] * 3, [0.33, 0.33, 0.34], [1.0, 0.0, 0.0], [0.3333333] * 3])
@pytest.mark.parametrize("base", [BASE, BASE_1], ids=["version 2", "version 1"])
def test_weights_that_sum_to_1_but_for_a_rounding_are_normalised(weights: list[float], base: dict[str, Any]) -> None:
    """The original took weights that sum to 1 within 1e-6, and then failed if they did not within 1.5e-8 (Q12)."""
    mix = [{**entry, "weight": weight} for entry, weight in zip(base["utilities"]["mix"], weights, strict=False)]
    scenario = load({**base, "utilities": {"mix": mix}}).scenario
    with cx.build(scenario) as world:
        assert len(world.tables["agents"]) == 6


@pytest.mark.parametrize("weights", [[0.33, 0.33, 0.33], [0.0, 0.0, 0.0], [0.5, 0.5, 1e-5]])
def test_weights_that_do_not_are_refused(weights: list[float]) -> None:
    mix = [{**entry, "weight": weight} for entry, weight in zip(BASE["utilities"]["mix"], weights, strict=False)]
    found = told(("utilities", "mix"), mix)
    assert found == [
        f"utilities.mix: got weights that sum to {sum(weights):.6g}; needs weights that sum to 1. Divide each weight by the sum."
    ]
