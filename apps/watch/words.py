"""The lines around the map: title, legend, numbers over time, one agent's inside, keys. As texts of a given width."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rich.text import Text

from ..analytics.log_words import number
from .keys import KEYS, bottom_line
from .map import Painter
from .sparklines import sparkline
from .views import Inside, View

LABEL, NARROW_LABEL = 9, 8  # characters
NOBODY = "click on someone, or press n, or / and a number"


def title(name: str, status: str, width: int) -> Text:
    """Return the name at the left and the status at the right; the name is cut where there is no room for both."""
    room = width - len(status) - 1
    name = name if len(name) <= room else f"{name[: max(room - 1, 0)]}…" if room > 1 else ""
    return Text(f"{name}{' ' * max(width - len(name) - len(status), 0)}{status}"[:width], style="bold")


def legend(view: View, painter: Painter, width: int) -> list[Text]:
    """Return what the letters and colours of the map stand for, the most telling first, in as many lines as that takes."""
    marks = []
    for k, kind in reversed(list(enumerate(view.kinds))):
        colour = painter.first_kind + k
        ink = painter.palette[painter.inks[colour]]
        style = "bold" if painter.letters else f"{ink} on {kind.colour}"
        marks.append((f" {kind.letter} " if not painter.letters else kind.letter, style, kind.word))
    for layer in view.layers:
        shown = layer.shades if painter.letters else f" {layer.letter} " if layer.letter else "   "
        style = "" if painter.letters else f"{painter.palette[painter.grey]} on {layer.tints[-1]}"
        marks.append((shown, style, layer.word))
    lines, line = list[Text](), Text()
    for sign, style, word in marks:
        if line.cell_len and line.cell_len + 2 + len(sign) + 1 + len(word) > width:
            lines.append(line)
            line = Text()
        line.append("  " if line.cell_len else "").append(sign, style=style).append(f" {word}")
    return [*lines, line]


def numbers(view: View, course: Mapping[str, NDArray[np.float64]], width: int) -> list[Text]:
    """Return a line for each series that ever had a value: its name, how it went, and what it is now."""
    found = []
    for series in view.series:
        values = course[series.name]
        if np.isnan(values).all():
            continue
        now = number(float(values[-1]))
        room = max(width - LABEL - 1 - 8, 4)
        line = Text(f"{series.word:{LABEL}.{LABEL}} ", style="grey37")
        line.append(f"{sparkline(values, room, series.from_zero):{room}}", style="#0072B2")
        found.append(line.append(f"{now:>8}", style="bold black"))
    return found


def inside(found: Inside | None, width: int) -> list[Text]:
    """Return one agent's inside: labels at the left, texts wrapped beside them."""
    if found is None:
        return [Text(part, style="grey37") for part in textwrap.wrap(NOBODY, max(width, 1))]
    lines = []
    for label, text in found.lines:
        for k, part in enumerate(textwrap.wrap(text, max(width - NARROW_LABEL - 1, 8)) or [""]):
            lines.append(Text(f"{label if k == 0 else '':{NARROW_LABEL}} ", style="grey37").append(part, style="black"))
    return lines


def rule(width: int) -> Text:
    """Return the line between numbers and inside."""
    return Text("─" * width)


def keys(width: int) -> Text:
    """Return the line at the bottom."""
    line = Text()
    for key, word in bottom_line(width):
        line.append("  " if line.cell_len else "").append(key, style="bold #0072B2").append(f" {word}", style="black")
    return line


def help_text(view: View, painter: Painter, width: int) -> Text:
    """Return all keys with what they do, and how to read the map."""
    told = [f"{key.shown:>6}  {key.about}" for key in KEYS if key.about]
    half = -(-len(told) // 2)
    wide = max(len(line) for line in told[:half]) + 2
    if width >= wide + max(len(line) for line in told[half:]):
        told = [f"{left:{wide}}{right}" for left, right in zip(told[:half], [*told[half:], ""], strict=False)]
    reading = (
        "Close by a cell is a box with the letter of who is there and how many are. Farther off a character is two squares, one above "
        "the other, of a cell or of several: it has the colour of the most telling inhabitant, else of what lies on the ground, the "
        "stronger the more. @ is the one that is looked into, x is where it goes."
    )
    parts = [*told, "", *textwrap.wrap(reading, max(width, 20)), ""]
    return Text("\n").join(
        [*(Text(part) for part in parts), *legend(view, painter, width), Text(""), Text("Any key closes this.", style="bold")]
    )


def selected_first(rows: int, row: int | None, by: int) -> int | None:
    """Return the number of the inhabitant that comes after (by 1) or before (by -1) another, the first or last if there is none."""
    if rows == 0:
        return None
    if row is None:
        return 0 if by > 0 else rows - 1
    return (row + by) % rows


def status(tick: int, end: int, how: str, state: str, words: Sequence[str] = ()) -> str:
    """Return the words at the right of the title."""
    return "  ".join(part for part in (*words, state, f"tick {tick} of {end}", how) if part)
