"""`catallax watch` in a real terminal of 80 x 24, and what it says where it cannot work."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import catallax as cx
from catallax.apps import cli

COMMAND = [sys.executable, "-m", "catallax", "watch"]
PATIENCE = 120.0  # seconds


class Terminal:
    """A command in a terminal of its own. `seen` is all that it wrote."""

    def __init__(self, arguments: list[str], columns: int = 80, rows: int = 24, **environment: str) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.modes = termios.tcgetattr(slave)
        settings = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "LINES")}
        settings |= {"TERM": "xterm-256color", "COLORTERM": "", **environment}
        self.process = subprocess.Popen(
            [*COMMAND, *arguments], stdin=slave, stdout=slave, stderr=slave, env=settings, preexec_fn=_take_terminal
        )  # fmt: skip
        self.slave, self.seen = slave, ""

    def read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        self.seen += os.read(self.master, 65536).decode(errors="replace")
        return True

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not re.search(words, self.seen):
            assert self.process.poll() is None, self.seen[-2000:]
            assert time.monotonic() < deadline, self.seen[-2000:]
            self.read(0.2)

    def press(self, keys: str) -> None:
        self.seen = ""
        os.write(self.master, keys.encode())

    def end(self) -> int:
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            self.read(0.05)
        while self.read(0.05):
            pass
        return self.process.wait(1)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)


def _take_terminal() -> None:
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.close()


LEAVES = "\x1b[?1049l"  # the alternate screen


def test_it_is_shown_goes_on_and_quits_with_q(terminals: list[Terminal]) -> None:
    terminal = Terminal(["two_traders", "--seed", "4", "--ticks", "60", "--at", "3", "--speed", "20"])
    terminals.append(terminal)
    terminal.wait_for("tick 3 of 60  paused, 20/s")
    assert "two_traders, seed 4" in terminal.seen
    assert re.search(r"38;5;\d+", terminal.seen) and "38;2;" not in terminal.seen, "256 colours"
    terminal.press(" ")
    terminal.wait_for("going 20/s")
    terminal.press(" .")
    terminal.wait_for("paused")
    terminal.press("q")
    assert terminal.end() == 0
    assert LEAVES in terminal.seen and "Traceback" not in terminal.seen
    assert termios.tcgetattr(terminal.slave) == terminal.modes, "the terminal is as it was"


def test_ctrl_c_quits_with_130_also_while_time_goes_on(terminals: list[Terminal]) -> None:
    terminal = Terminal(["wolf_sheep"], TERM="xterm", NO_COLOR="1")
    terminals.append(terminal)
    terminal.wait_for("tick 0 of 1000")
    terminal.press(" ")
    terminal.wait_for("going")
    terminal.press("\x03")
    assert terminal.end() == 130
    assert "interrupted" in terminal.seen and LEAVES in terminal.seen and "Traceback" not in terminal.seen


def test_an_interrupt_from_outside_does_too(terminals: list[Terminal], tmp_path: Path) -> None:
    cx.run("forest_fire", ticks=6, out=tmp_path / "r", record="none").close()
    terminal = Terminal([str(tmp_path / "r")], columns=30, rows=6, TERM="linux")
    terminals.append(terminal)
    terminal.wait_for("tick 0 of 6")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() == 130
    assert "interrupted" in terminal.seen and LEAVES in terminal.seen and "Traceback" not in terminal.seen


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["bazaar"], 1, "that is no terminal; needs a terminal, to draw in. `catallax movie` makes a file."),
        (["bazar"], 1, "Did you mean 'bazaar'?"),
        (["bazaar", "--set", "agents=-1"], 1, "agents: got -1"),
        (["bazaar", "--set", "agents"], 2, "KEY=VALUE"),
        (["bazaar", "--rules", "vmtt"], 2, "Did you mean 'vmt'?"),
        (["bazaar", "--speed", "0"], 2, "--speed"),
        (["bazaar", "--at", "-1"], 2, "--at"),
        (["-"], 1, "a scenario on standard input; needs a file or a shipped name"),
        (["empty"], 1, "empty: got no run there; needs a run folder"),
        (["run", "--seed", "1"], 2, "got it for a run; needs a scenario"),
        (["run", "--set", "a=1"], 2, "--set"),
        (["run", "--ticks", "3"], 2, "--ticks"),
        ([], 2, "Missing argument"),
    ],
)
def test_wrong_input(
    arguments: list[str], code: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "manifest.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["catallax", "watch", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == code
    assert message in " ".join(capsys.readouterr().err.replace("│", " ").split())


def test_a_tick_that_is_not_there(terminals: list[Terminal]) -> None:
    terminal = Terminal(["two_traders", "--ticks", "9", "--at", "10"])
    terminals.append(terminal)
    assert terminal.end() == 1
    assert "watch, --at: got 10; needs a tick from 0 to 9" in terminal.seen and LEAVES not in terminal.seen


def test_without_textual_it_says_what_to_install() -> None:
    code = (
        "import importlib.util as u, sys; find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'textual' else find(name, *a)\n"
        "sys.argv = ['catallax', 'watch', 'bazaar']\n"
        "from catallax.apps.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 1 and "pip install 'catallax[watch]'" in done.stderr


def test_nothing_else_imports_textual() -> None:
    code = "import sys, catallax as cx, catallax.apps.cli.app; cx.run, cx.build; assert not {'textual'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=PATIENCE)
