"""Progress in a notebook: one line of HTML below the cell, brought up to date in place. It needs no widgets."""

from __future__ import annotations

from html import escape
from time import perf_counter
from typing import Any

SECONDS_BETWEEN_UPDATES = 0.2


class NotebookBar:
    """A bar in the output of the cell that runs."""

    def __init__(self, total: int) -> None:
        """Show a bar of so many ticks."""
        from IPython.display import HTML, display

        self.html: Any = HTML
        self.total, self.shown = total, perf_counter()
        self.handle: Any = display(HTML(self._line(0, "")), display_id=True)

    def update(self, done: int, speed: str, last: bool = False) -> None:
        """Show how many ticks are done, if it is time to, or the last time."""
        now = perf_counter()
        if last or now - self.shown >= SECONDS_BETWEEN_UPDATES:
            self.shown = now
            self.handle.update(self.html(self._line(done, speed)))

    def _line(self, done: int, speed: str) -> str:
        return f'<progress value="{done}" max="{self.total}"></progress> tick {done}/{self.total} {escape(speed)}'
