"""`catallax report`: a page about a run, or about several side by side."""

from __future__ import annotations

import json
from pathlib import Path

from ...engine.errors import EngineError
from ..analytics.report.page import FILE, report
from ..runs.folder import check_free


def report_command(folders: list[Path], out: Path | None, at: list[int] | None, csv: Path | None, force: bool, as_json: bool) -> None:
    """Write the page and say where. Raises EngineError for what is no run, and rather than write over what is no report of the run."""
    path = out or (folders[0] / FILE if len(folders) == 1 else Path(f"report-{'-'.join(f.resolve().name for f in folders)}.html"))
    if path.is_dir() or (path.exists() and not force and (out is not None or len(folders) > 1)):
        raise EngineError(f"report {path}", "something there already", "a new file", "Choose another with --out, or add --force.")
    if csv is not None and not force:
        check_free(csv)
    report(folders, path, at=at, csv=csv)
    if as_json:
        print(json.dumps({"report": str(path), "csv": None if csv is None else str(csv), "runs": [str(folder) for folder in folders]}))
        return
    print(path)
    if csv is not None:
        print(f"{csv}: the numbers")
