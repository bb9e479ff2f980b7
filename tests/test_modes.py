"""Kernels mean the same interpreted (NUMBA_DISABLE_JIT=1) and with every index checked (NUMBA_BOUNDSCHECK=1)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TESTS = (
    "tests/kernels",
    "tests/golden",
    "tests/systems/economy/test_phases.py",
    "tests/systems/economy/test_zones.py",
    "tests/systems/wolf_sheep/test_phases.py",
    "tests/systems/forest_fire/test_phases.py",
    "tests/engine/test_table.py",
)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["NUMBA_DISABLE_JIT", "NUMBA_BOUNDSCHECK"])
def test_kernels_pass_in_the_other_modes(mode: str) -> None:
    if os.environ.get("NUMBA_DISABLE_JIT") or os.environ.get("NUMBA_BOUNDSCHECK"):
        pytest.skip("this is the inner run")
    environment = {**os.environ, mode: "1", "HYPOTHESIS_PROFILE": "quick"}
    command = [sys.executable, "-m", "pytest", *TESTS, "-W", "ignore:overflow encountered:RuntimeWarning", "-x"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout[-4000:]
