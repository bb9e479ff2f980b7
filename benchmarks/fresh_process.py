"""Runs a piece of Python in a process of its own: for what is measured from the start of a process, or of its memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def answer_of(code: str, cache: Path | None = None) -> Any:
    """Run code that prints one line of JSON last, and return what it says. `cache` is where compiled kernels are kept."""
    environment = {**os.environ, "NUMBA_NUM_THREADS": "1"}
    if cache is not None:
        environment["CATALLAX_CACHE_DIR"] = str(cache)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"a process that was measured failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])
