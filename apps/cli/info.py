"""`catallax info`: what a run was, how it ended, what it recorded."""

from __future__ import annotations

import json
from pathlib import Path

from ..runs.run import open_run


def info_command(folder: Path, as_json: bool) -> None:
    """Print the manifest and the recorded tables of a run folder."""
    finished = open_run(folder)
    manifest = finished.manifest
    rows = {name: len(finished.columns(name)["tick"]) for name in finished.tables}
    if as_json:
        print(json.dumps({"run": str(folder), "rows": rows, **manifest}))
        finished.close()
        return
    print(f"{manifest['scenario']}: {manifest['status']}, {manifest['ticks_done']} of {manifest['ticks']} ticks")
    for name in ("seed", "rules", "record", "started", "seconds", "catallax", "scenario_hash", "state_digest"):
        if name in manifest:
            print(f"  {name:15} {manifest[name]}")
    for name, value in finished.summary.items():
        print(f"  {name:15} {value:.6g}" if isinstance(value, float) else f"  {name:15} {value}")
    print("tables")
    for name, columns in finished.tables.items():
        print(f"  {name:10} {rows[name]:>9} rows: {', '.join(columns)}")
    finished.close()
