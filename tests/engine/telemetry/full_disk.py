"""What a writer leaves on a disk that is full, and on one that may not be written: run as root of a mount namespace of its own.

    unshare --mount --map-root-user python -m tests.engine.telemetry.full_disk

It mounts a file system of 2 MB in memory, writes until it is full, and looks for everything that was acknowledged; then the same
with a journal that lies where nothing may be written.
"""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from catallax.engine.errors import EngineError
from catallax.engine.telemetry import log, writer

from . import crash


def mount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "catallax-test", str(place)], check=True)


def in_a_child(write: Callable[[mmap.mmap], None]) -> int:
    """Let another process write, which is dead afterwards; return the last tick that it had acknowledged."""
    told = mmap.mmap(-1, 8)
    child = os.fork()
    if child == 0:
        try:
            write(told)
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    return int.from_bytes(told[:8], "little") - 2


def fill(folder: Path, mode: str, told: mmap.mmap) -> None:
    """Write until the disk is full."""
    plan = crash.parse_plan(mode, crash.RECORDS)
    target = writer.TelemetryWriter(folder / "telemetry.h5", [crash.RECORDS[name] for name in plan], {})
    for act in (lambda: append(target, plan, told), target.close):
        try:
            act()
        except EngineError as error:
            assert error.got == "a full disk", error
        else:
            raise AssertionError("the disk never filled up")
    crash.tell(told, target.acknowledged)


def append(target: writer.TelemetryWriter, plan: dict[str, int], told: mmap.mmap) -> None:
    for tick in range(-1, 1_000_000):
        for name, period in plan.items():
            if crash.is_recorded(crash.RECORDS[name], tick, period):
                target.append(name, tick, crash.rows_of(crash.RECORDS[name], tick))
        if tick % 5 == 0:
            target.flush()
            crash.tell(told, target.acknowledged)


def check_full(place: Path, mode: str, spare: int) -> None:
    """The disk fills up: everything acknowledged is read from the journal, and is in the file once there is room for it."""
    log.SPARE_BYTES = spare
    mount(place, "size=2m")
    acknowledged = in_a_child(lambda told: fill(place, mode, told))
    assert acknowledged > 10, acknowledged
    assert crash.check(place, mode, acknowledged) == acknowledged
    assert [path.name for path in place.iterdir()] == ["telemetry.journal"]
    subprocess.run(["mount", "-o", "remount,size=32m", str(place)], check=True)
    assert crash.check(place, mode, acknowledged) == acknowledged
    assert [path.name for path in place.iterdir()] == ["telemetry.h5"]
    subprocess.run(["umount", str(place)], check=True)


def die_before_folding(folder: Path, mode: str, told: mmap.mmap) -> None:
    """Write a run up to the moment when it would fold its journal."""
    writer.TelemetryWriter.close = lambda self: os._exit(0)  # type: ignore[method-assign,assignment]
    crash.write(folder, mode, 4, told)


def check_read_only(place: Path, mode: str) -> None:
    """A run that was killed lies in a folder that may not be written: it is read from its journal, and stays as it is."""
    mount(place, "size=8m")
    acknowledged = in_a_child(lambda told: die_before_folding(place, mode, told))
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    before = {path.name: path.stat().st_size for path in place.iterdir()}
    assert set(before) == {"telemetry.journal"}
    assert crash.check(place, mode, acknowledged) >= 0
    assert {path.name: path.stat().st_size for path in place.iterdir()} == before
    subprocess.run(["umount", str(place)], check=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        try:
            mount(Path(scratch), "size=2m")
        except subprocess.CalledProcessError:
            sys.exit(77)  # mounting is not permitted here
        subprocess.run(["umount", scratch], check=True)
        for kind in ("summary", "full"):
            check_full(Path(scratch), kind, log.SPARE_BYTES)
            check_full(Path(scratch), kind, 0)  # somebody else took the bytes that we would have left
        check_read_only(Path(scratch), "full")
