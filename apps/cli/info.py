"""`catallax info`: what a run was, how it ended, what it recorded."""

from __future__ import annotations

import json
from pathlib import Path

from ...engine.errors import EngineError
from ..runs.run import open_run


def info_command(folder: Path, as_json: bool) -> None:
    """Print the manifest and the recorded tables of a run folder. A run that was killed is told as far as it is known."""
    with open_run(folder) as finished:
        manifest, trouble, done = finished.manifest, None, finished.manifest["ticks_done"]
        try:
            rows, done = {name: finished.count(name) for name in finished.tables}, finished.ticks_done
        except EngineError as error:
            rows, trouble = {}, str(error)
        if as_json:
            print(json.dumps({"run": str(folder), "rows": rows, "trouble": trouble, **manifest, "ticks_done": done}))
            return
        status = manifest["status"]
        if status == "running":
            status = "killed, or still running"
        print(f"{manifest['scenario']}: {status}, {done} of {manifest['ticks']} ticks")
        for name in ("kind", "seed", "rules", "record", "started", "seconds", "catallax", "scenario_hash", "state_digest"):
            if manifest.get(name) is not None:
                print(f"  {name:15} {manifest[name]}")
        for name, value in finished.summary.items():
            print(f"  {name:15} {value:.6g}" if isinstance(value, float) else f"  {name:15} {value}")
        print("tables" if rows else f"tables: none to read{f' ({trouble})' if trouble else ''}")
        for name, count in rows.items():
            print(f"  {name:10} {count:>9} rows: {', '.join(finished.tables[name])}")
