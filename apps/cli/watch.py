"""`catallax watch`: a world as it goes, in the terminal."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ...engine.errors import EngineError
from ...kernels.jit import is_cold
from ...scenarios.schema import Scenario
from ..runs import folder as run_folder
from .run import COLD_SECONDS

if TYPE_CHECKING:
    from ..watch.opening import Watched


def is_run(source: str) -> bool:
    """Return whether what is to be watched is a run folder, not a scenario. A folder that is none counts as one, and is refused later."""
    return source != "-" and Path(source).is_dir()


def refuse_changes(given: dict[str, object]) -> None:
    """Raise a usage error for options that change a scenario: a run is what it was."""
    for option, value in given.items():
        if value:
            raise typer.BadParameter(
                "got it for a run; needs a scenario. `catallax branch` changes a run from a tick on.", param_hint=option
            )


def watch_command(source: str, scenario: Callable[[], Scenario] | None, at: int | None, speed: float, threads: int | None) -> int:
    """Watch a run folder, or a scenario; return the exit code. Raises EngineError without textual, and where there is no terminal."""
    if importlib.util.find_spec("textual") is None:
        raise EngineError("watch", "no textual", "it, to draw", "pip install 'catallax[watch]'")
    if source == "-":
        raise EngineError("watch", "a scenario on standard input", "a file or a shipped name", "Standard input is the keyboard here.")
    if scenario is None:
        run_folder.read_manifest(Path(source))
    loaded = scenario() if scenario is not None else None
    streams = {"input": sys.stdin, "output": sys.stdout, "error": sys.stderr}
    for name, stream in streams.items():
        if not stream.isatty():
            raise EngineError("watch", f"standard {name} that is no terminal", "a terminal, to draw in", "`catallax movie` makes a file.")
    from ..watch.app import INTERRUPTED, WatchApp

    if is_cold():
        print(f"compiling kernels for the first time: about {COLD_SECONDS} s; later this is skipped", file=sys.stderr)
    app = WatchApp(_open(source, loaded, at), speed, threads)
    app.run()
    if app.failure is not None:
        raise app.failure
    if app.return_code == INTERRUPTED:
        print("interrupted", file=sys.stderr)
    return app.return_code or 0


def _open(source: str, scenario: Scenario | None, at: int | None) -> Watched:
    from ..watch.opening import watch_run, watch_scenario

    return watch_run(Path(source), at) if scenario is None else watch_scenario(scenario, at or 0)
