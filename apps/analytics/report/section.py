"""A part of the report: what it is about, its figures, and the numbers in them as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .markup import Html, element
from .recorded import Recorded

Cells = Mapping[str, Any]
"""Columns of a table: a list or an array each."""


@dataclass
class Section:
    """A part of the page.

    rows    rows of figures: one that shows all runs, or one for each run
    notes   what cannot be shown, and how it could be
    tables  numbers by name: name of a column -> values, of all runs
    """

    name: str
    title: str
    about: str
    rows: list[list[Html]] = field(default_factory=list)
    notes: list[Html] = field(default_factory=list)
    tables: dict[str, dict[str, list[Any]]] = field(default_factory=dict)

    def add(self, figure: Html) -> None:
        """Add a figure that shows all runs."""
        self.rows.append([figure])

    def for_each(self, runs: Sequence[Recorded], draw: Callable[[Recorded], Html | None], able: Sequence[Recorded] | None = None) -> None:
        """Add a row of figures, if there is one of any run; a run without one, or none of the `able`, gets a gap."""
        drawn = [draw(run) if able is None or run in able else None for run in runs]
        if any(figure is not None for figure in drawn):
            self.rows.append([figure if figure is not None else element("figure", class_="gap") for figure in drawn])

    def keep(self, table: str, run: Recorded, columns: Cells) -> None:
        """Add rows to a table; all runs give the same columns."""
        length = len(next(iter(columns.values()), ()))
        whole = {"run": [run.label] * length, **columns}
        kept = self.tables.setdefault(table, {name: [] for name in whole})
        for name, values in whole.items():
            kept[name].extend(values)

    def need(self, runs: Iterable[Recorded], what: str, *tables: str) -> list[Recorded]:
        """Return the runs that recorded what is needed; a note says what of the others is missing, and how to record it."""
        runs = list(runs)
        without = [run for run in runs if not run.has(*tables)]
        if without:
            whose = "" if len(without) == len(runs) else " of run " + ", ".join(str(run.place + 1) for run in without)
            self.notes.append(_not_recorded(f"{what}{whose}", without[0], tables))
        return [run for run in runs if run not in without]


def _not_recorded(what: str, run: Recorded, needed: Sequence[str]) -> Html:
    """Return a note: what is missing, and the option that records it beside what the run recorded."""
    missing = [table for table in needed if not run.has(table)]
    names = " and ".join(f"‘{table}’" for table in missing)
    option = element("code", f"--record {','.join([*run.plan(), *missing])}")
    return element("p", f"Not recorded: {what}. It needs {names}: run with ", option, ".", class_="note")
