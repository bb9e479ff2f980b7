"""Writes the recorded tables of a run, one file each: CSV, or Parquet by DuckDB."""

from __future__ import annotations

import csv
import importlib.util
import json
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ...engine.errors import EngineError
from ...scenarios.models import MODELS
from ..runs.run import Run

ABOUT = "about.json"
AT_ONCE = 65_536  # rows


def write_csv(run: Run, folder: Path) -> dict[str, int]:
    """Write TABLE.csv for each recorded table, and what the columns mean; return how many rows each has.

    Numbers read back to the same bits; what is not defined is an empty cell.
    """
    for table in run.tables:
        columns = run.columns(table)
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            for start in range(0, run.count(table), AT_ONCE):
                writer.writerows(zip(*(_cells(values[start : start + AT_ONCE]) for values in columns.values()), strict=True))
    return _tell(run, folder)


def write_parquet(run: Run, folder: Path) -> dict[str, int]:
    """Write TABLE.parquet for each recorded table, and what the columns mean; return how many rows each has.

    The meaning stands in each file too, under the key `catallax`. What is not defined is null. Needs `catallax[analysis]`.
    Raises OSError if a file cannot be written.
    """
    check_parquet()
    import duckdb

    try:
        with duckdb.connect() as database:
            for table in run.tables:
                frame = run.frame(table)
                text = [name for name, values in frame.items() if values.dtype.kind not in "biuf"]
                database.register("recorded", frame.astype(dict.fromkeys(text, object)))
                about = json.dumps({**_origin(run), "columns": _columns(run, table)}).replace("'", "''")
                path = str(folder / f"{table}.parquet").replace("'", "''")
                columns = ", ".join(f'"{name}"::VARCHAR AS "{name}"' if name in text else f'"{name}"' for name in frame)
                options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{catallax: '{about}'}}"
                database.execute(f"COPY (SELECT {columns} FROM recorded) TO '{path}' ({options})")
                database.unregister("recorded")
    except duckdb.Error as error:
        raise OSError(str(error)) from None
    return _tell(run, folder)


def check_parquet() -> None:
    """Raise EngineError where what writes Parquet is not installed."""
    for library in ("duckdb", "pandas"):
        if importlib.util.find_spec(library) is None:
            raise EngineError("export", f"no {library}", "it, to write parquet", "pip install 'catallax[analysis]', or choose csv.")


def _cells(values: NDArray[Any]) -> list[Any]:
    cells: list[Any] = values.tolist()
    return ["" if cell != cell else cell for cell in cells] if values.dtype.kind == "f" else cells


def _origin(run: Run) -> dict[str, Any]:
    return {name: run.manifest[name] for name in ("catallax", "kind", "scenario", "scenario_hash", "seed", "rules", "ticks_done")}


def _columns(run: Run, table: str) -> dict[str, dict[str, str]]:
    """Return unit and meaning of each column of a table."""
    records = {record.name: record for record in MODELS[run.scenario.model].wiring.records}
    known = {column.name: {"unit": column.unit, "meaning": column.doc} for column in records[table].columns} if table in records else {}
    known["tick"] = {"unit": "tick", "meaning": "tick at whose end the row holds; -1 is the initial state"}
    return {name: known[name] for name in run.tables[table] if name in known}


def _tell(run: Run, folder: Path) -> dict[str, int]:
    """Write what the run was and what the columns mean; return how many rows each table has."""
    rows = {table: run.count(table) for table in run.tables}
    tables = {table: {"rows": rows[table], "columns": _columns(run, table)} for table in run.tables}
    text = json.dumps({**_origin(run), "tables": tables}, indent=2)
    (folder / ABOUT).write_text(f"{text}\n", encoding="utf-8")
    return rows
