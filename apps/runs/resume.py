"""Resume: a run that was stopped, killed, or is to be longer goes on, and becomes what it would have been without the stop."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...engine.errors import EngineError
from ...engine.telemetry.reader import open_telemetry
from ...engine.telemetry.record import Record
from ...scenarios.builder import checked
from ...scenarios.loader import load_scenario
from . import folder as run_folder
from .batch import Observer
from .keeper import Keeper
from .launch import go_on
from .lock import locked
from .moment import moment_of
from .past import rows_before
from .plan import need_all, recorded_by
from .run import Run, open_run
from .snapshots import SnapshotStore


def resume(
    run: str | Path,
    *,
    ticks: int | None = None,
    threads: int | None = None,
    progress: bool | Observer = False,
    records: Sequence[Record] = (),
) -> Run:
    """Go on with a run that was interrupted or killed, or that is to be longer; return it when it has ended.

    run      its folder
    ticks    its length from now on, more than it has done; as before if not given
    records  the custom records that the run was given, if any: all of them

    Tables and state are those of a run that never stopped, byte for byte. It goes on from its last snapshot, or from the start if it
    has none. Meanwhile the folder shows the run as it was; killed again, `resume` finds what it has come to.
    Raises EngineError for a run that has done its ticks, one that another process is running, one whose custom records are missing.
    """
    folder = Path(run)
    with locked(folder):
        adopt(folder)
        manifest = run_folder.read_manifest(folder)
        need_all(f"resume {folder}", manifest, records)
        scenario = load_scenario(folder / run_folder.SCENARIO)
        length = scenario.ticks if ticks is None else checked(ticks, "ticks", 1)
        done = manifest["ticks_done"]
        if length < done or (length == done and manifest["status"] == "done"):
            raise EngineError(f"resume {folder}", f"{length} ticks for a run that has done {done}", f"more than {done}", "Give --ticks.")
        parent = run_folder.parent_of(folder, manifest)
        first = 0 if parent is None else parent.at
        kept = [tick for tick in SnapshotStore(folder / run_folder.SNAPSHOTS).ticks if first <= tick <= length]
        moment = moment_of(folder, max(kept, default=first))
        told: dict[str, Any] = {name: manifest[name] for name in ("uid", "parent", "started") if name in manifest}
        go_on(
            scenario.model_copy(update={"ticks": length}), moment, folder / run_folder.RESUMED, manifest["record"], threads, progress, told,
            past=lambda keeper: copy_past(folder, moment.tick, keeper), snapshots=folder / run_folder.SNAPSHOTS, records=records,
        ).close()  # fmt: skip
        adopt(folder)
    return open_run(folder)


def copy_past(folder: Path, tick: int, keeper: Keeper) -> None:
    """Record again what a run has recorded before a tick."""
    if not keeper.records:
        return
    plan = recorded_by(keeper.manifest)
    reader = open_telemetry(folder / run_folder.TELEMETRY)
    try:
        for table in reader.tables:
            columns = reader.columns(table, decode=False)
            when = columns.pop("tick")
            for now, rows in rows_before(tick, when, *plan[table]):
                keeper.copy(table, now, {name: values[rows] for name, values in columns.items()})
    finally:
        reader.close()


def adopt(folder: Path) -> None:
    """Put what a resumed run has come to in place of what was there before, unless it has come less far. Doing it twice does no harm."""
    apart = folder / run_folder.RESUMED
    if not (apart / run_folder.MANIFEST).exists():
        shutil.rmtree(apart, ignore_errors=True)
        return
    half_way = not (apart / run_folder.SCENARIO).exists()  # stopped while it was being put in place: the rest goes there too
    if not half_way and (run_folder.read_manifest(apart).get("copying") or _ticks_in(apart) < _ticks_in(folder)):
        shutil.rmtree(apart)
        return
    for path in sorted(apart.iterdir(), key=lambda path: path.name == run_folder.MANIFEST):  # the manifest last: it says that there is more
        _put(path, folder)
    apart.rmdir()


def _put(path: Path, folder: Path) -> None:
    path.replace(folder / path.name)


def _ticks_in(folder: Path) -> int:
    with open_run(folder) as found:
        return found.ticks_done
