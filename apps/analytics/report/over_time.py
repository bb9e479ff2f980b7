"""A column of the table `ticks` over time: a line for each run."""

from __future__ import annotations

from collections.abc import Sequence

from .lines import Line, plot
from .recorded import Recorded
from .section import Section


def over_time(section: Section, runs: Sequence[Recorded], column: str, title: str, unit: str, *, zero: bool = False) -> None:
    """Add a figure of a column, if it was recorded; a note says so, if not."""
    lines = []
    for run in section.need(runs, title, "ticks"):
        ticks = run.columns("ticks")
        lines.append(Line(run.label, ticks["tick"], ticks[column].astype(float), run.tone, run.place % 4))
    if lines:
        section.add(plot(title, unit, lines, zero=zero))
