"""Which process writes a journal, and whether it is still alive: nobody may fold a journal under its writer's hands."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any


def this_process() -> dict[str, Any]:
    """Return what tells this process from any other, before and after: machine, boot of the machine, number, and when it began."""
    return {"node": platform.node(), "boot": _read("/proc/sys/kernel/random/boot_id"), "pid": os.getpid(), "born": _born(os.getpid())}


def is_alive(owner: dict[str, Any]) -> bool | None:
    """Return whether a process is alive; None if it ran on another machine, where it cannot be told."""
    if owner["node"] != platform.node():
        return None
    if owner["boot"] != _read("/proc/sys/kernel/random/boot_id"):
        return False
    try:
        os.kill(owner["pid"], 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's process
    return owner["born"] == _born(owner["pid"])


def _born(pid: int) -> str:
    """Return when a process began, in clock ticks since boot, or "" where the system does not say or the process is a corpse."""
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return "" if not fields or fields[0] in "ZX" else fields[19]


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
