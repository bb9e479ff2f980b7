"""Branches: a run that leaves another at a tick, with other parameters from there on, and shares what came before."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...engine.errors import EngineError
from ...engine.telemetry.record import Record
from ...scenarios.builder import checked
from ...scenarios.loader import load_scenario
from ...scenarios.models import MODELS
from . import folder as run_folder
from .batch import Observer
from .launch import go_on
from .moment import first_moment
from .plan import missing_from, need_all
from .run import Run, open_run


def branch(
    run: str | Path,
    *,
    at: int,
    changes: Mapping[str, Any] | None = None,
    ticks: int | None = None,
    out: str | Path | None = None,
    record: str | None = None,
    threads: int | None = None,
    progress: bool | Observer = False,
    records: Sequence[Record] = (),
) -> Run:
    """Run on from a tick of another run, with other parameters from there on, in a run folder of its own; return the branch.

    run      folder of the run to leave; nothing in it is changed
    at       the first tick that may differ, from 0 to the last tick that it has done, plus 1
    changes  keys and values as `--set` takes them: {"params.beta": 0.9}
    ticks    length in place of the parent's
    out      run folder, new or empty; beside the parent if not given
    record   in place of the parent's plan
    records  custom records; with the parent's plan, all that the parent was given

    What came before `at` stays in the parent's folder and is read from there. The branch equals its parent if nothing is changed.
    Raises EngineError for a change that only says how a run begins, or that needs other columns; nothing is written then.
    """
    folder = Path(run)
    manifest = run_folder.read_manifest(folder)
    if missing_from(manifest, records) and record is None:
        need_all(f"branch {folder}", manifest, records)
    with open_run(folder) as found:
        done = found.ticks_done
    if not 0 <= checked(at, "at", 0) <= done:
        raise EngineError(f"branch {folder}, at", str(at), f"a tick from 0 to {done}: that is how far the run has come")
    scenario = load_scenario(folder / run_folder.SCENARIO)
    beginnings = MODELS[scenario.model].beginnings
    for key in changes or ():
        if key.partition(".")[0] in beginnings:
            raise EngineError(
                f"branch {folder}", key, f"keys that matter later, none of {', '.join(beginnings)}", "Begin a run of its own."
            )
    changed = load_scenario(folder / run_folder.SCENARIO, changes=dict(changes or {}))
    changed = changed.model_copy(
        update={"seed": scenario.seed, "ticks": scenario.ticks if ticks is None else checked(ticks, "ticks", at + 1)}
    )
    start = first_moment(folder, at, changed)
    path = Path(out) if out is not None else run_folder.reserve(folder.absolute().parent, changed.name)
    told = {"folder": os.path.relpath(folder.absolute(), path.absolute()), "uid": manifest["uid"], "at": at, "changes": dict(changes or {})}
    try:
        return go_on(changed, start, path, record or manifest["record"], threads, progress, {"parent": told}, records=records)
    except BaseException:
        with suppress(OSError):  # it is not empty: there is something to keep
            path.rmdir()
        raise
