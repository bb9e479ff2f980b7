"""Telemetry survives: kill -9 at random moments, a disk that fills up, a folder that may not be written, a tail torn anywhere."""

from __future__ import annotations

import json
import mmap
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from catallax.engine.errors import EngineError
from catallax.engine.telemetry import owner
from catallax.engine.telemetry.journal import Journal
from catallax.engine.telemetry.reader import open_telemetry

from . import crash

ROOT = Path(__file__).resolve().parents[3]


def test_three_hundred_writers_are_killed_and_nothing_acknowledged_is_lost() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.engine.telemetry.crash", "--kills", "300"], cwd=ROOT, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    left = json.loads(done.stdout)["left_behind"]
    assert set(left) == {"none", "summary", "full", crash.LIST}
    assert all(left[mode].get("journal", 0) > 20 for mode in left if mode != "none"), "too few were killed while they wrote"


def test_a_disk_that_fills_up_and_a_folder_that_may_not_be_written() -> None:
    """On file systems of their own, which only root of a namespace may mount."""
    if shutil.which("unshare") is None:
        pytest.skip("no unshare")
    command = [sys.executable, "-m", "tests.engine.telemetry.full_disk"]
    for namespace in (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"]):
        done = subprocess.run([*namespace, *command], cwd=ROOT, capture_output=True, text=True, timeout=300)
        if done.returncode != 77 and not done.stderr.startswith("unshare:"):
            assert done.returncode == 0, done.stdout + done.stderr
            return
    pytest.skip("mounting is not permitted here")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A journal of which the writer is dead."""
    folder = tmp_path_factory.mktemp("dead")
    code = "import sys, mmap; from pathlib import Path; from tests.engine.telemetry.full_disk import die_before_folding;"
    code += "die_before_folding(Path(sys.argv[1]), 'agents=2,trades', mmap.mmap(-1, 8))"
    subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, check=True, timeout=120)
    return (folder / "telemetry.journal").read_bytes()


def test_a_journal_that_is_cut_anywhere_has_the_ticks_of_its_last_whole_commit(written: bytes, tmp_path: Path) -> None:
    path = tmp_path / "telemetry.journal"
    path.write_bytes(written)
    with closing(Journal(path)) as journal:
        marks, begin = journal.marks, journal.marks[0][0]
    assert len(marks) > 5
    for cut in [*range(begin, len(written), 97), *(end + k for end, _, _ in marks for k in (-1, 0, 1))]:
        if cut < begin:
            continue
        path.write_bytes(written[:cut])
        with closing(Journal(path)) as journal:
            tick, rows = next((tick, rows) for end, tick, rows in reversed(marks) if end <= cut)
            assert (journal.tick, [journal.length(name) for name in journal.tables]) == (tick, rows)


def test_any_byte_that_is_changed_is_noticed(written: bytes, tmp_path: Path) -> None:
    path = tmp_path / "telemetry.journal"
    path.write_bytes(written)
    with closing(Journal(path)) as journal:
        marks = journal.marks
    for place in range(marks[0][0], len(written), 131):
        path.write_bytes(written[:place] + bytes([written[place] ^ 1]) + written[place + 1 :])
        with closing(Journal(path)) as journal:
            assert journal.end == max(end for end, _, _ in marks if end <= place)


def test_a_damaged_journal_is_folded_as_far_as_it_is_whole_and_put_aside(written: bytes, tmp_path: Path) -> None:
    path = tmp_path / "telemetry.journal"
    middle = len(written) // 2
    path.write_bytes(written[:middle] + bytes([written[middle] ^ 255]) + written[middle + 1 :])
    assert crash.check(tmp_path, "agents=2,trades", -2) > 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["telemetry.h5", "telemetry.journal.damaged"]


def test_a_torn_journal_is_folded_and_removed(written: bytes, tmp_path: Path) -> None:
    (tmp_path / "telemetry.journal").write_bytes(written[:-5])
    assert crash.check(tmp_path, "agents=2,trades", -2) > 0
    assert [p.name for p in tmp_path.iterdir()] == ["telemetry.h5"]


def test_what_is_no_journal_is_told(tmp_path: Path) -> None:
    (tmp_path / "telemetry.journal").write_bytes(b"hello")
    with pytest.raises(EngineError, match="no journal; needs a journal of telemetry"):
        open_telemetry(tmp_path / "telemetry.h5")
    with pytest.raises(EngineError, match="no readable telemetry"):
        open_telemetry(tmp_path / "elsewhere" / "telemetry.h5")


def test_who_is_alive() -> None:
    me = owner.this_process()
    assert owner.is_alive(me) is True
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait(timeout=60)
    assert owner.is_alive(me | {"pid": child.pid}) is False
    assert owner.is_alive(me | {"born": "1"}) is False, "another process has the number now"
    assert owner.is_alive(me | {"boot": "an earlier one"}) is False
    assert owner.is_alive(me | {"node": "another machine"}) is None


def test_a_corpse_that_nobody_has_fetched_is_dead() -> None:
    child = os.fork() if sys.version_info < (3, 12) else 0
    if sys.version_info >= (3, 12):
        pytest.skip("forking warns where there are threads")
    if child == 0:
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    assert owner.is_alive(owner.this_process() | {"pid": child, "born": "5"}) is False
    os.waitpid(child, 0)


def test_the_writer_tells_what_it_has_acknowledged(tmp_path: Path) -> None:
    told = mmap.mmap(-1, 8)
    crash.write(tmp_path, "summary", 5, told)
    assert crash.check(tmp_path, "summary", int.from_bytes(told[:8], "little") - 2) >= 2
