"""Make the movie of a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ....engine.errors import EngineError
from ...runs.run import Run, opened
from .canvas import Canvas
from .formats import Reel, check_format, write
from .maps import MovingMap, map_of

NAME = "movie.webp"
MOST_FPS = 50  # a GIF shows no more


@dataclass(frozen=True)
class Movie:
    """A movie that was written: where, of which ticks, and how large its frames are [pixel]."""

    path: Path
    ticks: tuple[int, ...]
    width: int
    height: int
    fps: int


def movie(
    run: Run | str | Path,
    path: str | Path | None = None,
    *,
    fps: int = 10,
    every: int = 1,
    first: int | None = None,
    last: int | None = None,
    colour: str | None = None,
) -> Movie:
    """Draw the map of a run at its recorded ticks into a WebP, GIF or MP4 file, by its ending.

    run    a run or its folder. Agents of an economy, sheep and wolves, or the cells of a forest must have been recorded
    path   the file; RUN/movie.webp if not given. It appears when it is whole
    fps    frames a second, 1..50
    every  of so many recorded ticks one is shown, >= 1
    first  the first tick to show; -1 is the start
    last   the last tick to show
    colour of an economy's agents, "activity" (as None) or "family", that of their utility functions

    One run gives one movie, to the last byte, with the same versions of the libraries. MP4 needs `catallax[movie]`.
    Raises EngineError for what was not recorded, for another kind of file, and for options that show nothing.
    """
    if not 1 <= fps <= MOST_FPS:
        raise EngineError("movie", f"fps {fps}", f"1 to {MOST_FPS}", "10 shows ten ticks a second.")
    if every < 1:
        raise EngineError("movie", f"every {every}", "at least 1", "1 shows every recorded tick.")
    with opened(run) as source:
        target = _target(source, path)
        scenery = map_of(source, **({} if colour is None else {"colour": colour}))
        ticks = _chosen(scenery.ticks, every, first, last)
        canvas = Canvas(scenery.width, scenery.height, scenery.colours, scenery.legend(ticks))
        name = f"{source.manifest['scenario']}, seed {source.manifest['seed']}"
        reel = Reel(_frames(scenery, canvas, ticks, name), len(ticks), canvas.width, canvas.height, canvas.palette, fps)
        unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            write(reel, unfinished, target.suffix.lower())
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    return Movie(target, tuple(ticks.tolist()), canvas.width, canvas.height, fps)


def _target(run: Run, path: str | Path | None) -> Path:
    """Return the file to write, in a folder that is there."""
    if path is None and run.path is None:
        raise EngineError("movie", "a run in memory and no file", "a file to write", "Give one: cx.movie(run, 'run.webp').")
    target = run.path / NAME if path is None and run.path is not None else Path(str(path))
    check_format(target)
    if not target.parent.is_dir():
        raise EngineError(f"movie {target}", f"no folder {target.parent}", "one that is there", "Make it, or choose another.")
    return target


def _chosen(ticks: NDArray[np.int64], every: int, first: int | None, last: int | None) -> NDArray[np.int64]:
    """Return the ticks to show. Raises EngineError if there is none."""
    low, high = -1 if first is None else first, np.iinfo(np.int64).max if last is None else last
    chosen = ticks[(ticks >= low) & (ticks <= high)][::every]
    if len(chosen) == 0:
        asked = f"no recorded tick{'' if first is None else f' from {first}'}{'' if last is None else f' to {last}'}"
        known = f"one of ticks {ticks[0]} to {ticks[-1]}" if len(ticks) else "at least one"
        raise EngineError("movie", asked, known, "`catallax info RUN` tells what was recorded.")
    return chosen


def _frames(scenery: MovingMap, canvas: Canvas, ticks: NDArray[np.int64], name: str) -> Iterator[NDArray[np.uint8]]:
    for tick in ticks.tolist():
        canvas.begin(name, "start" if tick < 0 else f"tick {tick}", scenery.numbers(tick))
        scenery.draw(canvas, tick)
        yield canvas.frame
