"""`catallax replay`: whether a run can be derived again, table by table."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from ..runs.replay import replay


def replay_command(folder: Path, threads: int | None, as_json: bool) -> int:
    """Replay a run and tell what was found; return the exit code."""
    found = replay(folder, threads=threads)
    if as_json:
        print(json.dumps({"run": str(folder), "equal": found.equal, **asdict(found)}, default=str))
        return 0 if found.equal else 1
    for name, then, now in found.versions:
        print(f"{name} is {now}, and was {then}: results may change with it")
    different = {difference.table: difference for difference in found.differences}
    for table, (recorded, _) in found.hashes.items():
        print(f"{table:16} {recorded}  {'differs' if table in different else 'the same'}")
    for table in found.left_out:
        print(f"{table:16} left out: a record of the run's own, which only Python can derive: catallax.replay(run, records=[...])")
    for difference in found.differences:
        print(f"first difference: {difference}")
    print(f"{found.ticks} ticks: {'the same to the last bit' if found.equal else 'not the same'}")
    return 0 if found.equal else 1
