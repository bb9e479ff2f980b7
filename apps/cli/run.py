"""`catallax run`: the run folder, the progress, the picture, the closing table."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ...engine.errors import EngineError
from ...engine.telemetry.record import parse_plan
from ...engine.world import World
from ...kernels.jit import is_cold
from ...scenarios.models import MODELS, Model
from ...scenarios.schema import Scenario
from ..runs import folder as run_folder
from ..runs.branch import branch
from ..runs.launch import run
from ..runs.resume import resume
from ..runs.run import Run, open_run
from .progress import ProgressLine

if TYPE_CHECKING:
    from ..analytics.picture import Film

COLD_SECONDS = 25  # measured on two cores; the message says "about"


def check_record(record: str, model: Model) -> None:
    """Raise a usage error for a plan of recording that makes no sense for a model."""
    try:
        parse_plan(record, {r.name: r for r in model.wiring.records})
    except EngineError as error:
        raise typer.BadParameter(f"got {error.got}; needs {error.needs}. {error.remedy}", param_hint="--record") from None


def run_command(
    scenario: Scenario,
    seed: int | None,
    ticks: int | None,
    out: Path | None,
    record: str,
    threads: int | None,
    as_json: bool,
    quiet: bool,
    snapshots: int,
) -> int:
    """Run a scenario and tell about it; return the exit code."""
    folder = out if out is not None else run_folder.reserve(Path("runs"), scenario.name)
    start = partial(run, scenario, seed=seed, ticks=ticks, out=folder, record=record, threads=threads, snapshots=snapshots)
    try:
        return _watched(start, scenario, as_json, quiet)
    except BaseException:
        if out is None and not any(folder.iterdir()):
            folder.rmdir()  # reserved, and nothing came of it
        raise


def resume_command(folder: Path, ticks: int | None, threads: int | None, as_json: bool, quiet: bool) -> int:
    """Go on with a run and tell about it; return the exit code."""
    with open_run(folder) as before:
        return _watched(partial(resume, folder, ticks=ticks, threads=threads), before.scenario, as_json, quiet)


def branch_command(
    folder: Path,
    at: int,
    changes: dict[str, Any],
    ticks: int | None,
    out: Path | None,
    record: str | None,
    threads: int | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Branch a run and tell about it; return the exit code."""
    with open_run(folder) as parent:
        if record is not None:
            check_record(record, MODELS[parent.scenario.model])
        start = partial(branch, folder, at=at, changes=changes, ticks=ticks, out=out, record=record, threads=threads)
        return _watched(start, parent.scenario, as_json, quiet)


def tell_if_cold() -> None:
    """Say on standard error that kernels are going to be compiled, if they are."""
    if is_cold():
        print(f"compiling kernels for the first time: about {COLD_SECONDS} s; later runs skip this", file=sys.stderr)


def _watched(start: Callable[..., Run], scenario: Scenario, as_json: bool, quiet: bool) -> int:
    """Start a run with its progress shown, tell about it, and return the exit code."""
    silent, cold = quiet or as_json, is_cold()
    if not silent:
        tell_if_cold()
    model = MODELS[scenario.model]
    film = _film(model)
    progress = ProgressLine(model)

    def observe(world: World) -> None:
        if film is not None:
            film.expose(world)
        if not silent:
            progress(world)

    with progress:
        finished = start(progress=observe)
    folder = finished.path
    assert folder is not None
    picture = film.develop(finished, folder / "summary.png") if film is not None else None
    interrupted = finished.manifest["status"] == "interrupted"
    if as_json:
        print(json.dumps({"run": str(folder), "picture": picture and str(picture), **finished.manifest}))
    elif not quiet:
        seconds = finished.manifest["seconds"]
        _tell(finished, folder, picture, progress.speed(seconds) + (", compiling included" if cold else ""), interrupted)
    finished.close()
    return 130 if interrupted else 0


def _film(model: Model) -> Film | None:
    """Return what takes the pictures, None where matplotlib is not installed."""
    if importlib.util.find_spec("matplotlib") is None:
        return None
    from ..analytics.picture import film_of

    return film_of(model.name)


def _tell(finished: Run, folder: Path, picture: Path | None, speed: str, interrupted: bool) -> None:
    summary, manifest = finished.summary, finished.manifest
    labels = MODELS[finished.scenario.model].wiring.labels
    rows: list[tuple[str, Any]] = [
        ("ticks", f"{summary['ticks']} of {manifest['ticks']}{' (interrupted; all of it is kept)' if interrupted else ''}"),
        *((label, _number(summary[name])) for name, label in labels.items()),
        ("speed", speed),
        ("run folder", str(folder)),
        ("telemetry", ", ".join(finished.tables) or "not recorded"),
        ("picture", str(picture) if picture else "not drawn: pip install 'catallax[analysis]'"),
    ]
    rules = f", rules {manifest['rules']}" if manifest["rules"] else ""
    title = Text(f"{manifest['scenario']}, seed {manifest['seed']}{rules}")
    table = Table(title=title, show_header=False, title_justify="left")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, Text(str(value)))
    Console().print(table)


def _number(value: int | float | None) -> str:
    if value is None:
        return "not defined"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
