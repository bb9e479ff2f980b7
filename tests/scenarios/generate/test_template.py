"""Templates: scenarios with ranges in place of values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scipy import stats

import catallax as cx
from catallax.scenarios.generate.parameters import Draws
from catallax.scenarios.generate.template import fill, is_distribution_place
from catallax.scenarios.json_schema import scenario_json_schema
from catallax.scenarios.loader import shipped

BASE: dict[str, Any] = {
    "schema_version": 2,
    "grid": {"width": 8, "height": 8},
    "agents": 6,
    "initial_inventories": {"A": 9, "B": 9},
    "utilities": {"mix": [{"type": "linear", "weight": 1.0, "params": {"vA": 1.0, "vB": 2.0}}]},
    "resource_seed": {"density": 0.2, "amount": 3},
}


def filled(seed: int = 1, **changes: Any) -> dict[str, Any]:
    return fill({**BASE, **changes}, Draws(seed), "template")


def test_a_scenario_is_a_template_of_itself() -> None:
    for name in shipped():
        before = cx.load_scenario(name)
        made = cx.generate(name, template=name, seed=before.seed)
        assert made.drawn == {}
        assert made.scenario.model_copy(update={"generated_by": None}) == before, name


def test_numbers_are_whole_where_both_ends_are() -> None:
    agents = [filled(seed, agents={"uniform": [3, 5]})["agents"] for seed in range(60)]
    assert set(agents) == {3, 4, 5} and all(isinstance(n, int) for n in agents)
    beta = [filled(seed, params={"beta": {"uniform": [0, 1.0]}})["params"]["beta"] for seed in range(400)]
    assert stats.kstest(beta, "uniform").pvalue > 1e-3 and len(set(beta)) > 390
    sizes = [filled(seed, agents={"log_uniform": [1, 1000]})["agents"] for seed in range(400)]
    assert all(isinstance(n, int) and 1 <= n <= 1000 for n in sizes) and 0.4 < sum(n <= 31 for n in sizes) / 400 < 0.6


def test_one_of_anything_is_chosen_by_weight() -> None:
    options = {"values": ["mixed", "money_only"], "weights": [1, 3]}
    found = [filled(seed, params={"exchange_regime": {"choice": options}})["params"]["exchange_regime"] for seed in range(400)]
    assert stats.binomtest(found.count("money_only"), 400, 0.75).pvalue > 1e-3
    grids = [{"width": 4, "height": {"uniform": [1, 3]}}, {"width": {"from": "agents"}, "height": 2}]
    shapes = {(g["width"], g["height"]) for g in (filled(seed, grid={"choice": grids})["grid"] for seed in range(60))}
    assert shapes == {(4, 1), (4, 2), (4, 3), (6, 2)}
    never = [filled(seed, agents={"choice": {"values": [1, 2, 3], "weights": [0, 1, 0]}})["agents"] for seed in range(40)]
    assert set(never) == {2}


def test_distributions_stay_where_a_scenario_may_have_them_and_draw_draws() -> None:
    held = {"A": {"uniform": [1, 5]}, "B": {"draw": {"uniform": [1, 5]}}, "M": {"lognormal": {"mu": 2.0, "sigma": {"uniform": [0.1, 0.9]}}}}
    found = filled(initial_inventories=held)["initial_inventories"]
    assert found["A"] == {"uniform": [1, 5]} and found["B"] in range(1, 6)
    assert 0.1 <= found["M"]["lognormal"]["sigma"] <= 0.9
    chosen = filled(initial_inventories={"A": {"draw": {"choice": [{"uniform": [1, 2]}, {"uniform": [3, 4]}]}}, "B": 1})
    assert chosen["initial_inventories"]["A"] in ({"uniform": [1, 2]}, {"uniform": [3, 4]})


def test_lengths_of_a_schedule_are_distributions_only_where_each_agent_has_its_own() -> None:
    lengths = {"forage_ticks": {"uniform": [2, 9]}, "trade_ticks": {"uniform": [2, 9]}}
    assert filled(mode_schedule={"type": "global_cycle", **lengths})["mode_schedule"]["trade_ticks"] in range(2, 10)
    assert filled(mode_schedule={"type": "agent_specific", **lengths})["mode_schedule"]["trade_ticks"] == {"uniform": [2, 9]}


def test_places_of_distributions_are_those_of_the_schema() -> None:
    """Wherever the JSON schema allows a distribution, and nowhere else, a template keeps one."""
    definitions = scenario_json_schema()["$defs"]

    def places(schema: Any, path: tuple[Any, ...]) -> set[tuple[Any, ...]]:
        if isinstance(schema, list):
            return {place for part in schema for place in places(part, path)}
        if not isinstance(schema, dict):
            return set()
        if "$ref" in schema:
            name = schema["$ref"].removeprefix("#/$defs/")
            return {path} if name == "economy.Uniform" else places(definitions[name], path)
        found = {place for key, inner in schema.get("properties", {}).items() for place in places(inner, (*path, key))}
        found |= {place for key in ("anyOf", "oneOf", "allOf") for place in places(schema.get(key, []), path)}
        if "items" in schema:
            found |= places(schema["items"], (*path, 0))
        if isinstance(schema.get("additionalProperties"), dict):
            found |= places(schema["additionalProperties"], (*path, "rho"))
        return found

    found = places(definitions["economy"], ())
    assert len(found) == 13 and all(is_distribution_place(place, {"type": "agent_specific"}) for place in found), found
    others = [("agents",), ("params", "beta"), ("grid", "width"), ("zones", 0, "x"), ("utilities", "mix", 0, "weight")]
    assert not any(is_distribution_place(place) for place in others)


def test_a_key_may_follow_from_another() -> None:
    found = filled(
        agents={"uniform": [2, 9]}, grid={"width": {"from": "agents"}, "height": {"from": "grid.width", "times": 2, "plus": 1}},
        params={"beta": {"from": "resource_seed.density", "plus": 0.5}},
    )  # fmt: skip
    assert found["grid"] == {"width": found["agents"], "height": 2 * found["agents"] + 1} and found["params"]["beta"] == 0.7
    deep = filled(agents={"from": "utilities.mix[0].params.vB", "times": {"choice": [2, 2]}})
    assert deep["agents"] == 4.0


def test_draws_do_not_depend_on_each_other() -> None:
    one = filled(agents={"uniform": [2, 900]})
    two = filled(agents={"uniform": [2, 900]}, resource_seed={"density": {"uniform": [0.0, 1.0]}, "amount": 3})
    assert one["agents"] == two["agents"]


@pytest.mark.parametrize(
    ("changes", "key", "needs"),
    [
        ({"agents": {"uniform": [5, 1]}}, "agents.uniform", "[least, greatest]"),
        ({"agents": {"uniform": 5}}, "agents.uniform", "[least, greatest]"),
        ({"agents": {"log_uniform": [0, 5]}}, "agents.log_uniform", "two numbers > 0"),
        ({"agents": {"choice": []}}, "agents.choice", "a list of values"),
        ({"agents": {"choice": {"values": [1], "weights": [0]}}}, "agents.choice.weights", "a weight > 0"),
        ({"agents": {"choice": {"values": [1], "weights": [1, 2]}}}, "agents.choice.weights", "for each of 1 values"),
        ({"agents": {"choice": {"values": [1], "wieghts": [1]}}}, "agents.choice", "weights"),
        ({"agents": {"draw": {"normal": {"mean": 1}}}}, "agents.draw", "uniform, log_uniform, choice"),
        ({"agents": {"draw": 3}}, "agents.draw", "uniform, log_uniform, choice"),
        ({"agents": {"uniform": [1, 2], "choice": [1]}}, "agents", "only key"),
        ({"agents": {"from": "agent"}}, "agents.from", "Did you mean 'agents'?"),
        ({"agents": {"from": 3}}, "agents.from", "a key"),
        ({"agents": {"from": "grid.width", "tims": 2}}, "agents", "Did you mean 'times'?"),
        ({"agents": {"from": "grid", "times": 2}}, "agents", "numbers, where times"),
        ({"agents": {"from": "grid.width"}, "grid": {"width": {"from": "agents"}, "height": 2}}, "grid.width", "follow from itself"),
        ({"agents": {"from": "agents"}}, "agents", "follow from itself"),
    ],
)
def test_ranges_that_are_none_are_named(changes: dict[str, Any], key: str, needs: str) -> None:
    with pytest.raises(cx.ScenarioError) as caught:
        filled(**changes)
    assert caught.value.problems[0].key == key
    assert needs in str(caught.value)


def test_files_are_templates_and_mistakes_in_them_have_their_place(tmp_path: Path) -> None:
    file = tmp_path / "t.yaml"
    text = (
        "schema_version: 2\ngrid: {width: 8, height: 8}\nagents: {uniform: [4, 9]}\ninitial_inventories: {A: 9, B: 9}\n"
        "utilities: {mix: [{type: linear, weight: 1.0, params: {vA: 1.0, vB: 2.0}}]}\nresource_seed: {density: 0.2, amount: 3}\n"
    )
    file.write_text(text)
    made = cx.generate("x", template=file, seed=3)
    assert made.scenario.agents in range(4, 10) and str(file) in made.text and made.values["generated_by"]["template"] == str(file)
    assert cx.generate("x", template=file, seed=3, agents=2).scenario.agents == 2, "flags are over a template"
    file.write_text(text.replace("[4, 9]", "[9, 4]"))
    with pytest.raises(cx.ScenarioError, match=r"--template .*t.yaml: line 3, column 10: agents.uniform: got \[9, 4\]"):
        cx.generate("x", template=file)
    file.write_text(text.replace("agents: {uniform: [4, 9]}", "agents: {uniform: [-9, -4]}"))
    with pytest.raises(cx.ScenarioError, match=r"--template .*t.yaml: agents: got -"):
        cx.generate("x", template=file)
    file.write_text(text.replace("schema_version: 2", "schema_version: 1"))
    with pytest.raises(cx.ScenarioError, match="catallax upgrade"):
        cx.generate("x", template=file)
    with pytest.raises(cx.ScenarioError, match="--template: got a preset too"):
        cx.generate("x", template=file, preset="minimal")
    with pytest.raises(cx.ScenarioError, match=r"--template .*none.yaml: file: got nothing there"):
        cx.generate("x", template=tmp_path / "none.yaml")


def test_other_models_have_templates_too() -> None:
    made = cx.generate("x", template="wolf_sheep", settings={"sheep.count": {"uniform": [3, 9]}}, seed=1)
    assert made.scenario.model == "wolf_sheep" and 3 <= made.values["sheep"]["count"] <= 9
    with pytest.raises(cx.ScenarioError, match=r"--agents: agents: got an unknown key"):
        cx.generate("x", template="wolf_sheep", agents=3)
