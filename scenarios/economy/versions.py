"""Readers of older files: each brings a file of its version to the schema of today, with a note of where each part came from."""

from __future__ import annotations

from typing import Any

from ..problems import Finding, nearest
from ..yaml_source import Path

RENAMED = {"\N{GREEK CAPITAL LETTER DELTA}A_max": "dA_max"}
KEYS_1 = (
    "schema_version", "name", "N", "agents", "initial_inventories", "utilities", "resource_seed", "params", "mode_schedule", "rules",
    "search_protocol", "matching_protocol", "bargaining_protocol",
)  # fmt: skip
NEW_IN_2 = (
    ("params", "resource_spawn_rate"), ("params", "resource_spawn_amount"), ("params", "resource_spawn_only_empty"),
    ("utilities", "shares"), ("initial_inventories", "correlation"),
)  # fmt: skip
PROTOCOL_KEYS = ("search_protocol", "matching_protocol", "bargaining_protocol")


def read_version_1(data: dict[str, Any]) -> tuple[dict[str, Any], dict[Path, Path], list[Finding], list[Finding]]:
    """Rewrite a version 1 file: return the data, where moved parts came from, problems, and warnings.

    N becomes a square grid that does not wrap; `rules` is vmt unless the file says otherwise; `resource_max_amount` was
    checked but never used, and is left out. Unknown keys are warned about: the original ignored them.
    """
    problems: list[Finding] = []
    warnings: list[Finding] = []
    result = {key: value for key, value in data.items() if key in KEYS_1 and key != "N"}
    result["schema_version"] = 2
    if "N" in data:
        result["grid"] = {"width": data["N"], "height": data["N"]}
    else:
        problems.append((("N",), "nothing", "a whole number > 0", "Give the length of a side of the grid."))
        result["grid"] = {"width": 1, "height": 1}
    result.setdefault("rules", "vmt")
    for key in data:
        if key not in KEYS_1:
            remedy = f"It is ignored, as the original did. {nearest(str(key), KEYS_1)}"
            warnings.append(((str(key),), "an unknown key", "a key of the schema", remedy))
    moved: dict[Path, Path] = {("grid",): ("N",), ("grid", "width"): ("N",), ("grid", "height"): ("N",)}
    for part, key in NEW_IN_2:
        if isinstance(data.get(part), dict) and key in data[part]:
            result[part] = {name: value for name, value in result[part].items() if name != key}
            warnings.append(((part, key), "a key of version 2", "a key of version 1", "It is ignored, as the original did."))
    params = result.get("params")
    if isinstance(params, dict):
        result["params"] = {RENAMED.get(key, key): value for key, value in params.items()}
        moved |= {("params", new): ("params", old) for old, new in RENAMED.items() if old in params}
        cap = params.get("resource_max_amount")
        if type(cap) is int and cap > 0:
            del result["params"]["resource_max_amount"]
    for part in ("initial_inventories", "resource_seed"):
        if isinstance(data.get(part), dict):
            result[part] = {key: _renamed_law(value) for key, value in result[part].items()}
            moved |= {(part, key, "uniform"): (part, key, "uniform_int") for key, value in data[part].items() if _is_old_law(value)}
    return result, moved, problems, warnings


def _is_old_law(value: Any) -> bool:
    return isinstance(value, dict) and list(value) == ["uniform_int"]


def _renamed_law(value: Any) -> Any:
    """Return what version 2 calls the one distribution of version 1, which the original took and could not run."""
    return {"uniform": value["uniform_int"]} if _is_old_law(value) else value
