"""Kernels mean the same interpreted (NUMBA_DISABLE_JIT=1) and with every index checked (NUMBA_BOUNDSCHECK=1)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
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


MODES = ("NUMBA_DISABLE_JIT", "NUMBA_BOUNDSCHECK")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[subprocess.Popen[str], Path]]]:
    """Both modes side by side: each uses one core."""
    if any(os.environ.get(mode) for mode in MODES):
        pytest.skip("this is the inner run")
    command = [sys.executable, "-m", "pytest", *TESTS, "-W", "ignore:overflow encountered:RuntimeWarning", "-x"]
    started = {}
    for mode in MODES:
        output = tmp_path_factory.mktemp(mode) / "output"
        environment = {**os.environ, mode: "1", "HYPOTHESIS_PROFILE": "quick"}
        with output.open("w", encoding="utf-8") as file:
            run = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT, text=True)
        started[mode] = run, output
    yield started
    for run, _ in started.values():
        run.kill()
        run.wait()


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
def test_kernels_pass_in_the_other_modes(mode: str, runs: dict[str, tuple[subprocess.Popen[str], Path]]) -> None:
    run, output = runs[mode]
    assert run.wait(timeout=900) == 0, output.read_text(encoding="utf-8")[-4000:]
