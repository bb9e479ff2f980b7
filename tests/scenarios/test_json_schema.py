"""The JSON schema says what the loader says, as far as a schema can."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from catallax.components.economy import PARAMETERS
from catallax.scenarios.json_schema import scenario_json_schema
from catallax.scenarios.loader import load, load_text, shipped
from catallax.scenarios.models import MODELS
from catallax.scenarios.problems import ScenarioError
from catallax.testing import forests, meadows, scenarios
from tests.scenarios.economy.test_population import DRAWN
from tests.scenarios.test_library import files
from tests.scenarios.test_loader import VALID, VALID_1
from tests.scenarios.test_models import FOREST, MEADOW
from tests.scenarios.test_mutations import mutated
from tests.shared import shared

SCHEMA = scenario_json_schema()
CHECK = jsonschema.Draft202012Validator(SCHEMA)
VALID_2, OLD = yaml.safe_load(VALID), yaml.safe_load(VALID_1)


def test_it_is_a_schema_and_every_reference_leads_somewhere() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    text = repr(SCHEMA)
    for name in SCHEMA["$defs"]:
        assert f"'#/$defs/{name}'" in text, f"{name} is defined and not used"
    for reference in _references(SCHEMA):
        assert reference.removeprefix("#/$defs/") in SCHEMA["$defs"]


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [v for k, v in value.items() if k == "$ref"] + [r for v in value.values() for r in _references(v)]
    return [r for v in value for r in _references(v)] if isinstance(value, list) else []


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_is_valid(name: str) -> None:
    CHECK.validate(yaml.safe_load(shipped()[name]))


@pytest.mark.parametrize("name", files())
def test_version_1_files_of_others_are_valid(name: str) -> None:
    CHECK.validate(yaml.safe_load(shared(f"data/vmt-scenarios/{name}").read_text()))


@settings(max_examples=60)
@given(st.one_of(forests(), meadows(), scenarios()))
def test_what_the_loader_takes_is_valid(drawn: dict[str, Any]) -> None:
    load(drawn)
    CHECK.validate(drawn)


@settings(max_examples=150)
@given(mutated())
def test_what_is_not_valid_the_loader_does_not_take_without_a_word(text: str) -> None:
    """The schema may know less than the loader, never more: keys that version 1 ignored are the exception, and are warned about."""
    try:
        loaded = load_text(text, "f")
    except ScenarioError:
        return
    if not [warning for warning in loaded.warnings if not warning.needs.endswith("to run")]:
        CHECK.validate(yaml.safe_load(text))


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda m: m.name)
def test_every_key_says_what_it_means(model: Any) -> None:
    names = [name for name in SCHEMA["$defs"] if name == model.name or name.startswith(f"{model.name}.")]
    for name in names:
        for key, value in SCHEMA["$defs"][name]["properties"].items():
            inner = SCHEMA["$defs"].get(value.get("$ref", "").removeprefix("#/$defs/"), {})
            assert value.get("description") or inner.get("description") or "const" in value, f"{name}: {key} has no description"
    assert set(SCHEMA["$defs"][model.name]["properties"]) == set(model.schema.model_fields)


@pytest.mark.parametrize(
    ("data", "path", "value"),
    [
        (VALID_2, ("grid", "width"), 0), (VALID_2, ("params", "vision_radus"), 4), (VALID_2, ("rules",), "vmtt"), (VALID_2, ("model",), "forest"),
        (VALID_2, ("utilities", "mix", 0, "type"), "cse"), (VALID_2, ("utilities", "mix", 0, "params"), {"rho": -0.5, "wA": 1.0}),
        (VALID_2, ("utilities", "mix", 0, "params"), {"rho": -0.5, "wA": 0.0, "wB": 1.0}), (VALID_2, ("N",), 5), (VALID_2, ("schema_version",), 3),
        (VALID_2, ("initial_inventories", "A"), {"unifrom": [1, 2]}), (VALID_2, ("initial_inventories", "A"), {"uniform": [1]}),
        (VALID_2, ("initial_inventories", "A"), {"uniform_int": [1, 2]}), (VALID_2, ("initial_inventories", "A"), {"normal": {"mean": 1}}),
        (VALID_2, ("initial_inventories", "A"), [1, -2, 3]), (DRAWN, ("params", "beta"), {"uniform": [0, 1]}), (OLD, ("N",), 0),
        (OLD, ("initial_inventories", "A"), {"uniform_int": [1]}), (OLD, ("params", "exchange_regime"), "barter"),
        (FOREST, ("density",), 1.5), (FOREST, ("agents",), 5), (MEADOW, ("sheep",), {"gian": 3}), (MEADOW, ("sheep",), 3),
    ],
)  # fmt: skip
def test_mistakes_are_underlined(data: dict[str, Any], path: tuple[Any, ...], value: Any) -> None:
    data = copy.deepcopy(data)
    CHECK.validate(data)
    here: Any = data
    for part in path[:-1]:
        here = here[part]
    here[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        CHECK.validate(data)
    with pytest.raises(ScenarioError):
        load(data)


def test_version_1_has_its_own_keys() -> None:
    for params in ({"ΔA_max": 3}, {"resource_spawn_rate": "ignored"}):
        CHECK.validate({**OLD, "params": params})
    CHECK.validate({**OLD, "agent_positions": [[1, 1]], "initial_inventories": {"A": {"uniform_int": [1, 5]}, "B": 3}})
    assert "N" not in SCHEMA["$defs"]["economy"]["properties"]


def test_parameters_are_those_of_the_family() -> None:
    for family, names in PARAMETERS.items():
        part = next(p for p in SCHEMA["$defs"]["economy.MixEntry"]["allOf"] if p["if"]["properties"]["type"]["const"] == family)
        assert tuple(part["then"]["properties"]["params"]["properties"]) == names
