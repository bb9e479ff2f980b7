"""Writes a run as the database that the original writes, for old notebooks and viewers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from ...engine.errors import EngineError
from ..runs.run import Run
from . import original_layout as layout
from .original_rows import FILLED, Columns, own_rows, simulation_run

AT_ONCE = 65_536  # rows


def write_sqlite(run: Run, folder: Path) -> tuple[dict[str, int], list[str]]:
    """Write `telemetry.db`; return how many rows each of its tables has, and what is missing, in sentences.

    Raises EngineError for a run of another model, OSError if the file cannot be written.
    """
    if run.scenario.model != "economy":
        remedy = "Choose csv or parquet."
        raise EngineError("export", f"a run of the model {run.scenario.model}", "an exchange economy: the original knows no other", remedy)
    try:
        with closing(sqlite3.connect(folder / layout.DATABASE)) as database:
            rows, missing = _fill(run, database)
            database.commit()
    except sqlite3.Error as error:
        raise OSError(str(error)) from None
    return rows, missing


def _fill(run: Run, database: sqlite3.Connection) -> tuple[dict[str, int], list[str]]:
    rows, missing = {layout.RUNS: 1}, _shortcomings(run)
    for table, columns in layout.TABLES.items():
        keys = (
            "run_id INTEGER PRIMARY KEY AUTOINCREMENT" if table == layout.RUNS else "id INTEGER PRIMARY KEY AUTOINCREMENT, run_id INTEGER"
        )
        database.execute(f"CREATE TABLE {table} ({keys}, {', '.join(f'{name} {kind}' for name, kind in columns)})")
    about = simulation_run(run)
    _insert(database, layout.RUNS, ("run_id", *about), [(1, *about.values())])
    for table, (ours, fill) in FILLED.items():
        rows[table] = 0
        if ours not in run.tables:
            missing.append(f"{table}: empty, for {ours} was not recorded; run with --record full, or a list that has {ours}")
            continue
        found = fill(run, own_rows(run, ours))
        rows[table] = len(found["tick"])
        for part in _parts(found):
            _insert(database, table, ("run_id", *found), part)
        if table == "trade_attempts" and (left := run.count(ours) - rows[table]):
            missing.append(
                f"{table}: without {left} attempts that were for money, or that ended before a block was tried; csv has them all"
            )
    for table, indices in layout.INDICES.items():
        for number, columns_ in enumerate(indices):
            database.execute(f"CREATE INDEX idx_{table}_{number} ON {table}(run_id, {columns_})")
    return rows, missing


def _shortcomings(run: Run) -> list[str]:
    """Return what columns of tables that are there lack, in sentences."""
    if "agents" not in run.tables:
        return []
    return [
        f"agent_snapshots: {what} empty, for {ours} was not recorded"
        for ours, what in (("quotes", "prices and lambda are"), ("decisions", "target_agent_id is"))
        if ours not in run.tables
    ]


def _insert(database: sqlite3.Connection, table: str, names: tuple[str, ...], rows: Any) -> None:
    database.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", rows)


def _parts(columns: Columns) -> Iterator[Iterator[tuple[Any, ...]]]:
    """Yield the rows some at a time, behind the number of the run."""
    n = len(columns["tick"])
    for start in range(0, n, AT_ONCE):
        part = [values[start : start + AT_ONCE].tolist() for values in columns.values()]
        yield ((1, *row) for row in zip(*part, strict=True))
