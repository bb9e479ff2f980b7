"""`catallax run`: the run folder, the progress, the picture, the closing table."""

from __future__ import annotations

import importlib.util
import json
import sys
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
from ...scenarios.schema import Scenario
from ...systems.economy.records import RECORDS
from ..runs import folder as run_folder
from ..runs.launch import run
from ..runs.run import Run
from .progress import ProgressLine

if TYPE_CHECKING:
    from ..analytics.picture import Film

COLD_SECONDS = 25  # measured on two cores; the message says "about"


def check_record(record: str) -> None:
    """Raise a usage error for a plan of recording that makes no sense."""
    try:
        parse_plan(record, {r.name: r for r in RECORDS})
    except EngineError as error:
        raise typer.BadParameter(f"got {error.got}; needs {error.needs}. {error.remedy}", param_hint="--record") from None


def run_command(
    scenario: Scenario, seed: int | None, ticks: int | None, out: Path | None, record: str, threads: int | None, as_json: bool, quiet: bool
) -> int:
    """Run a scenario and tell about it; return the exit code."""
    silent, cold = quiet or as_json, is_cold()
    if cold and not silent:
        print(f"compiling kernels for the first time: about {COLD_SECONDS} s; later runs skip this", file=sys.stderr)
    film = _film()
    folder = out if out is not None else run_folder.reserve(Path("runs"), scenario.name)
    progress = ProgressLine()

    def observe(world: World) -> None:
        if film is not None:
            film.expose(world)
        if not silent:
            progress(world)

    try:
        with progress:
            finished = run(scenario, seed=seed, ticks=ticks, out=folder, record=record, threads=threads, progress=observe)
    except BaseException:
        if out is None and not any(folder.iterdir()):
            folder.rmdir()  # reserved, and nothing came of it
        raise
    picture = film.develop(finished, folder / "summary.png") if film is not None else None
    interrupted = finished.manifest["status"] == "interrupted"
    if as_json:
        print(json.dumps({"run": str(folder), "picture": picture and str(picture), **finished.manifest}))
    elif not quiet:
        seconds = finished.manifest["seconds"]
        _tell(finished, folder, picture, progress.speed(seconds) + (", compiling included" if cold else ""), interrupted)
    finished.close()
    return 130 if interrupted else 0


def _film() -> Film | None:
    """Return what takes the pictures, None where matplotlib is not installed."""
    if importlib.util.find_spec("matplotlib") is None:
        return None
    from ..analytics.picture import Film

    return Film()


def _tell(finished: Run, folder: Path, picture: Path | None, speed: str, interrupted: bool) -> None:
    summary, manifest = finished.summary, finished.manifest
    rows: list[tuple[str, Any]] = [
        ("ticks", f"{summary['ticks']} of {manifest['ticks']}{' (interrupted; all of it is kept)' if interrupted else ''}"),
        ("agents", f"{summary['agents']:,}"),
        ("trades", f"{summary['trades']:,}"),
        ("utility gained", _number(summary["utility_gained"])),
        ("Gini of goods", _number(summary["gini_goods"])),
        ("dispersion of MRS", _number(summary["mrs_dispersion"])),
        ("speed", speed),
        ("run folder", str(folder)),
        ("telemetry", ", ".join(finished.tables) or "not recorded"),
        ("picture", str(picture) if picture else "not drawn: pip install 'catallax[analysis]'"),
    ]
    title = Text(f"{manifest['scenario']}, seed {manifest['seed']}, rules {manifest['rules']}")
    table = Table(title=title, show_header=False, title_justify="left")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, Text(str(value)))
    Console().print(table)


def _number(value: float | None) -> str:
    return "not defined" if value is None else f"{value:,.4g}"
