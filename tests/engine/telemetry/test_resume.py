"""A run that goes on where it was marked ends as one that never stopped: from its journal, and from a file that was folded."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catallax.engine.errors import EngineError
from catallax.engine.telemetry import owner, writer
from catallax.engine.telemetry.journal import Journal
from catallax.engine.telemetry.reader import open_telemetry
from catallax.engine.telemetry.unfold import unfold
from catallax.engine.telemetry.writer import Mark, TelemetryWriter

from . import crash

NAMES = ("ticks", "agents", "trades", "preferences")
RECORDS = [crash.RECORDS[name] for name in NAMES]
TICKS = 24
STOPS: dict[str, Callable[[TelemetryWriter], object]] = {
    "killed": lambda target: None,
    "flushed": lambda target: target.flush(),
    "ended": lambda target: target.close(),
}


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "CHUNK", 64)
    monkeypatch.setattr(writer, "CHUNKS_TO_WAIT", 1)


def write(target: TelemetryWriter, begin: int, end: int) -> None:
    for tick in range(begin, end):
        for record in RECORDS:
            target.append(record.name, tick, crash.rows_of(record, tick))


def content(path: Path) -> dict[str, dict[str, bytes]]:
    with closing(open_telemetry(path)) as found:
        return {name: {n: c.tobytes() for n, c in found.columns(name, decode=False).items()} for name in found.tables}


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("straight") / "telemetry.h5"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "CHUNK", 64)
        target = TelemetryWriter(path, RECORDS, {"seed": 1})
        write(target, -1, TICKS)
        target.close()
    return path


@pytest.mark.parametrize("stop", STOPS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(-1, TICKS), more=st.integers(0, 9))
def test_stopping_anywhere_changes_no_byte(stop: str, straight: Path, at: int, more: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("r") / "telemetry.h5"
    target = TelemetryWriter(path, RECORDS, {"seed": 1})
    write(target, -1, at)
    mark: Mark = json.loads(json.dumps(target.mark(), sort_keys=True))
    write(target, at, min(at + more, TICKS))
    STOPS[stop](target)
    resumed = TelemetryWriter(path, RECORDS, {"seed": 1}, resume_at=mark)
    write(resumed, at, TICKS)
    resumed.close()
    assert content(path) == content(straight)
    assert path.read_bytes() == straight.read_bytes(), "same calls, same file"
    assert [p.name for p in path.parent.iterdir()] == ["telemetry.h5"]


def test_a_mark_is_the_same_in_every_run_of_a_seed(tmp_path: Path) -> None:
    marks = []
    for name in ("a", "b"):
        target = TelemetryWriter(tmp_path / f"{name}.h5", RECORDS, {"seed": 1})
        write(target, -1, 7)
        if name == "b":
            target.flush()
        write(target, 7, 9)
        marks.append(target.mark())
    assert marks[0] == marks[1] == {name: sum(crash.n_rows(name, t) for t in range(-1, 9)) for name in NAMES}


def test_what_is_not_this_runs_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "telemetry.h5"
    target = TelemetryWriter(path, RECORDS, {"seed": 1})
    write(target, -1, 5)
    mark = target.mark()
    with pytest.raises(EngineError, match="a file that is there already"):
        TelemetryWriter(path, RECORDS, {"seed": 1})
    with pytest.raises(EngineError, match="no such mark"):
        TelemetryWriter(path, RECORDS, {"seed": 1}, resume_at=mark | {"trades": mark["trades"] + 1})
    with pytest.raises(EngineError, match="other tables"):
        TelemetryWriter(path, RECORDS[:2], {"seed": 1}, resume_at={n: mark[n] for n in NAMES[:2]})
    target.close()
    with pytest.raises(EngineError, match="fewer rows of trades"):
        TelemetryWriter(path, RECORDS, {"seed": 1}, resume_at=mark | {"trades": mark["trades"] + 1})
    with pytest.raises(EngineError, match="other tables"):
        TelemetryWriter(path, RECORDS[:2], {"seed": 1}, resume_at={n: mark[n] for n in NAMES[:2]})
    with pytest.raises(EngineError, match="a file that is there already"):
        TelemetryWriter(path, RECORDS, {"seed": 1})
    old = Path(__file__).parents[2] / "golden" / "layout-1" / "telemetry.h5"
    with pytest.raises(EngineError, match="got layout 1; needs layout 2"):
        unfold(old, tmp_path / "telemetry.journal", {"tables": []}, {})


def test_a_run_that_goes_on_elsewhere_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "telemetry.h5"
    other = {**owner.this_process(), "pid": os.getppid(), "born": owner._born(os.getppid())}
    monkeypatch.setattr(writer, "this_process", lambda: other)
    target = TelemetryWriter(path, RECORDS, {"seed": 1})
    mark = target.mark()
    monkeypatch.undo()
    with pytest.raises(EngineError, match="a run that goes on; needs one that was stopped"):
        TelemetryWriter(path, RECORDS, {"seed": 1}, resume_at=mark)


def test_another_process_follows_a_run_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "telemetry.h5"
    target = TelemetryWriter(path, RECORDS, {"seed": 1})
    follower = open_telemetry(path)
    assert follower.length("trades") == 0 and follower.columns("ticks")["tick"].tolist() == []
    for begin in (-1, 3, 4, 15):
        write(target, begin, begin + 3 if begin != 3 else 4)
        target.flush()
        ticks = follower.columns("ticks")["tick"]
        assert ticks[-1] == target.acknowledged and follower.length("agents") == len(follower.columns("agents")["uid"])
    before = follower.columns("agents")["uid"]
    write(target, 18, 19)
    assert follower.length("agents") == len(before), "what waits in memory is not told"
    target.close()
    assert follower.columns("ticks")["tick"][-1] == 18, "the journal is gone, and its reader has all of it"
    follower.close()
    assert isinstance(follower.source, Journal)
    assert content(path)["agents"]["uid"][: before.nbytes] == before.tobytes()


def test_rows_wait_for_the_end_of_their_tick(tmp_path: Path) -> None:
    """A commit between two tables of a tick would tell of half a tick."""
    target = TelemetryWriter(tmp_path / "telemetry.h5", RECORDS, {})
    for tick in range(9):
        for record in RECORDS:
            target.append(record.name, tick, {n: np.repeat(c, 20) for n, c in crash.rows_of(record, tick + 2).items()})
            assert target.acknowledged < tick
    with closing(Journal(tmp_path / "telemetry.journal")) as journal:
        assert journal.tick == target.acknowledged == 7
        assert {journal.values(name, "tick")[-1] for name in journal.tables} == {7}
