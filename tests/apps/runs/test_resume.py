"""A run that was stopped, killed or made longer becomes the run that never stopped, byte for byte."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import catallax as cx
from catallax.apps.runs import resume as resuming
from catallax.apps.runs import snapshots
from catallax.apps.runs.lock import locked
from catallax.apps.runs.moment import moment_of
from catallax.apps.runs.snapshots import SnapshotStore
from catallax.engine.telemetry.writer import TelemetryWriter
from catallax.scenarios.loader import load_scenario
from tests.sameness import assert_same_run

TICKS = 50
PAIR: dict[str, Any] = {
    "schema_version": 2, "name": "pair", "ticks": TICKS, "seed": 5, "agents": 6, "grid": {"width": 5, "height": 4},
    "initial_inventories": {"A": [9, 1, 4, 8, 2, 5], "B": [1, 9, 6, 3, 8, 5]},
    "utilities": {"mix": [{"type": "ces", "weight": 1.0, "params": {"rho": 0.5, "wA": 1.0, "wB": 1.0}}]},
    "resource_seed": {"density": 0.4, "amount": 4}, "params": {"resource_regen_cooldown": 2, "resource_growth_rate": 1},
}  # fmt: skip


def stopped(folder: Path, at: int, **options: Any) -> None:
    """Leave a run of `PAIR` that somebody stopped at the end of a tick."""
    from catallax.engine import run as loop

    asked = loop.stop_on_interrupt
    count = iter(range(at))
    try:
        from contextlib import contextmanager

        @contextmanager
        def soon():
            yield lambda: next(count, None) is None

        from catallax.apps.runs import launch

        launch.stop_on_interrupt = soon
        run = cx.run(PAIR, out=folder, **options)
    finally:
        launch.stop_on_interrupt = asked
    assert run.manifest["status"] == ("interrupted" if at < TICKS else "done") and run.manifest["ticks_done"] == at
    run.close()


@pytest.mark.parametrize("record", ["summary", "full", "agents=7,cells=3,trades", "none"])
def test_stopped_at_any_tick(record: str, tmp_path: Path) -> None:
    whole = cx.run(PAIR, out=tmp_path / "whole", record=record)
    for at in range(TICKS) if record == "summary" else (0, 1, 20, 34, 49):
        stopped(tmp_path / "part", at, record=record, snapshots=17)
        assert_same_run(cx.resume(tmp_path / "part"), whole)
        assert sorted(p.name for p in (tmp_path / "part").iterdir() if p.name != "snapshots") == sorted(
            p.name for p in (tmp_path / "whole").iterdir()
        )
        shutil.rmtree(tmp_path / "part")


def test_made_longer_twice(tmp_path: Path) -> None:
    cx.run(PAIR, ticks=9, out=tmp_path / "r", record="agents=4,trades").close()
    cx.resume(tmp_path / "r", ticks=23).close()
    longer = cx.resume(tmp_path / "r", ticks=TICKS)
    assert_same_run(longer, cx.run(PAIR, record="agents=4,trades"))
    assert longer.scenario.ticks == TICKS
    assert cx.replay(tmp_path / "r").equal


@pytest.mark.parametrize("model", ["wolf_sheep", "forest_fire"])
def test_other_models(model: str, tmp_path: Path) -> None:
    whole = cx.run(model, ticks=24)
    cx.run(model, ticks=11, out=tmp_path / "r", snapshots=4).close()
    assert_same_run(cx.resume(tmp_path / "r", ticks=24), whole)


def test_each_run_of_a_batch_keeps_snapshots_of_its_own(tmp_path: Path) -> None:
    wolves, shorter = (load_scenario("wolf_sheep", changes={"ticks": ticks}) for ticks in (24, 16))
    runs = cx.run_many([PAIR, wolves, {**PAIR, "ticks": 31}, shorter], seeds=[5, 6, 7, 8], out=tmp_path / "batch", snapshots=9)
    for folder, ticks in zip([run.path for run in runs], (TICKS, 24, 31, 16), strict=True):
        assert SnapshotStore(folder / "snapshots").ticks == sorted({*range(9, ticks + 1, 9), ticks})
        last = SnapshotStore(folder / "snapshots").ticks[-2]
        alone = cx.run(folder / "scenario.yaml", out=tmp_path / "alone", snapshots=9)
        mine, its = (moment_of(path, last) for path in (folder, alone.path))
        assert mine.tally == its.tally
        assert_same_run(cx.resume(folder, ticks=ticks + 9), cx.resume(alone.path, ticks=ticks + 9))
        assert_same_run(cx.branch(folder, at=last), cx.open_run(folder))
        shutil.rmtree(tmp_path / "alone")


def test_whole_preference_lists_stay_whole(tmp_path: Path) -> None:
    """How many ranks are recorded is part of no state; a run that goes on recorded three."""
    crowd = load_scenario("bazaar", changes={"ticks": 8, "agents": 40, "params.log_preferences": True})
    whole = cx.run(crowd, out=tmp_path / "whole", record="preferences", snapshots=4)
    assert whole.columns("preferences")["rank"].max() > 3
    cx.run(crowd, ticks=4, out=tmp_path / "part", record="preferences", snapshots=4).close()
    assert_same_run(cx.resume(tmp_path / "part", ticks=8), whole)
    assert_same_run(cx.branch(tmp_path / "whole", at=5), whole)


def test_a_disk_that_fails_one_run_spares_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(writer: TelemetryWriter) -> None:
        if "00001" in str(writer.path):
            raise cx.EngineError("disk", "no room", "some")
        return close(writer)

    close = TelemetryWriter.close
    monkeypatch.setattr(TelemetryWriter, "close", fail)
    with pytest.raises(cx.EngineError, match="no room"):
        cx.run_many([PAIR, PAIR, "forest_fire"], ticks=5, out=tmp_path, record="summary")
    status = [cx.open_run(tmp_path / f"0000{k}").manifest["status"] for k in range(3)]
    assert status == ["done", "failed", "done"]


def test_a_run_that_has_ended_or_is_going_on_is_left_alone(tmp_path: Path) -> None:
    cx.run(PAIR, ticks=5, out=tmp_path / "r").close()
    for ticks in (None, 5, 3):
        with pytest.raises(cx.EngineError, match=r"for a run that has done 5; needs more than 5\. Give --ticks"):
            cx.resume(tmp_path / "r", ticks=ticks)
    with locked(tmp_path / "r"), pytest.raises(cx.EngineError, match="a run that is going on"):
        cx.resume(tmp_path / "r", ticks=9)
    with pytest.raises(cx.EngineError, match="needs a run folder"):
        cx.resume(tmp_path / "nothing")


LOOP = """
import sys, time
import catallax as cx
from tests.apps.runs.test_resume import PAIR
def slowly(world):
    print(world.tick, flush=True)
    time.sleep(0.004)
