"""`catallax run`: the run folder, the progress, the picture, the closing table."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

from ...engine.world import World
from ...kernels.jit import is_cold
from ...scenarios.schema import Scenario
from ..runs import folder as run_folder
from ..runs.launch import run
from ..runs.run import Run
from .progress import ProgressLine

COLD_SECONDS = 25  # measured on two cores; the message says "about"


def run_command(
    scenario: Scenario, seed: int | None, ticks: int | None, out: Path | None, record: str, threads: int | None, as_json: bool, quiet: bool
) -> int:
    """Run a scenario and tell about it; return the exit code."""
    silent = quiet or as_json
    if is_cold() and not silent:
        print(f"compiling kernels for the first time: about {COLD_SECONDS} s; later runs start at once", file=sys.stderr)
    camera = _Camera() if importlib.util.find_spec("matplotlib") else None
    folder = out or run_folder.next_free(Path("runs"), scenario.name)
    with ProgressLine() as progress:

        def observe(world: World) -> None:
            if camera is not None:
                camera(world)
            if not silent:
                progress(world)

        finished = run(scenario, seed=seed, ticks=ticks, out=folder, record=record, threads=threads, progress=observe)
    picture = camera.draw(finished) if camera is not None else None
    interrupted = finished.manifest["status"] == "interrupted"
    if as_json:
        print(json.dumps({"run": str(folder), "picture": picture and str(picture), **finished.manifest}))
    elif not quiet:
        _tell(finished, folder, picture, progress.speed(progress.began + finished.manifest["seconds"]), interrupted)
    finished.close()
    return 130 if interrupted else 0


class _Camera:
    """Takes the numbers that the picture shows: of each tick, and of the map at the start and at the end."""

    def __init__(self) -> None:
        from ..analytics.picture import Film

        self.film = Film()

    def __call__(self, world: World) -> None:
        self.film.expose(world)

    def draw(self, finished: Run) -> Path | None:
        if finished.path is None:
            return None
        return self.film.develop(finished, finished.path / "summary.png")


def _tell(finished: Run, folder: Path, picture: Path | None, speed: str, interrupted: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    summary, manifest = finished.summary, finished.manifest
    table = Table(
        title=f"{manifest['scenario']}, seed {manifest['seed']}, rules {manifest['rules']}", show_header=False, title_justify="left"
    )
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
    for name, value in rows:
        table.add_row(name, str(value), style=None)
    Console().print(table)


def _number(value: float | None) -> str:
    return "not defined" if value is None else f"{value:,.4g}"
