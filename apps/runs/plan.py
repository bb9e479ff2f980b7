"""What a run records: its plan, with the records of its own that it was given besides those of its model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ...engine.errors import EngineError
from ...engine.telemetry.record import Plan, Record, parse_plan
from ...scenarios.models import MODELS


def plan_of(text: str, records: Mapping[str, Record], custom: Iterable[str]) -> Plan:
    """Return the plan that a text describes. Custom records are in every plan, at each tick unless the text names a period."""
    plan = parse_plan(text, records)
    return plan | {name: plan.get(name, 1) for name in custom}


def plan_without(text: str, names: Collection[str]) -> str:
    """Return the text of a plan in which some names do not occur."""
    items = [item for item in text.split(",") if item.partition("=")[0].strip() not in names]
    return ",".join(items) or "ticks"


def check_custom(records: Sequence[Record]) -> None:
    """Raise EngineError for what is no record."""
    for record in records:
        if not isinstance(record, Record):
            raise EngineError("records", repr(record), "what @catallax.record makes", "Decorate the function.")


def told_of(records: Iterable[Record]) -> dict[str, Any]:
    """Return what the manifest of a run says of its custom records: nothing if there are none."""
    told = {r.name: {"is_event": r.is_event, "columns": [[c.name, c.dtype, c.unit] for c in r.columns]} for r in records}
    return {"records": told} if told else {}


def recorded_by(manifest: Mapping[str, Any]) -> dict[str, tuple[int, bool]]:
    """Return for each table that a run records its period in ticks, and whether its rows are events."""
    custom = manifest.get("records", {})
    known = {record.name: record for record in MODELS[manifest["kind"]].wiring.records}
    known |= {name: Record(name, (), _unknown, is_event=told["is_event"]) for name, told in custom.items()}
    return {name: (period, known[name].is_event) for name, period in plan_of(manifest["record"], known, custom).items()}


def missing_from(manifest: Mapping[str, Any], records: Sequence[Record]) -> list[str]:
    """Return the names of a run's custom records that are not among `records`.

    Raises EngineError for one that has other columns than the run recorded.
    """
    check_custom(records)
    custom, given = manifest.get("records", {}), told_of(records).get("records", {})
    for name in custom:
        if name in given and given[name] != custom[name]:
            raise EngineError(f"record {name!r}", "other columns than the run recorded", "the record as it was then")
    return [name for name in custom if name not in given]


def need_all(where: str, manifest: Mapping[str, Any], records: Sequence[Record]) -> None:
    """Raise EngineError unless the custom records of a run are given."""
    missing = missing_from(manifest, records)
    if missing:
        remedy = "A run folder keeps what functions gave, not the functions: from Python, pass them as records=[...]."
        raise EngineError(where, f"no record {', '.join(missing)}", "the records that the run was given", remedy)


def _unknown(*arguments: Any) -> Any:
    raise AssertionError("a run folder does not keep the functions of its records")
