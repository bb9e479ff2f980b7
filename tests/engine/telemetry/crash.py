"""What a writer that is killed leaves behind: SIGKILL at random moments, then everything that was acknowledged is looked for.

    uv run python -m tests.engine.telemetry.crash --kills 1000     prints one JSON object, exit 1 if anything was lost

One process forks writers and kills them. A writer appends rows of the tables that an economy would record, as fast as it can, marks
and flushes at random, and at the end folds. The rows follow from table and tick, so the survivor can be checked to the last value.
What is acknowledged is told through memory that both processes share.
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import numpy as np

from catallax.apps.runs import folder as run_folder
from catallax.engine.errors import EngineError
from catallax.engine.telemetry import writer
from catallax.engine.telemetry.reader import open_telemetry
from catallax.engine.telemetry.record import Record, parse_plan
from catallax.scenarios.models import MODELS

RECORDS = {record.name: record for record in MODELS["economy"].wiring.records}
LIST = "agents=2,cells=3,trades,preferences"
MODES = ("none", "summary", LIST, "full", "summary", LIST)  # by turns; `full` takes longest to check
TICKS = (3, 40)  # those with few ticks are killed while they fold
WITHIN = (0.002, 0.05)  # seconds after which a writer is killed; few live that long
CHUNK = 64  # rows, so that chunks fill


def n_rows(name: str, tick: int) -> int:
    """How many rows a table has at a tick: one of `ticks`, none to 30 of others."""
    return 1 if name == "ticks" else (7 * tick + 3 * len(name)) % 31


def rows_of(record: Record, tick: int) -> dict[str, np.ndarray]:
    """The rows of a table at a tick: numbers that no other tick and column has at this place."""
    rows = n_rows(record.name, tick)
    number = np.arange(rows)
    found = {}
    for k, column in enumerate(record.columns):
        seed = (tick + 2) * 1_000 + k * 37 + number
        if column.values:
            found[column.name] = (seed % len(column.values)).astype(column.dtype)
        elif column.dtype.startswith("f"):
            found[column.name] = np.sin(seed)
        else:
            found[column.name] = (seed % 120 - (k % 2)).astype(column.dtype)
    return found


def is_recorded(record: Record, tick: int, period: int) -> bool:
    return record.is_event or tick == -1 or tick % period == 0


def write(folder: Path, mode: str, seed: int, told: mmap.mmap) -> None:
    """Write a short or a longer run, telling each tick that is acknowledged (plus 2, as an int64), and fold it."""
    random.seed(seed)
    writer.CHUNK, writer.CHUNKS_TO_WAIT = CHUNK, random.choice([1, 4])
    plan = parse_plan(mode, RECORDS)
    while not plan:  # nothing is recorded; the manifest is all that a run of this kind writes
        run_folder.write_manifest(folder, {"status": "running", "padding": random.random()})
    target = writer.TelemetryWriter(folder / "telemetry.h5", [RECORDS[name] for name in plan], {"seed": seed})
    for tick in range(-1, random.choice(TICKS)):
        for name, period in plan.items():
            if is_recorded(RECORDS[name], tick, period):
                target.append(name, tick, rows_of(RECORDS[name], tick))
                tell(told, target.acknowledged)
        if random.random() < 0.3:
            target.mark() if random.random() < 0.2 else target.flush()
            tell(told, target.acknowledged)
    target.close()
    tell(told, target.acknowledged)


def tell(told: mmap.mmap, tick: int) -> None:
    told[:8] = int(tick + 2).to_bytes(8, "little")


def check(folder: Path, mode: str, acknowledged: int) -> int:
    """Raise AssertionError if an acknowledged row is missing or any row is torn; return the last tick that was found."""
    plan = parse_plan(mode, RECORDS)
    if not plan and (folder / run_folder.MANIFEST).exists():
        assert run_folder.read_manifest(folder)["status"] == "running"
    path = folder / "telemetry.h5"
    if not path.exists() and not path.with_suffix(".journal").exists():
        assert acknowledged == -2, "nothing is there, but something was acknowledged"
        return -2
    with closing(open_telemetry(path)) as found:
        assert set(found.tables) == set(plan)
        columns = {name: found.columns(name, decode=False) for name in plan}
    last = max([-2, *(int(c["tick"][-1]) for c in columns.values() if len(c["tick"]))])
    for name, period in plan.items():
        expect(RECORDS[name], period, columns[name], max(last, acknowledged))
    return max(last, acknowledged)


def expect(record: Record, period: int, columns: dict[str, np.ndarray], last: int) -> None:
    """Raise AssertionError unless the columns are those of the ticks up to the last."""
    ticks = [tick for tick in range(-1, last + 1) if is_recorded(record, tick, period)]
    expected = [rows_of(record, tick) for tick in ticks]
    assert columns["tick"].tolist() == [t for t, rows in zip(ticks, expected, strict=True) for _ in next(iter(rows.values()))], record.name
    for column in record.columns:
        values = np.concatenate([np.empty(0, column.dtype), *(rows[column.name] for rows in expected)])
        assert columns[column.name].tobytes() == values.tobytes(), f"{record.name}.{column.name}"


def kill_one(folder: Path, mode: str, seed: int) -> str:
    """Let a writer be killed at a random moment, check what it left, and return what that was."""
    told = mmap.mmap(-1, 8)
    child = os.fork()
    if child == 0:
        try:
            write(folder, mode, seed, told)
        except BaseException as error:
            print(f"seed {seed}: {error!r}", file=sys.stderr)
            os._exit(1)
        os._exit(0)
    time.sleep(random.Random(seed).uniform(*WITHIN))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the writer failed by itself"
    acknowledged = int.from_bytes(told[:8], "little") - 2
    journal, file = (folder / "telemetry.journal").exists(), (folder / "telemetry.h5").exists()
    check(folder, mode, acknowledged)
    assert not (folder / "telemetry.journal").exists(), "opening did not fold"
    return "neither" if not journal and not file else "both" if journal and file else "journal" if journal else "file"


def harness(kills: int) -> dict[str, object]:
    """Kill writers, so many in all; return how many left what behind, by mode, and what went wrong."""
    left: dict[str, dict[str, int]] = {mode: {} for mode in MODES}
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        for seed in range(kills):
            mode = MODES[seed % len(MODES)]
            folder = Path(scratch) / str(seed)
            folder.mkdir()
            try:
                found = kill_one(folder, mode, seed)
                left[mode][found] = left[mode].get(found, 0) + 1
            except (AssertionError, EngineError) as error:
                wrong.append(f"seed {seed}, record {mode}: {error!r}")
            shutil.rmtree(folder)
    return {"kills": kills, "left_behind": left, "wrong": wrong}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Kill writers of telemetry and look at what they leave.")
    parser.add_argument("--kills", type=int, default=1000)
    result = harness(parser.parse_args().kills)
    print(json.dumps(result, indent=2))
    sys.exit(1 if result["wrong"] else 0)
