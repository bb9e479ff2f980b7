"""Progress: a bar on a terminal or in a notebook, elsewhere a plain line on standard error now and then."""

from __future__ import annotations

import sys
from time import perf_counter
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn

from ...engine.clock import Clock
from ...engine.world import World
from ...scenarios.models import Model
from .notebook import NotebookBar

SECONDS_BETWEEN_LINES = 5.0
WIDE = 70  # characters; narrower terminals show no speed


class ProgressLine:
    """Tells how far a run is: call it with the World before the first tick and after each. Also a context manager."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.console = Console(file=sys.stderr)
        self.bar: Progress | None = None
        self.notebook: NotebookBar | None = None
        self.inhabitant_ticks = 0
        self.began = self.told = perf_counter()
        self.ticks = 0
        self.started = False

    def __call__(self, world: World) -> None:
        """Count a tick and show it if it is time to."""
        clock, now = world[Clock], perf_counter()
        done, total = int(clock.tick.max()), int(world.end.max())
        if not self.started:
            self.started, self.began, self.told, self.first = True, now, now, done
            if self.console.is_jupyter:
                self.notebook = NotebookBar(total)
            elif self.console.is_terminal:
                columns: list[ProgressColumn] = [
                    TextColumn("tick {task.completed:.0f}/{task.total:.0f}"),
                    BarColumn(bar_width=None),
                    TimeRemainingColumn(),
                ]
                if self.console.width >= WIDE:
                    columns.append(TextColumn("{task.fields[speed]}"))
                self.bar = Progress(*columns, console=self.console, transient=True, refresh_per_second=8)
                self.task = self.bar.add_task("run", total=total, completed=done, speed="")
                self.bar.start()
            return
        self.ticks = done - self.first
        self.inhabitant_ticks += self.model.count(world)
        if self.bar is not None:
            self.bar.update(self.task, completed=done, speed=self.speed(now - self.began))
            if done >= total:
                self.close()
        elif self.notebook is not None:
            self.notebook.update(done, self.speed(now - self.began), last=done >= total)
        elif now - self.told >= SECONDS_BETWEEN_LINES:
            self.told = now
            print(f"tick {done} of {total}, {self.speed(now - self.began)}", file=sys.stderr)

    def speed(self, seconds: float) -> str:
        """Return ticks a second, and agent-ticks or whatever the model's inhabitants are called."""
        seconds = max(seconds, 1e-9)
        return f"{self.ticks / seconds:,.0f} ticks/s, {self.inhabitant_ticks / seconds:,.0f} {self.model.inhabitant}-ticks/s"

    def close(self) -> None:
        """Remove the bar."""
        if self.bar is not None:
            self.bar.stop()
            self.bar = None

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