if sys.argv[2] == "run":
    cx.run(PAIR, ticks=400, out=sys.argv[1], record="full", snapshots=9, progress=slowly)
else:
    cx.resume(sys.argv[1], progress=slowly)
"""


@pytest.mark.slow
def test_killed_again_and_again(tmp_path: Path) -> None:
    whole, folder = cx.run(PAIR, ticks=400), tmp_path / "r"
    draws = random.Random(1)
    for verb in ("run", "resume", "resume"):
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(folder), verb], cwd=Path(__file__).parents[3], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        while int(process.stdout.readline()) < 1:  # it runs
            pass
        time.sleep(draws.uniform(0.1, 0.6))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        with cx.open_run(folder) as found:
            found.columns("ticks")
    assert_same_run(cx.resume(folder), whole)
    assert cx.replay(folder).equal


def test_killed_in_the_middle_of_a_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever file of a snapshot was the last, the run goes on: from that snapshot if it is whole, or else from the one before."""
    whole = cx.run(PAIR, out=tmp_path / "whole", record="ticks")
    write = snapshots._write_whole
    for last in range(0, 90, 7):
        left = iter(range(last))

        def write_some(path: Path, parts: Any, left: Any = left) -> None:
            if next(left, None) is not None:
                write(path, parts)
            else:
                path.with_suffix(".writing").write_bytes(b"half")

        monkeypatch.setattr(snapshots, "_write_whole", write_some)
        stopped(tmp_path / "part", 20, record="ticks", snapshots=5)
        monkeypatch.setattr(snapshots, "_write_whole", write)
        assert_same_run(cx.resume(tmp_path / "part"), whole)
        shutil.rmtree(tmp_path / "part")


def test_a_resumed_run_that_was_stopped_while_it_was_put_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = cx.run(PAIR, out=tmp_path / "whole")
    put = resuming._put
    for last in range(4):
        stopped(tmp_path / "part", 20)
        left = iter(range(last))

        def put_some(path: Path, folder: Path, left: Any = left) -> None:
            if next(left, None) is None:
                raise KeyboardInterrupt
            put(path, folder)

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(resuming, "_put", put_some)
            cx.resume(tmp_path / "part")
        resuming.adopt(tmp_path / "part")
        assert_same_run(cx.open_run(tmp_path / "part"), whole)
        shutil.rmtree(tmp_path / "part")
