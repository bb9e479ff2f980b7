"""Runs a piece of Python in a process of its own: for what is measured from the start of a process, or of its memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def answer_of(code: str, **environment: str) -> Any:
    """Run code that prints one line of JSON last, in an environment with these variables, and return what it says."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "NUMBA_NUM_THREADS": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"a process that was measured failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])
