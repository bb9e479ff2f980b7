"""Strategies of scenarios: every key of every schema is drawn with every kind of value, all are valid, run, and shrink to little."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st

import catallax as cx
import catallax.testing as ct
from catallax.components.economy import PARAMETERS
from catallax.scenarios.loader import load
from catallax.scenarios.models import MODELS
from catallax.systems.economy.protocols import PROTOCOLS
from catallax.testing.start import ScenarioStart

STRATEGIES = {"economy": ct.scenarios(), "wolf_sheep": ct.meadows(), "forest_fire": ct.forests()}
DRAWS = {"economy": 1000, "wolf_sheep": 150, "forest_fire": 200}
LINES = {"economy": 15, "wolf_sheep": 10, "forest_fire": 10}  # that the least scenario takes as a file
Json = dict[str, Any]


class Walker:
    """Walks a JSON schema: lists every key, kind of value and word that there is, and those that a value has."""

    def __init__(self, schema: Json) -> None:
        self.schema, self.defs = schema, schema.get("$defs", {})

    def all_of(self, name: str, here: Json, known: set[str]) -> Iterator[str]:
        """Yield what may stand at a place that is called `name`."""
        for arm in self._arms(here):
            if arm.get("type") == "null":
                continue  # absent
            kind = f"{name}:{self._kind(arm)}"
            if "$ref" in arm:
                yield kind
                target = arm["$ref"].rpartition("/")[2]
                if target not in known:
                    known.add(target)
                    yield from self.all_of(target, self.defs[target], known)
            elif "properties" in arm:
                for key, inner in arm["properties"].items():
                    yield f"{name}.{key}"
                    yield from self.all_of(f"{name}.{key}", inner, known)
            elif "enum" in arm:
                yield from (f"{name}={word}" for word in arm["enum"])
            elif arm.get("type") == "boolean":
                yield from (f"{name}={word}" for word in (True, False))
            else:
                yield kind
                inner = arm.get("items") or arm.get("additionalProperties")
                if isinstance(inner, dict) and inner:
                    yield from self.all_of(f"{name}[]", inner, known)

    def found(self, name: str, here: Json, value: Any) -> Iterator[str]:
        """Yield what a value has at a place that is called `name`."""
        arm = next(arm for arm in self._arms(here) if self._fits(arm, value))
        kind = f"{name}:{self._kind(arm)}"
        if "$ref" in arm:
            yield kind
            target = arm["$ref"].rpartition("/")[2]
            yield from self.found(target, self.defs[target], value)
        elif "properties" in arm:
            for key, inner in value.items():
                yield f"{name}.{key}"
                yield from self.found(f"{name}.{key}", arm["properties"][key], inner)
        elif "enum" in arm or arm.get("type") == "boolean":
            yield f"{name}={value}"
        else:
            yield kind
            inner = arm.get("items") or arm.get("additionalProperties")
            if isinstance(inner, dict) and inner:
                for one in value.values() if isinstance(value, dict) else value:
                    yield from self.found(f"{name}[]", inner, one)

    def _arms(self, here: Json) -> list[Json]:
        return [arm for one in here.get("anyOf") or here.get("oneOf") or [here] for arm in (self._arms(one) if "anyOf" in one else [one])]

    def _kind(self, arm: Json) -> str:
        return str(arm["$ref"].rpartition("/")[2] if "$ref" in arm else arm.get("type", "anything"))

    def _fits(self, arm: Json, value: Any) -> bool:
        if "$ref" in arm:
            target = self.defs[arm["$ref"].rpartition("/")[2]]
            return self._fits(target, value)
        if "enum" in arm or "const" in arm:
            return value in arm.get("enum", [arm.get("const")])
        if "properties" in arm:
            return isinstance(value, dict) and set(value) <= set(arm["properties"]) and set(arm.get("required", ())) <= set(value)
        kinds: dict[str, Any] = {"integer": int, "number": int | float, "string": str, "array": list, "object": dict, "boolean": bool}
        kind = arm.get("type")
        return kind is None or (kind in kinds and isinstance(value, kinds[kind]) and (kind == "boolean") == isinstance(value, bool))


@cache
def drawn(model: str) -> list[dict[str, Any]]:
    """Return drawn scenarios of a model, the same each time."""
    found: list[dict[str, Any]] = []

    @seed(1)
    @settings(max_examples=DRAWS[model], database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(STRATEGIES[model])
    def collect(scenario: dict[str, Any]) -> None:
        found.append(scenario)

    collect()
    return found


@pytest.fixture(scope="module", params=list(STRATEGIES))
def sample(request: pytest.FixtureRequest) -> tuple[str, list[dict[str, Any]]]:
    return request.param, drawn(request.param)


def test_every_key_kind_of_value_and_word_of_the_schema_is_drawn(sample: tuple[str, list[dict[str, Any]]]) -> None:
    model, scenarios = sample
    schema = MODELS[model].schema.model_json_schema(mode="validation")
    walker, root = Walker(schema), MODELS[model].schema.__name__
    there_is = set(walker.all_of(root, schema, {root}))
    seen = {found for scenario in scenarios for found in walker.found(root, schema, scenario)}
    assert len(there_is) > 20 and seen <= there_is
    assert sorted(there_is - seen) == []


def test_every_parameter_of_a_family_and_of_a_protocol_is_drawn() -> None:
    scenarios = drawn("economy")
    entries = [entry for scenario in scenarios for entry in scenario["utilities"]["mix"]]
    for family, names in PARAMETERS.items():
        for name in names:
            values = [entry["params"][name] for entry in entries if entry["type"] == family]
            assert {type(value) for value in values} >= {float, dict}, f"{family}.{name}"
    for kind, known in PROTOCOLS.items():
        choices = [scenario[f"{kind}_protocol"] for scenario in scenarios if f"{kind}_protocol" in scenario]
        for name, protocol in known.items():
            for word in (name, *protocol.old_names):
                assert word in choices, word
            given_ = [choice.get("params", {}) for choice in choices if isinstance(choice, dict) and choice["name"] == name]
            for key, parameter in protocol.parameters.items():
                values = {params[key] for params in given_ if key in params}
                assert len(values) > 1 and values >= set(parameter.choices), f"{name}.{key}"


def test_all_of_them_are_valid_and_run(sample: tuple[str, list[dict[str, Any]]]) -> None:
    _, scenarios = sample
    for scenario in scenarios:
        assert load(scenario).warnings == ()
    few = scenarios[:: max(1, len(scenarios) // 150)]
    runs = cx.run_many(few, ticks=3, record="none")
    assert {run.manifest["status"] for run in runs} == {"done"} and {run.summary["ticks"] for run in runs} == {3}


@pytest.mark.parametrize("model", list(STRATEGIES))
def test_the_least_of_them_is_tiny(model: str) -> None:
    least = find(
        STRATEGIES[model],
        lambda scenario: True,
        settings=settings(max_examples=1000, derandomize=True, database=None, suppress_health_check=list(HealthCheck)),
    )
    assert len(ScenarioStart(scenario=least).text().splitlines()) <= LINES[model]
    grid = least["grid"]
    assert (grid["width"], grid["height"]) == (1, 1)
    if model == "economy":
        assert (least["agents"], least["params"], least["initial_inventories"]) == (1, {}, {"A": 0, "B": 0})


@pytest.mark.slow
@pytest.mark.parametrize("key", ["vision_radius", "liquidity_gate"])
def test_only_what_matters_is_left_of_a_failing_one(key: str) -> None:
    least = find(
        ct.scenarios(),
        lambda s: key in s["params"],
        settings=settings(max_examples=1000, derandomize=True, database=None, suppress_health_check=list(HealthCheck)),
    )
    assert len(least["params"]) <= 3 and least["agents"] == 1 and "positions" not in least
    assert len(ScenarioStart(scenario=least).text().splitlines()) <= LINES["economy"] + 3


@settings(max_examples=20)
@given(st.data())
def test_what_is_fixed_is_not_drawn(data: st.DataObject) -> None:
    fixed = {"grid.torus": True, "bargaining_protocol": "nash", "params.trade_execution_mode": "minimum"}
    scenario = data.draw(ct.scenarios(2, 3, ticks=4, rules=["standard"], regimes=["mixed"], fixed=fixed))
    assert scenario["agents"] <= 2 and scenario["grid"]["width"] <= 3 and scenario["grid"]["torus"]
    assert (scenario["rules"], scenario["ticks"], scenario["bargaining_protocol"]) == ("standard", 4, "nash")
    plain = data.draw(ct.scenarios(protocols=False))
    assert not [key for key in plain if key.endswith("_protocol")]
    load(scenario), load(plain)
