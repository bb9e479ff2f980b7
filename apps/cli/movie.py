"""`catallax movie`: the map of a run over time."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

from ...engine.errors import EngineError


def movie_command(
    folder: Path, out: Path | None, fps: int, every: int, first: int | None, last: int | None, colour: str | None, as_json: bool
) -> None:
    """Make a movie and say where it is. Raises EngineError without Pillow and matplotlib."""
    for module, name in (("PIL", "Pillow"), ("matplotlib", "matplotlib")):
        if importlib.util.find_spec(module) is None:
            raise EngineError("movie", f"no {name}", "it, to draw", "pip install 'catallax[analysis]'")
    from ..analytics.movie.make import movie

    made = movie(folder, out, fps=fps, every=every, first=first, last=last, colour=colour)
    if as_json:
        told = {"frames": len(made.ticks), "first": made.ticks[0], "last": made.ticks[-1], "width": made.width, "height": made.height}
        print(json.dumps({"run": str(folder), "movie": str(made.path), **told, "fps": made.fps, "bytes": made.path.stat().st_size}))
        return
    frames = "1 frame" if len(made.ticks) == 1 else f"{len(made.ticks)} frames"
    print(f"{made.path}  {frames} of {made.width} x {made.height}, {made.path.stat().st_size / 1000:,.0f} kB")
