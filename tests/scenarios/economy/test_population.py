"""Who lives in an economy whose file gives distributions: each draw is of its agent, its stream and the seed alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import catallax as cx
from catallax.components.economy import PARAMETERS, Cell, Home, Inventory, Position, Preferences, Vision
from catallax.scenarios.loader import dump_yaml, load, load_text
from tests.sameness import assert_a_stop_does_not_matter, assert_batch_is_alone

DRAWN: dict[str, Any] = {
    "schema_version": 2, "name": "drawn", "seed": 9, "ticks": 6, "grid": {"width": 12, "height": 7}, "agents": 40,
    "initial_inventories": {
        "A": {"lognormal": {"mu": 3.0, "sigma": 0.5, "low": 7}}, "B": {"normal": {"mean": 20, "sd": 5, "low": 4}}, "correlation": -0.8,
        "M": {"uniform": [50, 150]}, "lambda_money": {"uniform": [0.5, 2.0]}, "M_0": {"normal": {"mean": 1, "sd": 0.1}},
    },
    "positions": {"x": {"normal": {"mean": 3, "sd": 2}}, "y": {"uniform": [2, 5]}},
    "utilities": {
        "shares": {"dirichlet": 20.0},
        "mix": [
            {"type": "ces", "weight": 0.5, "params": {"rho": {"uniform": [-2.0, -0.1]}, "wA": {"normal": {"mean": 1, "sd": 0.05}}, "wB": 1.0}},
            {"type": "stone_geary", "weight": 0.5, "params": {
                "alpha_A": 0.5, "alpha_B": {"choice": [0.2, 0.4]}, "gamma_A": {"uniform": [0, 6]}, "gamma_B": {"normal": {"mean": 1, "sd": 0.2}},
            }},
        ],
    },
    "resource_seed": {"density": 0.4, "amount": {"choice": {"values": [1, 9], "weights": [0.75, 0.25]}}},
    "params": {"vision_radius": {"uniform": [2, 6]}},
}  # fmt: skip
COLUMNS = [
    (Inventory, "goods"),
    (Inventory, "money"),
    (Position, "x"),
    (Position, "y"),
    (Home, "x"),
    (Vision, "radius"),
    (Preferences, "parameters"),
]


def start(data: dict[str, Any], **changes: Any) -> dict[str, np.ndarray[Any, Any]]:
    with cx.build(load({**data, **changes}).scenario) as world:
        found = {f"{group.__name__}.{column}": np.array(getattr(world[group], column)) for group, column in COLUMNS}
        return {**found, "amount": np.array(world[Cell].amount), "good": np.array(world[Cell].good)}


@pytest.mark.parametrize("rules", ["standard", "vmt"])
def test_each_agent_gets_what_the_file_allows(rules: str) -> None:
    found = start(DRAWN, agents=4000, rules=rules)
    goods, cells = found["Inventory.goods"], (found["Position.x"], found["Position.y"])
    assert goods[:, 0].min() == 7 and 4 <= goods[:, 1].min() < 8
    assert np.corrcoef(np.log(goods[:, 0]), goods[:, 1])[0, 1] == pytest.approx(-0.8, abs=0.05)
    assert found["Inventory.money"].min() == 50 and found["Inventory.money"].max() == 150
    assert set(cells[1]) == {2, 3, 4, 5} and cells[0].min() == 0 and cells[0].max() < 12 and (found["Home.x"] == cells[0]).all()
    assert np.bincount(cells[0]).argmax() == 3
    assert set(found["Vision.radius"]) == {2, 3, 4, 5, 6}
    assert set(found["amount"][found["good"] >= 0]) == {1, 9} and not found["amount"][found["good"] < 0].any()
    parameters = found["Preferences.parameters"]
    ces = parameters[:, 0] < 0
    assert -2.0 <= parameters[ces, 0].min() < -1.9 and -0.2 < parameters[ces, 0].max() <= -0.1
    assert len(set(parameters[ces, 1])) == ces.sum() and set(parameters[ces, 2]) == {1.0}
    assert set(parameters[~ces, 1]) == {0.2, 0.4} and parameters[~ces, 2].max() <= 6.0


def test_money_is_drawn_in_major_units() -> None:
    scaled = start(DRAWN, params={"money_scale": 100})["Inventory.money"]
    assert (scaled == 100 * start(DRAWN)["Inventory.money"]).all()


def test_one_agent_more_changes_no_other() -> None:
    few, more = start(DRAWN), start(DRAWN, agents=41)
    for name in few:
        assert (few[name] == more[name][: len(few[name])]).all(), name
    assert (start(DRAWN, seed=10)["Inventory.goods"] != few["Inventory.goods"]).any()


def test_one_distribution_changes_no_other() -> None:
    data = {**DRAWN, "params": {"vision_radius": 4}, "positions": {"x": 1, "y": [k % 7 for k in range(40)]}}
    plain, found = start(data), start(DRAWN)
    assert (plain["Inventory.goods"] == found["Inventory.goods"]).all() and (plain["amount"] == found["amount"]).all()
    assert (plain["Position.x"] == 1).all() and plain["Position.y"].tolist() == data["positions"]["y"]


def test_shares_differ_from_world_to_world_around_the_weights() -> None:
    shares = [(start(DRAWN, agents=400, seed=seed)["Preferences.parameters"][:, 0] < 0).mean() for seed in range(60)]
    assert np.mean(shares) == pytest.approx(0.5, abs=0.06)
    assert np.std(shares) == pytest.approx((0.25 / 21 + 0.25 / 400) ** 0.5, rel=0.35), "beta(10, 10), and 400 agents of it"


def test_a_batch_is_alone_and_a_stop_does_not_matter() -> None:
    assert_batch_is_alone([{**DRAWN, "seed": k, "agents": 10 + k, "ticks": 3 + k} for k in range(3)])
    assert_a_stop_does_not_matter(DRAWN, 3)


def test_files_with_distributions_survive_a_round_trip() -> None:
    scenario = load(DRAWN).scenario
    assert load_text(dump_yaml(scenario), "again").scenario == scenario
    assert load(scenario, changes={"seed": 3}).scenario.seed == 3


def test_version_1_draws_what_the_original_could_not() -> None:
    old = {
        "schema_version": 1, "name": "old", "N": 6, "agents": 500, "initial_inventories": {"A": {"uniform_int": [3, 5]}, "B": 4},
        "utilities": {"mix": [{"type": "linear", "weight": 1.0, "params": {"vA": 1.0, "vB": 1.0}}]},
        "resource_seed": {"density": 0.5, "amount": {"uniform_int": [1, 2]}},
    }  # fmt: skip
    found = start(old)
    assert set(found["Inventory.goods"][:, 0]) == {3, 4, 5} and set(found["amount"][found["good"] >= 0]) == {1, 2}
    old["initial_inventories"]["A"]["uniform_int"] = [3, -1]
    with pytest.raises(cx.ScenarioError, match=r"initial_inventories.A.uniform_int: got \[3, -1\]; needs \[least, greatest\]"):
        load(old)


def laws(low: float, high: float) -> st.SearchStrategy[dict[str, Any]]:
    """Draw distributions whose values lie between two numbers, which they may reach."""
    middle, wide = (low + high) / 2, high - low
    cut = {"low": low, "high": high}
    return st.one_of(
        st.just({"uniform": [low, high]}),
        st.just({"choice": [low, high]}),
        st.sampled_from([0.1, 1.0, 9.0]).map(lambda sd: {"normal": {"mean": middle, "sd": sd * wide, **cut}}),
        st.sampled_from([0.1, 1.0]).map(lambda sigma: {"lognormal": {"mu": float(np.log(max(middle, 0.5))), "sigma": sigma, **cut}}),
    )


@settings(max_examples=40)
@given(
    laws(0, 12),
    laws(4, 9),
    laws(0, 4),
    laws(1, 3),
    laws(0, 3),
    laws(0.2, 2.5),
    st.sampled_from([-0.9, 0.0, 0.7]),
    st.sampled_from(["standard", "vmt"]),
)
def test_whatever_is_drawn_runs(a: Any, b: Any, sight: Any, amount: Any, x: Any, weight: Any, correlation: float, rules: str) -> None:
    scenario = {
        "schema_version": 2, "name": "any", "rules": rules, "grid": {"width": 4, "height": 3}, "agents": 6, "ticks": 4,
        "initial_inventories": {"A": a, "B": b, "correlation": correlation}, "positions": {"x": x, "y": 1},
        "utilities": {"mix": [{"type": "linear", "weight": 1.0, "params": {"vA": weight, "vB": 1.0}}]},
        "resource_seed": {"density": 0.5, "amount": amount}, "params": {"vision_radius": sight},
    }  # fmt: skip
    assert cx.run(scenario).summary["ticks"] == 4
    found = start(scenario)
    assert found["Inventory.goods"][:, 1].min() >= 4 and found["Inventory.goods"].max() <= 12 and found["Vision.radius"].max() <= 4
    assert found["Preferences.parameters"][:, PARAMETERS["linear"].index("vA")].min() >= 0.2


A, B = ("initial_inventories", "A"), ("initial_inventories", "B")
RHO, GAMMA = ("utilities", "mix", 0, "params", "rho"), ("utilities", "mix", 1, "params", "gamma_A")


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (A, {"unifrom": [1, 5]}, "needs a number, or a distribution: a mapping with its name as the only key. Did you mean 'uniform'?"),
        (A, {"uniform": [1, 5], "normal": {}}, "as the only key. Known: uniform, normal, lognormal, choice."),
        (A, {}, "as the only key. Known: uniform, normal, lognormal, choice."),
        (A, {"uniform": [1]}, "initial_inventories.A.uniform: got [1]; needs two numbers: [least, greatest]."),
        (A, {"uniform": 5}, "initial_inventories.A.uniform: got 5; needs two numbers: [least, greatest]."),
        (A, {"uniform": [9, 7]}, "initial_inventories.A.uniform: got [9, 7]; needs [least, greatest], the least first."),
        (A, {"uniform": [1, "x"]}, "initial_inventories.A.uniform: got [1, 'x']; needs a number."),
        (A, {"uniform": [1, float("nan")]}, "needs a finite number."),
        (A, {"uniform": [1, 1e300]}, "needs a number from -1e+12 to 1e+12."),
        (A, {"uniform": [-1, 5]}, "initial_inventories.A.uniform[0]: got -1; needs a whole number >= 0 and <= 1e+12."),
        (A, {"uniform": [7, 9.5]}, "initial_inventories.A.uniform[1]: got 9.5; needs a whole number"),
        (A, {"normal": {"mean": 8}}, "initial_inventories.A.normal.sd: got nothing; needs the key 'sd'. Add it."),
        (A, {"normal": {"maen": 8, "mean": 8, "sd": 1}}, "initial_inventories.A.normal.maen: got an unknown key; needs a key of the schema. Did you mean 'mean'?"),
        (A, {"normal": {"mean": 8, "sd": 0}}, "initial_inventories.A.normal.sd: got 0; needs a number > 0.0."),
        (A, {"normal": {"mean": "8", "sd": 1}}, "initial_inventories.A.normal.mean: got '8'; needs a number. Write the number without quotes."),
        (A, {"normal": {"mean": 8, "sd": 1, "low": -2}}, "initial_inventories.A.normal.low: got -2; needs a whole number >= 0"),
        (A, {"normal": {"mean": 8, "sd": 1, "low": 9, "high": 7}}, "initial_inventories.A.normal: got low 9, high 7; needs low <= high."),
        (A, {"normal": {"mean": -90, "sd": 1}}, "initial_inventories.A.normal: got a distribution that lies elsewhere; needs at least 1e-06 of it from 0 to 1e+12"),
        (A, {"lognormal": {"mu": 3, "sigma": 0.1, "low": 90}}, "initial_inventories.A.lognormal: got a distribution that lies elsewhere"),
        (A, {"lognormal": {"mean": 3, "sigma": 0.1}}, "initial_inventories.A.lognormal.mean: got an unknown key; needs a key of the schema."),
        (A, {"choice": []}, "initial_inventories.A.choice: got []; needs at least one entry."),
        (A, {"choice": [7, -1]}, "initial_inventories.A.choice[1]: got -1; needs a whole number >= 0"),
        (A, {"choice": {"values": [7, 8.5], "weights": [0.5, 0.5]}}, "initial_inventories.A.choice.values[1]: got 8.5; needs a whole number"),
        (A, {"choice": {"values": [7, 8], "weights": [1.0]}}, "initial_inventories.A.choice.weights: got a list of 1; needs one weight for each of 2 values."),
        (A, {"choice": {"values": [7, 8], "weights": [0.5, 0.6]}}, "initial_inventories.A.choice: got weights that sum to 1.1; needs weights that sum to 1."),
        (A, {"choice": {"values": [7, 8], "weights": [1.5, -0.5]}}, "initial_inventories.A.choice.weights[1]: got -0.5; needs a number >= 0.0."),
        (A, [7, 8], "initial_inventories.A: got a list of 2; needs one number, or a list of 40, one for each agent."),
        (A, 30, "initial_inventories.correlation: got -0.8; needs distributions for both A and B."),
        (("initial_inventories", "correlation"), 1.5, "initial_inventories.correlation: got 1.5; needs a number <= 1.0."),
        (A, {"uniform": [6, 10]}, "initial_inventories.A: got 6; needs more of A than gamma_A = 6, the need of utilities.mix[1]."),
        (A, {"choice": [6, 10]}, "initial_inventories.A: got 6; needs more of A than gamma_A = 6"),
        (A, {"lognormal": {"mu": 3.0, "sigma": 0.5}}, "initial_inventories.A: got 0; needs more of A than gamma_A = 6"),
        (GAMMA, {"normal": {"mean": 3, "sd": 1}}, "initial_inventories.A: got 7; needs more of A than gamma_A = 13"),
        (GAMMA, {"uniform": [-1, 3]}, "utilities.mix[1].params.gamma_A.uniform[0]: got -1; needs a number >= 0 and <= 1e+09."),
        (RHO, {"uniform": [-0.5, 0.5]}, "utilities.mix[0].params.rho: got numbers from -0.5 to 0.5; needs a range on one side of 0, and on one side of 1. Give low and high"),
        (RHO, {"choice": [0.5, 1.0]}, "utilities.mix[0].params.rho: got numbers from 0.5 to 1; needs a range on one side of 0"),
        (RHO, {"normal": {"mean": -1, "sd": 0.5}}, "utilities.mix[0].params.rho: got numbers from -6 to 4; needs a range on one side"),
        (RHO, [0.5, 0.6], "utilities.mix[0].params.rho: got [0.5, 0.6]; needs a number."),
        (("utilities", "mix", 0, "params", "wA"), {"uniform": [0, 1]}, "utilities.mix[0].params.wA.uniform[0]: got 0; needs a number > 0 and <= 1e+09."),
        (("utilities", "mix", 0, "params", "wA"), {"normal": {"mean": 1, "sd": 1}}, "utilities.mix[0].params.wA.normal: got a distribution without a lower end; needs a lower end > 0. Give low."),
        (("utilities", "shares"), {"dirichlet": 0}, "utilities.shares.dirichlet: got 0; needs a number > 0.0."),
        (("positions",), {"x": 1}, "positions.y: got nothing; needs the key 'y'. Add it."),
        (("positions", "x"), {"uniform": [0, 12]}, "positions.x.uniform[1]: got 12; needs a whole number >= 0 and <= 11."),
        (("positions", "y"), 7, "positions.y: got 7; needs a cell of the grid: y <= 6. Count from 0."),
        (("positions", "y"), [0, 1], "positions.y: got a list of 2; needs one number, or a list of 40"),
        (("params", "vision_radius"), {"uniform": [-1, 3]}, "params.vision_radius.uniform[0]: got -1; needs a whole number >= 0"),
        (("params", "vision_radius"), -1, "params.vision_radius: got -1; needs a number >= 0."),
        (("params", "beta"), {"uniform": [0.1, 0.9]}, "params.beta: got {'uniform': [0.1, 0.9]}; needs a number. A distribution cannot stand here."),
        (("agents",), {"uniform": [1, 9]}, "agents: got {'uniform': [1, 9]}; needs a whole number. A distribution cannot stand here."),
        (("resource_seed", "amount"), {"uniform": [0, 3]}, "resource_seed.amount.uniform[0]: got 0; needs a whole number >= 1"),
        (("resource_seed", "amount"), [1, 2], "resource_seed.amount: got [1, 2]; needs a whole number."),
        (("agents",), 10_000_000, "initial_inventories.A: got 1000000000000 units for 10000000 agents; needs less than 2**62 units in all. Totals are exact 64-bit integers. Give high."),
    ],
)  # fmt: skip
def test_one_mistake(path: tuple[Any, ...], value: Any, expected: str) -> None:
    data = load(DRAWN).scenario.model_dump(exclude_unset=True)
    if path == ("agents",) and isinstance(value, int):
        data["initial_inventories"]["A"] = {"lognormal": {"mu": 3.0, "sigma": 3.0, "low": 7}}
    here: Any = data
    for part in path[:-1]:
        here = here[part]
    here[path[-1]] = value
    with pytest.raises(cx.ScenarioError) as caught:
        load(data)
    found = [str(problem) for problem in caught.value.problems]
    assert any(expected in problem for problem in found), found
