"""Kernels mean the same interpreted (NUMBA_DISABLE_JIT=1) and with every index checked (NUMBA_BOUNDSCHECK=1)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODES = ("NUMBA_DISABLE_JIT", "NUMBA_BOUNDSCHECK")
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
@pytest.mark.parametrize("mode", MODES)
def test_kernels_pass_in_the_other_modes(mode: str) -> None:
    if any(os.environ.get(other) for other in MODES):
        pytest.skip("this is the inner run")
    command = [sys.executable, "-m", "pytest", *TESTS, "-W", "ignore:overflow encountered:RuntimeWarning", "-x"]
    environment = {**os.environ, mode: "1", "HYPOTHESIS_PROFILE": "quick"}
    run = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900)
    assert run.returncode == 0, run.stdout[-4000:]
