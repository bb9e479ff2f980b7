"""`catallax compare`: institutions on the same seeds, a table and a picture."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ...scenarios.schema import Scenario
from ..analytics.comparison import PICTURE, TABLE, VALUES, Comparison, compare
from ..analytics.comparison_table import rows_of
from ..runs import folder as run_folder


def compare_command(scenarios: list[Scenario], seeds: int, ticks: int | None, out: Path | None, threads: int | None, as_json: bool) -> None:
    """Compare scenarios and say what came of it, and where it is kept."""
    if out is not None:
        run_folder.check_free(out)
    comparison = compare(*scenarios, seeds=seeds, ticks=ticks, threads=threads, progress=not as_json)
    folder = comparison.save(out or run_folder.reserve(Path("comparisons"), "-".join(comparison.names)))
    picture = folder / PICTURE if (folder / PICTURE).exists() else None
    if as_json:
        print(json.dumps({"folder": str(folder), "picture": picture and str(picture), **comparison.as_dict()}))
        return
    _tell(comparison)
    print(f"{folder}: {TABLE}, {VALUES}{f', {PICTURE}' if picture else ''}")
    if picture is None:
        print("picture not drawn: pip install 'catallax[analysis]'")


def _tell(comparison: Comparison) -> None:
    head, rows = rows_of(comparison)
    table = Table(title=f"{len(comparison.seeds)} seeds, {len(comparison.dispersion[0, 0]) - 1} ticks", title_justify="left")
    for k, name in enumerate(head):
        table.add_column(Text(name), justify="left" if k == 0 else "right", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
    print("in brackets: 95 % bootstrap interval of the mean difference, paired by seed; * where 0 is outside")
