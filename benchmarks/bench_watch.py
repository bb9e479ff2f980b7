"""What watching costs: the workload in a real terminal, twenty ticks a second and a picture of each."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path
from typing import Any

import pytest

from . import stopwatch
from .fresh_process import ROOT
from .workload import build, step

WINDOWS = ((80, 24), (200, 60))
RATE = 20  # pictures a second
WARM_UP = 20  # pictures

WATCH = """
import json, sys
from time import perf_counter, process_time
from catallax.apps.watch.app import WatchApp
from catallax.apps.watch.opening import watch_scenario
from catallax.scenarios.loader import load_scenario

agents, pictures, warm_up, rate, out = json.loads(sys.argv[1])
from benchmarks.workload import economy
scenario = load_scenario(economy(agents), rules="standard").model_copy(update={"seed": 1, "ticks": 10**6})
app = WatchApp(watch_scenario(scenario, 0), rate)
began = {}

def look():
    if app.picture is not None and not app.playing:
        app.action_go_or_pause()
    elif app.pictures >= warm_up and not began:
        began.update(cpu=process_time(), wall=perf_counter(), pictures=app.pictures, tick=app.picture.tick)
    elif app.pictures >= warm_up + pictures:
        told = {"cpu": process_time() - began["cpu"], "wall": perf_counter() - began["wall"]}
        told |= {"pictures": app.pictures - began["pictures"], "ticks": app.picture.tick - began["tick"]}
        app.playing = False
        app._ask_for(lambda timeline: json.dump({**told, "tick": timeline.tick, "digest": timeline.world.digest()}, open(out, "w")))
        app._ask_for(lambda timeline: app.call_from_thread(app.exit))
        timer.stop()

def begin():
    global timer
    timer = app.set_interval(0.02, look)

app.call_later(begin)
app.run()
"""


def cost_of_watching(agents: int, window: tuple[int, int], pictures: int) -> dict[str, Any]:
    """Watch the workload at 20 ticks a second in a terminal of (columns, rows) characters, and throw away what it writes.

    Return processor seconds for a picture, its share of the ticks included, the cores that 20 pictures a second need, and the
    bytes of a picture; a picture that came late has the ticks of two.
    Raises AssertionError if the world that was watched is not the one that runs alone.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "told.json"
        written = _in_terminal([sys.executable, "-c", WATCH, json.dumps([agents, pictures, WARM_UP, RATE, str(out)])], window)
        told = json.loads(out.read_text())
    with stopwatch.threads(1), build(agents) as alone:
        step(alone, told["tick"])
        assert alone.digest() == told["digest"], "watching changed the world"
    return {
        "agents": agents,
        "window": list(window),
        "cpu_of_picture": told["cpu"] / told["pictures"],
        "cores": RATE * told["cpu"] / told["pictures"],
        "pictures_a_second": told["pictures"] / told["wall"],
        "bytes_of_picture": written / (told["pictures"] + WARM_UP),
    }


def _in_terminal(command: list[str], window: tuple[int, int]) -> int:
    """Run a command in a terminal of some columns and rows; return how many bytes it wrote there."""
    reads, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", window[1], window[0], 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "NUMBA_NUM_THREADS": "1"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, cwd=ROOT, env=environment)
    os.close(terminal)
    written, last = 0, b""
    try:
        while part := _read(reads):
            written, last = written + len(part), (last + part)[-2000:]
    finally:
        os.close(reads)
        code = process.wait()
    if code != 0:
        raise RuntimeError(f"a process that was measured failed:\n{last.decode(errors='replace')}")
    return written


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 2**16)
    except OSError:  # the other side is closed
        return b""


@pytest.mark.parametrize("window", WINDOWS, ids=["80x24", "200x60"])
def test_watching(benchmark: Any, window: tuple[int, int], agents: int) -> None:
    benchmark.extra_info |= benchmark.pedantic(cost_of_watching, args=(agents, window, 60), rounds=1)
