"""The numbers of a report as CSV: files in a folder, and links in the page that hold what they lead to."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from .markup import Html, element

Table = Mapping[str, Sequence[Any]]
MOST_ROWS = 1500
"""So many rows of a table are in the page itself; a longer one is thinned there, evenly."""


def as_csv(table: Table, rows: Sequence[int] | None = None) -> str:
    """Return a table as CSV, with a line of names; of some of its rows, if they are given."""
    length = len(next(iter(table.values()), ()))
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table)
    writer.writerows([_cell(values[k]) for values in table.values()] for k in (range(length) if rows is None else rows))
    return file.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, float | np.floating):
        return f"{value:.10g}" if np.isfinite(value) else ""
    return value


def write_tables(tables: Mapping[str, Table], folder: Path) -> None:
    """Write each table, whole, as NAME.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        (folder / f"{name}.csv").write_text(as_csv(table), encoding="utf-8", newline="")


def links(tables: Mapping[str, Table]) -> Html:
    """Return a list of links that hold the tables."""
    lines = []
    for name, table in tables.items():
        length = len(next(iter(table.values()), ()))
        step = max(1, -(-length // MOST_ROWS))
        content = quote(as_csv(table, range(0, length, step)), safe=",:;=()/ ").replace(" ", "%20")
        whole = f"{length:,} rows" if step == 1 else f"1 of every {step} of {length:,} rows; all of them: --csv DIR"
        link = element("a", f"{name}.csv", href=f"data:text/csv;charset=utf-8,{content}", download=f"{name}.csv")
        lines.append(element("li", link, " ", element("span", whole, class_="unit")))
    return element("ul", *lines, class_="files")
