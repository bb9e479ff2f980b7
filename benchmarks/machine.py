"""Which machine, which versions, which commit: what a number means nothing without."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = ("catallax", "numpy", "numba", "llvmlite", "esper", "h5py")


def describe_machine() -> dict[str, Any]:
    """Return processor, cores, memory, system and versions; no name of a host or of a person."""
    return {
        "cpu": cpu_name(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.system(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
    }


def machine_slug() -> str:
    """Return a name for machines of this kind, fit for a file: `amd-epyc-7-zen4-2-cores`."""
    return re.sub(r"[^a-z0-9]+", "-", f"{cpu_name()} {os.cpu_count()} cores".lower()).strip("-")


def cpu_name() -> str:
    """Return the processor's name, with family and model where the system tells them: hypervisors shorten the name."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    facts = dict(re.split(r"\s*:\s*", line, maxsplit=1) for line in reversed(lines) if ":" in line)
    name = re.sub(r"\((R|TM)\)|CPU|Processor|@.*", "", facts.get("model name", platform.machine())).strip()
    model = f" family {facts['cpu family']} model {facts['model']}" if {"cpu family", "model"} <= set(facts) else ""
    return re.sub(r"\s+", " ", name) + model


def commit() -> str:
    """Return the commit of this tree, with `-changed` where files differ from it."""
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!benchmarks/results", ":!docs")
    return _git("rev-parse", "--short=10", "HEAD") + ("-changed" if changed else "")


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
