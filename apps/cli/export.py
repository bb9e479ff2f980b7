"""`catallax export`: the tables of a run as files that other programs read."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typer

from ..analytics.export import FORMATS, export
from ..runs.run import open_run


def export_command(folder: Path, to: Path, format: str, as_json: bool) -> None:
    """Export a run folder and say what was written; what is missing is told on standard error."""
    if format not in FORMATS:
        raise typer.BadParameter(f"got {format!r}; needs one of {', '.join(FORMATS)}", param_hint="--format")
    with open_run(folder) as run:
        done = export(run, to, format)
    for sentence in done.missing:
        print(f"missing: {sentence}", file=sys.stderr)
    if as_json:
        found = {"run": str(folder), "folder": str(done.folder), "format": format, "rows": done.rows, "missing": list(done.missing)}
        print(json.dumps(found))
        return
    print(f"{done.folder}: {format}, {len(done.rows)} tables")
    for table, count in done.rows.items():
        print(f"  {table:18} {count:>9} rows")
