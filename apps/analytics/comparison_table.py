"""A comparison as a table of plain text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .bootstrap import Interval
from .comparison import MEASURES

if TYPE_CHECKING:
    from .comparison import Comparison

NOT_DEFINED = "not defined"


def rows_of(comparison: Comparison) -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows of the table: each measure, its mean under each scenario, and the paired differences."""
    names = comparison.names
    head = ["mean over seeds", *names, *(f"{name} - {names[0]}" for name in names[1:])]
    rows = []
    for measure, label in MEASURES.items():
        means = [number(comparison.mean(measure, s).mean) for s in range(len(names))]
        differences = []
        for s in range(1, len(names)):
            shown, pairs = interval(comparison.difference(measure, s)), comparison.pairs(measure, s)
            differences.append(shown if pairs in (0, len(comparison.seeds)) else f"{shown}, {pairs} seeds")
        rows.append([label, *means, *differences])
    return head, rows


def interval(found: Interval) -> str:
    """Return a mean and its interval in words; a star marks an interval that does not hold 0."""
    if math.isnan(found.mean):
        return NOT_DEFINED
    if math.isnan(found.low):
        return f"{found.mean:+,.4g}"
    star = " *" if found.low > 0.0 or found.high < 0.0 else ""
    return f"{found.mean:+,.4g} [{found.low:+,.4g}, {found.high:+,.4g}]{star}"


def number(value: float) -> str:
    """Return a number in four digits."""
    return NOT_DEFINED if math.isnan(value) else f"{value:,.4g}"


def as_text(comparison: Comparison) -> str:
    """Return the table as text, one line for each measure."""
    head, rows = rows_of(comparison)
    widths = [max(len(row[k]) for row in [head, *rows]) for k in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [head, *rows]]
    few = ", ".join(map(str, comparison.seeds[:3])) + (f", ... {comparison.seeds[-1]}" if len(comparison.seeds) > 3 else "")
    note = f"{len(comparison.seeds)} seeds ({few}); in brackets 95 % bootstrap intervals of the paired difference, * where 0 is outside"
    return "\n".join([*lines, note])
