"""The two widgets of the screen: the map, and panes of lines. Both draw lines themselves, and only those that have changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from .map import Frame


class MapPane(Widget):
    """Shows a frame. Of each line it refreshes what lies between its first and its last changed character, or all."""

    can_focus = False

    def __init__(self, palette: Sequence[str], id: str) -> None:
        super().__init__(id=id)
        self._frame: Frame | None = None
        self._strips: list[Strip] = []

        @cache
        def style(key: int) -> Style:
            ink, paper = divmod(key, 256)
            return Style(color=palette[ink], bgcolor=palette[paper])

        self._style = style

    def show(self, frame: Frame) -> None:
        """Show another frame in place of the one before."""
        before, self._frame = self._frame, frame
        if before is None or before.ink.shape != frame.ink.shape:
            self._strips = [self._strip(y) for y in range(len(frame.ink))]
            self.refresh()
            return
        differs = (before.ink != frame.ink) | (before.paper != frame.paper) | (before.characters != frame.characters)
        regions = []
        for y in np.flatnonzero(differs.any(axis=1)).tolist():
            changed = np.flatnonzero(differs[y])
            self._strips[y] = self._strip(y)
            first, last, width = int(changed[0]), int(changed[-1]), differs.shape[1]
            if last - first > width // 2:  # to cut a line costs more than to send the rest of it
                first, last = 0, width - 1
            regions.append(Region(first, y, last - first + 1, 1))
        if regions:
            self.refresh(*regions)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what is done to lines: not the filter for colours of a terminal's theme, of which there are none here."""
        return [found for found in super().get_line_filters() if not isinstance(found, ANSIToTruecolor)]

    def render_line(self, y: int) -> Strip:
        """Return a line of the screen."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def _strip(self, y: int) -> Strip:
        """Return a row of the frame as runs of one style."""
        assert self._frame is not None
        key = self._frame.ink[y].astype(np.int64) * 256 + self._frame.paper[y]
        begins = np.concatenate([[0], np.flatnonzero(key[1:] != key[:-1]) + 1, [len(key)]]).tolist()
        text = np.ascontiguousarray(self._frame.characters[y]).tobytes().decode("utf-32-le")
        styles = key[begins[:-1]].tolist()
        style = self._style
        return Strip([Segment(text[a:b], style(k)) for a, b, k in zip(begins, begins[1:], styles, strict=False)], len(key))


class Lines(Widget):
    """Shows lines of text, cut where they are too long; those below the pane come into view by `scroll_lines`."""

    can_focus = False

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._lines: list[Text] = []
        self._first = 0

    def show(self, lines: list[Text]) -> None:
        """Show other lines."""
        if lines != self._lines:
            self._lines = lines
            self.scroll_lines(0)
            self.refresh()

    def scroll_lines(self, by: int) -> None:
        """Move by so many lines, as far as there are any."""
        first = min(max(self._first + by, 0), max(len(self._lines) - self.size.height, 0))
        if first != self._first:
            self._first = first
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return a line of the screen."""
        k, below = self._first + y, len(self._lines) - self._first - self.size.height
        text = self._lines[k] if k < len(self._lines) else Text()
        if y == self.size.height - 1 and below > 0 and self.size.height > 1:
            text = Text(f"... {below + 1} lines more: PgDn", style="italic")
        strip = Strip(text.render(self.app.console)).apply_style(self.rich_style)
        return strip.adjust_cell_length(self.size.width, self.rich_style)
