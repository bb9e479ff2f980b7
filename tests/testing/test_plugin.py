"""The plugin as a user's suite meets it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SUITE = """
def test_world(world):
    assert world("two_traders", seed=1).tick == 0

def test_run_small(run_small):
    run = run_small("metropolis", agents=10, ticks=3)
    assert run.manifest["ticks"] == 3 and len(run.columns("agents")["uid"]) == 10 * 4
"""
PROFILE = "\nfrom hypothesis import settings\n\ndef test_profile():\n    assert settings().max_examples == {}\n"


def pytest_passes(folder: Path, text: str, *arguments: str, **variables: str) -> None:
    (folder / "test_it.py").write_text(text)
    environment = {k: v for k, v in os.environ.items() if k not in ("CI", "HYPOTHESIS_PROFILE")} | variables
    command = [sys.executable, "-m", "pytest", "-W", "error", "-p", "no:cacheprovider", *arguments, "test_it.py"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_fixtures(tmp_path: Path) -> None:
    pytest_passes(tmp_path, SUITE)


def test_profiles_are_chosen_and_a_users_own_stays(tmp_path: Path) -> None:
    pytest_passes(tmp_path, PROFILE.format(5000), HYPOTHESIS_PROFILE="nightly")
    pytest_passes(tmp_path, PROFILE.format(6), "--hypothesis-profile=quick", CI="1")
    pytest_passes(tmp_path, PROFILE.format(200), CI="1")
    (tmp_path / "conftest.py").write_text(
        "from hypothesis import settings\nsettings.register_profile('mine', max_examples=77)\nsettings.load_profile('mine')\n"
    )
    pytest_passes(tmp_path, PROFILE.format(77), CI="1")


def test_the_plugin_and_the_package_import_nothing_heavy() -> None:
    code = (
        "import sys, catallax.testing, catallax.testing.plugin\n"
        "heavy = {'numba', 'hypothesis', 'h5py', 'pydantic', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
