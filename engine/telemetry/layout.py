"""What a telemetry file says of itself: the description of tables and columns that journal and HDF5 file share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from .record import Record, schema_digest

LAYOUT = 2
TICK = {"units": "tick", "long_name": "tick at whose end the row holds; -1 is the initial state"}
ROW_SIZE = "row_size"


def describe(records: Iterable[Record], chunk: int, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a run's telemetry: layout, rows of a chunk, attributes, tables with their columns."""
    records = list(records)
    return {
        "layout": LAYOUT,
        "chunk": chunk,
        "attributes": {"schema_digest": schema_digest(records), **attributes},
        "tables": [{"name": r.name, "kind": kind_of(r), "columns": _columns(r)} for r in records],
    }


def kind_of(record: Record) -> str:
    """Return how the rows of a record lie in a file.

    series  one row a tick: `tick` is the dimension
    states  of entities, many a tick: `tick` is the dimension of ticks, `row_size` tells how many rows each has
    events, lists   each row has its tick
    """
    if record.name == "ticks" or record.is_series:
        return "series"
    return "events" if record.is_event else "lists" if record.is_list else "states"


def column_attributes(column: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of a column: unit, meaning, and the names of the values of an enumeration, by CF's conventions."""
    found: dict[str, Any] = {"units": column["units"], "long_name": column["long_name"]}
    if column["values"]:
        found |= {"flag_values": np.arange(len(column["values"]), dtype=column["dtype"]), "flag_meanings": " ".join(column["values"])}
    return found


def _columns(record: Record) -> list[dict[str, Any]]:
    return [{"name": c.name, "dtype": c.dtype, "units": c.unit, "long_name": c.doc, "values": list(c.values)} for c in record.columns]
