"""A real terminal with `catallax` in it, to be typed into."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

# a session leader's first terminal controls it, so that Ctrl-C reaches it
LAUNCH = (
    "import os, signal, sys\n"
    "signal.signal(signal.SIGINT, signal.SIG_DFL)\n"  # a shell's background does not hear it
    "fd = os.open(sys.argv[1], os.O_RDWR)\n"
    "for k in (0, 1, 2): os.dup2(fd, k)\n"
    "os.execv(sys.executable, [sys.executable, '-m', 'catallax', *sys.argv[2:]])\n"
)


class Terminal:
    """`expect` waits for text, `type` types a line, `leave` waits for the end and returns the exit code."""

    def __init__(self, *arguments: str, cwd: Path) -> None:
        self.master, slave = pty.openpty()
        name = os.ttyname(slave)
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-c", LAUNCH, name, *arguments]
        self.process = subprocess.Popen(command, cwd=cwd, start_new_session=True, env=environment, stdin=subprocess.DEVNULL)
        self.slave = slave  # kept open until the end: what is written last is not lost
        self.shown = ""
        self.read_to = 0

    def expect(self, text: str, seconds: float = 60.0) -> str:
        """Wait until text is shown behind what was expected before; return what was shown up to it."""
        deadline = time.monotonic() + seconds
        while (found := self.shown.find(text, self.read_to)) < 0:
            assert time.monotonic() < deadline, f"no {text!r} in: {self.shown[self.read_to :]}"
            self._read()
        passed, self.read_to = self.shown[self.read_to : found + len(text)], found + len(text)
        return passed

    def type(self, line: str) -> None:
        os.write(self.master, line.encode() + b"\n")

    def press(self, key: bytes) -> None:
        os.write(self.master, key)

    def leave(self, by: bytes = b"") -> int:
        """Wait for the end, pressing a key now and then: Ctrl-C is lost on a line editor that is about to wait for a key."""
        deadline, press_at = time.monotonic() + 90.0, time.monotonic()
        while self.process.poll() is None and time.monotonic() < deadline:
            if by and time.monotonic() >= press_at:
                self.press(by)
                press_at += 1.0
            self._read()
        while self._read():
            pass
        os.close(self.slave)
        os.close(self.master)
        return self.process.wait(timeout=10)

    def _read(self) -> bool:
        ready, _, _ = select.select([self.master], [], [], 0.1)
        if ready:
            self.shown += os.read(self.master, 65536).decode(errors="replace").replace("\r\n", "\n")
        return bool(ready)
