"""Replay: a run is derived again from its scenario, seed and commands, and compared with what it recorded."""

from __future__ import annotations

import hashlib
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...engine.telemetry.reader import open_telemetry
from ...engine.telemetry.record import Record
from . import folder as run_folder
from .launch import again
from .plan import missing_from
from .run import open_run


@dataclass(frozen=True)
class Difference:
    """The first value that differs: in which table, at which tick, in which row of that tick (from 0) and which column."""

    table: str
    tick: int
    row: int
    column: str
    recorded: Any
    derived: Any

    def __str__(self) -> str:
        return f"{self.table}, tick {self.tick}, row {self.row}, {self.column}: recorded {self.recorded}, derived {self.derived}"


@dataclass(frozen=True)
class Replay:
    """What a replay found.

    ticks        ticks that were compared
    hashes       for each table a digest of what was recorded, and of the same derived again
    differences  the first difference of each table that differs, and of the state at the end
    versions     what is another version now than then, as (name, then, now): any of these may change results
    left_out     custom records of the run that were not given, and so not compared
    """

    ticks: int
    hashes: dict[str, tuple[str, str]]
    differences: list[Difference]
    versions: list[tuple[str, str, str]]
    left_out: list[str]

    @property
    def equal(self) -> bool:
        """Whether all that was compared is the same to the last bit."""
        return not self.differences


def replay(run: str | Path, *, threads: int | None = None, records: Sequence[Record] = ()) -> Replay:
    """Derive a run again and compare. The run is only read. Raises EngineError if it is not a run, or its commands are not known here.

    A run that was stopped is compared as far as it came; one that was killed as far as it recorded; a branch from where it left.
    Custom records are compared if they are given as `records`; else they are left out, and the answer says so.
    """
    folder = Path(run)
    manifest = run_folder.read_manifest(folder)
    left_out = missing_from(manifest, records)
    with tempfile.TemporaryDirectory() as scratch:
        derived = Path(scratch) / "run"
        with open_run(folder) as found:
            ticks = found.ticks_done
        state = again(folder, derived, ticks, threads, records, left_out)
        hashes, differences = _compare(folder, derived, left_out, whole=manifest["status"] in ("done", "interrupted"))
    if manifest.get("state_digest") not in (None, state):
        differences.append(Difference("state", ticks - 1, 0, "digest", manifest["state_digest"], state))
    return Replay(ticks, hashes, differences, _changed_versions(manifest), left_out)


def _compare(folder: Path, derived: Path, left_out: Sequence[str], whole: bool) -> tuple[dict[str, tuple[str, str]], list[Difference]]:
    hashes: dict[str, tuple[str, str]] = {}
    differences: list[Difference] = []
    if not (derived / run_folder.TELEMETRY).exists():  # nothing was to be recorded
        return hashes, differences
    recorded, again = open_telemetry(folder / run_folder.TELEMETRY), open_telemetry(derived / run_folder.TELEMETRY)
    try:
        for table in [name for name in recorded.tables if name not in left_out]:
            left, right = recorded.columns(table, decode=False), again.columns(table, decode=False)
            if not whole:  # what was not yet put down when the run was killed is no difference
                rows = np.searchsorted(right["tick"], left["tick"].max(initial=-2), side="right")
                right = {name: values[:rows] for name, values in right.items()}
            hashes[table] = (digest_of(left), digest_of(right))
            if hashes[table][0] != hashes[table][1]:
                differences.append(first_difference(table, left, right))
    finally:
        recorded.close()
        again.close()
    return hashes, differences


def digest_of(columns: dict[str, NDArray[Any]]) -> str:
    """Return a digest of a table's content: names, dtypes and values of its columns."""
    digest = hashlib.blake2b(digest_size=16)
    for name, values in columns.items():
        digest.update(f"{name}{values.dtype.str}{len(values)}".encode())
        digest.update(np.ascontiguousarray(values).data)
    return digest.hexdigest()


def first_difference(table: str, left: dict[str, NDArray[Any]], right: dict[str, NDArray[Any]]) -> Difference:
    """Return the first difference of two tables that differ: the earliest row, in it the first column. NaN equals NaN."""
    if list(left) != list(right):
        return Difference(table, -1, 0, "columns", ", ".join(left), ", ".join(right))
    common = min(len(left["tick"]), len(right["tick"]))
    first, where = common, ""
    for name in left:
        a, b = (np.ascontiguousarray(columns[name][:common]).view(f"V{columns[name].itemsize}") for columns in (left, right))
        differs = np.flatnonzero(a != b)
        if len(differs) and differs[0] < first:
            first, where = int(differs[0]), name
    if where:
        tick = int(left["tick"][first])
        row = first - int(np.searchsorted(left["tick"], tick))
        return Difference(table, tick, row, where, left[where][first].item(), right[where][first].item())
    longer = left if len(left["tick"]) > common else right
    tick = int(longer["tick"][common])
    row = common - int(np.searchsorted(longer["tick"], tick))
    return Difference(table, tick, row, "rows", len(left["tick"]), len(right["tick"]))


def _changed_versions(manifest: dict[str, Any]) -> list[tuple[str, str, str]]:
    now = {"catallax": run_folder.version("catallax"), "python": platform.python_version(), "machine": platform.machine()}
    then = {"catallax": manifest["catallax"], "python": manifest["python"], "machine": manifest["machine"]["processor"]}
    for name, version in manifest["libraries"].items():
        then[name], now[name] = version, run_folder.version(name)
    return [(name, then[name], now[name]) for name in then if then[name] != now[name]]
