"""The scenario file as a JSON schema, from which editors complete keys, show what they mean, and underline mistakes.

It holds for both versions: which parts apply follows from `schema_version` and `model`. Rules between fields it cannot say;
`catallax validate` checks them.
"""

from __future__ import annotations

from typing import Any

from ..components.economy import PARAMETERS
from .economy.checks import OPTIONAL
from .economy.ranges import parameter_range
from .economy.versions import KEYS_1, NEW_IN_2, RENAMED
from .models import DEFAULT, MODELS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Json = dict[str, Any]


def scenario_json_schema() -> Json:
    """Return the JSON schema of scenario files, all models, versions 1 and 2."""
    shared: Json = {}
    branches: list[Json] = []
    for name, model in MODELS.items():
        schema = _closed(model.schema.model_json_schema(mode="validation"), name)
        shared |= schema.pop("$defs")
        shared[name] = schema
        branches.append(_when(_model_is(name), {"$ref": f"#/$defs/{name}"}))
    entry = shared[f"{DEFAULT}.MixEntry"]
    entry["allOf"] = [_family(family, entry["properties"]["params"]["additionalProperties"]) for family in PARAMETERS]
    shared["version_1"] = _version_1(shared)
    kinds = {"enum": list(MODELS), "default": DEFAULT, "description": "kind of world"}
    return {
        "$schema": DIALECT,
        "title": "Catallax scenario",
        "description": "Everything that determines a run but its length, its seed, and commands.",
        "type": "object",
        "required": ["schema_version", "name"],
        "properties": {
            "schema_version": {"enum": [1, 2], "default": 2, "description": "version of the schema; new files: 2"},
            "model": kinds,
        },
        "allOf": [*branches, _when({"properties": {"schema_version": {"const": 1}}}, {"$ref": "#/$defs/version_1"})],
        "$defs": shared,
    }


def _when(condition: Json, then: Json) -> Json:
    return {"if": {**condition, "required": ["schema_version", *condition.get("required", [])]}, "then": then}


def _model_is(name: str) -> Json:
    """Return the condition under which a version 2 file is of a model; the default one need not be named."""
    condition: Json = {"properties": {"schema_version": {"const": 2}, "model": {"const": name}}}
    return condition if name == DEFAULT else {**condition, "required": ["model"]}


def _family(family: str, value: Json) -> Json:
    """Return what the parameters of an entry of the mix must be, given its family and what any parameter may be."""
    named: Json = {}
    for name in PARAMETERS[family]:
        allowed = parameter_range(family, name)
        least = {"exclusiveMinimum" if allowed.above else "minimum": allowed.least}
        number = {"type": "number", **least, "maximum": allowed.most}
        named[name] = {"oneOf": [number, *(option for option in value["oneOf"] if option.get("type") != "number")]}
    required = [name for name in named if name not in OPTIONAL.get(family, ())]
    params = {"properties": named, "required": required, "additionalProperties": False}
    return {"if": {"properties": {"type": {"const": family}}, "required": ["type"]}, "then": {"properties": {"params": params}}}


def _closed(schema: Json, name: str) -> Json:
    """Return a model's schema with definitions under names that no other model has, and the titles that only repeat keys left out."""
    schema.setdefault("$defs", {})
    return {key: value for key, value in _walk(schema, name).items() if key != "title"}


def _walk(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [_walk(v, name) for v in value]
    if not isinstance(value, dict):
        return value
    found: Json = {}
    for key, inner in value.items():
        if key == "$ref":
            found[key] = inner.replace("#/$defs/", f"#/$defs/{name}.")
        elif key == "$defs":
            found[key] = {f"{name}.{k}": _walk(v, name) for k, v in inner.items()}
        elif key == "properties":
            found[key] = {k: _walk(v, name) for k, v in inner.items()}
        elif not (key == "title" and isinstance(inner, str)):
            found[key] = _walk(inner, name)
    return found


def _version_1(shared: Json) -> Json:
    """Return the schema of version 1 files: an economy on a square grid. Unknown keys are allowed, as the original ignored them."""
    economy = shared[DEFAULT]["properties"]
    size = shared[f"{DEFAULT}.GridSize"]["properties"]["width"]
    properties = {key: value for key, value in economy.items() if key in KEYS_1}
    properties |= {"schema_version": {"const": 1}, "N": {**size, "description": "length of a side of the square grid [cell]"}}
    opened = {f"version_1.{name}": shared[f"{DEFAULT}.{name}"] for name in ("Params", "Endowments", "ResourceSeed", "Utilities")}
    for part, schema in opened.items():
        own = {key: value for key, value in schema["properties"].items() if key not in {name for _, name in NEW_IN_2}}
        if part.endswith("Params"):
            own |= {old: own[new] for old, new in RENAMED.items()}
        if part.endswith(("Endowments", "ResourceSeed")):
            own = {key: {"anyOf": [value, {"$ref": "#/$defs/version_1.UniformInt"}]} for key, value in own.items()}
        shared[part] = {key: value for key, value in schema.items() if key != "additionalProperties"} | {"properties": own}
    shared["version_1.UniformInt"] = _uniform_int(shared)
    return _renamed(
        {
            "type": "object",
            "required": ["schema_version", "name", "N", "agents", "initial_inventories", "utilities", "resource_seed"],
            "properties": properties,
        },
        {f"#/$defs/{DEFAULT}.{name.removeprefix('version_1.')}": f"#/$defs/{name}" for name in opened},
    )


def _uniform_int(shared: Json) -> Json:
    pair = shared[f"{DEFAULT}.Uniform"]["properties"]["uniform"]
    return {
        "type": "object",
        "description": "Whole numbers between two, each equally likely.",
        "required": ["uniform_int"],
        "additionalProperties": False,
        "properties": {"uniform_int": pair},
    }


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(v, names) for v in value]
    if isinstance(value, dict):
        return {k: names.get(v, v) if k == "$ref" and isinstance(v, str) else _renamed(v, names) for k, v in value.items()}
    return value
