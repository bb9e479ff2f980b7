"""Many runs at once: a table of all of them, or their outcomes, as one frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ...engine.errors import EngineError
from ..runs.run import Run, open_run

if TYPE_CHECKING:
    import pandas

Source = Run | str | Path


def collect(runs: Sequence[Source], table: str) -> pandas.DataFrame:
    """Return a recorded table of many runs as one frame: its columns behind `run`, the place of the run in the list, from 0.

    runs   runs, or run folders, in any mixture; folders are opened one at a time, and closed
    table  its name; every run must have recorded it

    `summaries(runs)` says which run is which, and joins on `run`.

    Raises EngineError for no runs, for a folder that is not a run, or for a run without the table.
    """
    import pandas

    frames = []
    for k, source in enumerate(_several(runs, "collect")):
        with _opened(source) as run:
            if table not in run.tables:
                known = ", ".join(run.tables) or "none at all"
                raise EngineError(f"collect: run {k} ({_name(run)})", repr(table), f"a table that it recorded: {known}", "Record it.")
            frame = run.frame(table)
        frame.insert(0, "run", k)
        frames.append(frame)
    return pandas.concat(frames, ignore_index=True)


def summaries(runs: Sequence[Source]) -> pandas.DataFrame:
    """Return a row for each of many runs: what it was, and the numbers of its summary.

    run     its place in the list, from 0;  folder  where it is, "" for one that was kept in memory
    scenario, seed, rules, status, ticks  what it was, and how it ended
    and a column for each number of `run.summary`; NaN where a run of another model has no such number

    Raises EngineError for no runs, or a folder that is not a run.
    """
    import pandas

    rows = []
    for k, source in enumerate(_several(runs, "summaries")):
        with _opened(source) as run:
            about = {name: run.manifest[name] for name in ("scenario", "seed", "rules", "status")}
            rows.append({"run": k, "folder": str(run.path or ""), **about, "ticks": run.manifest["ticks_done"], **run.summary})
    return pandas.DataFrame(rows)


def _several(runs: Sequence[Source], where: str) -> Sequence[Source]:
    if isinstance(runs, Run | str | Path):
        raise EngineError(where, f"one run, {runs}", "a list of runs or run folders", f"{where}([run]), or sorted(Path('runs').iterdir()).")
    if not len(runs):
        raise EngineError(where, "no runs", "at least one")
    return runs


@contextmanager
def _opened(source: Source) -> Iterator[Run]:
    """Give the run; close it again if it was opened here."""
    if isinstance(source, Run):
        yield source
        return
    with open_run(source) as run:
        yield run


def _name(run: Run) -> str:
    return str(run.path) if run.path is not None else f"{run.manifest['scenario']}, seed {run.manifest['seed']}"
