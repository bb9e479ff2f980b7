"""What a notebook shows of a run: what was run, what came of it, what was recorded, and a picture."""

from __future__ import annotations

import base64
import importlib.util
from html import escape
from typing import TYPE_CHECKING, Any

from ...engine.errors import EngineError
from ...scenarios.models import MODELS

if TYPE_CHECKING:
    from .run import Run

PICTURE = "summary.png"
CELL = 'style="text-align:left;vertical-align:top;padding:0.1em 1.2em 0.1em 0"'


def card_of(run: Run) -> str:
    """Return the HTML of a run, complete by itself: no style sheet, script or request. Names in it are escaped."""
    manifest, labels = run.manifest, MODELS[run.scenario.model].wiring.labels
    ended = f"{manifest['ticks_done']} of {manifest['ticks']}, {manifest['status']}"
    rows: list[tuple[str, Any]] = [("seed", manifest["seed"]), ("rules", manifest["rules"]), ("ticks", ended)]
    rows += [(label, _number(run.summary[name])) for name, label in labels.items() if name in run.summary]
    rows += [("tables", _tables(run)), ("run folder", run.path)]
    lines = "".join(
        f"<tr><th {CELL}>{escape(name)}</th><td {CELL}>{escape(str(value))}</td></tr>" for name, value in rows if value is not None
    )
    picture = _picture(run)
    image = base64.b64encode(picture).decode() if picture else ""
    shown = f'<img alt="the course of the run" style="max-width:100%" src="data:image/png;base64,{image}">' if image else ""
    return f"<div><strong>{escape(manifest['scenario'])}</strong><table>{lines}</table>{shown}</div>"


def _tables(run: Run) -> str:
    """Name the recorded tables with their rows. A notebook shows what it can, so trouble with a file is told in their place."""
    try:
        return ", ".join(f"{name} ({run.count(name):,})" for name in run.tables) or "none recorded"
    except EngineError as error:
        return str(error)


def _picture(run: Run) -> bytes | None:
    """Return the picture that the run folder has, else one of its numbers; None where there is nothing to draw, or nothing to draw with."""
    if run.path is not None and (run.path / PICTURE).exists():
        return (run.path / PICTURE).read_bytes()
    if importlib.util.find_spec("matplotlib") is None:
        return None
    from ..analytics.series_picture import series_png

    try:
        return series_png(run)
    except EngineError:  # `_tables` has told
        return None


def _number(value: int | float | None) -> str:
    if value is None:
        return "not defined"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
