"""The list of mutants is in order, and the script that tries them says when one survives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.mutants.catalogue import ROOT, BadMutant, Mutant, check_tests_exist, read_mutants

MUTANTS = read_mutants()
SURVIVOR = {"name": "words", "function": "mix", "old": "Scramble", "new": "Stir", "means": "nothing: a docstring is no rule"}
NO_RULES = {
    "kernels/__init__.py", "kernels/jit.py", "systems/economy/__init__.py", "systems/economy/views.py",
    "kernels/prefetch.py", "kernels/utility/libm.py",  # how to ask for memory, and for a function of the C library
    "kernels/cold_start.py", "kernels/promises.py",  # when Python's garbage collector rests; what the compiler may assume
    "systems/economy/theory/__init__.py", "systems/economy/records/__init__.py", "systems/economy/records/summary.py",
    "kernels/protocols/__init__.py", "kernels/matchings/__init__.py", "kernels/searches/__init__.py",
    "kernels/bits.py",  # machine instructions, which interpreted kernels do without
    "systems/economy/perception.py", "systems/economy/movement.py", "systems/economy/foraging.py",  # one call of a kernel each
}  # fmt: skip
NOTICED = {"name": "half", "function": "uniform", "old": "np.uint64(11)", "new": "np.uint64(12)", "means": "draws are below one half"}


def listed(folder: Path, *mutants: dict[str, Any], test: str = "tests/kernels/test_rng.py") -> Path:
    file = folder / "mutants.yaml"
    part = {"file": "kernels/rng.py", "tests": "draws", "mutants": list(mutants)}
    file.write_text(yaml.safe_dump({"tests": {"draws": [test]}, "files": [part]}), encoding="utf-8")
    return file


def run_script(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, ROOT / "scripts/mutants.py", *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_mutant_can_be_applied_and_its_tests_exist(mutant: Mutant) -> None:
    source = (ROOT / mutant.file).read_text(encoding="utf-8")
    assert mutant.applied(source) != source
    check_tests_exist(mutant)


def test_no_two_mutants_are_the_same() -> None:
    changes = {(m.file, m.applied((ROOT / m.file).read_text(encoding="utf-8"))) for m in MUTANTS}
    assert len(changes) == len(MUTANTS)


def test_every_file_of_rules_has_mutants() -> None:
    files = {str(file.relative_to(ROOT)) for folder in ("kernels", "systems/economy") for file in (ROOT / folder).rglob("*.py")}
    assert files - NO_RULES - {m.file for m in MUTANTS} == set()


def test_a_survivor_is_reported_and_what_is_noticed_is_not(tmp_path: Path) -> None:
    ended = run_script("--keep-going", "--list", listed(tmp_path, SURVIVOR, NOTICED))
    assert ended.returncode == 1, ended.stdout + ended.stderr
    lines = ended.stdout.splitlines()
    assert any(line.startswith("SURVIVED") and "words" in line for line in lines)
    assert any(line.startswith("killed") and "half" in line for line in lines)
    assert "SURVIVED: words (kernels/rng.py), in spite of tests/kernels/test_rng.py" in lines
    assert lines[-1] == "1 of 2 mutants killed; 1 not"


def test_a_list_of_which_all_are_noticed_ends_well(tmp_path: Path) -> None:
    ended = run_script("--list", listed(tmp_path, NOTICED))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.splitlines()[-1] == "1 of 1 mutants killed; 0 not"


@pytest.mark.parametrize(
    ("changed", "test", "says"),
    [
        ({"old": "no such text"}, "tests/kernels/test_rng.py", "'no such text' occurs 0 times in kernels/rng.py, function mix; needs 1"),
        ({"function": "blend"}, "tests/kernels/test_rng.py", "kernels/rng.py has 0 functions blend; needs one"),
        ({"new": "Scramble"}, "tests/kernels/test_rng.py", "`new` is the same as `old`"),
        ({"old": "value = np", "new": "value == == np"}, "tests/kernels/test_rng.py", "is no Python with it"),
        ({"tests": "dreams"}, "tests/kernels/test_rng.py", "tests: got 'dreams'; needs one of draws"),
        ({"odd": 1}, "tests/kernels/test_rng.py", "unexpected keyword argument 'odd'"),
        ({}, "tests/kernels/test_no_more.py", "tests/kernels/test_no_more.py is not there"),
        ({}, "tests/kernels/test_rng.py::test_gone", "tests/kernels/test_rng.py has no test test_gone"),
    ],
)
def test_a_bad_entry_is_a_clear_error(tmp_path: Path, changed: dict[str, Any], test: str, says: str) -> None:
    ended = run_script("--list", listed(tmp_path, {**SURVIVOR, **changed}, test=test))
    assert ended.returncode == 2
    assert ended.stderr.startswith(("mutant words: ", "mutants.yaml: mutant words: ")) and says in ended.stderr
    assert "Traceback" not in ended.stderr and ended.stdout == ""


def test_names_must_differ_and_be_known(tmp_path: Path) -> None:
    with pytest.raises(BadMutant, match="two mutants are called words"):
        read_mutants(listed(tmp_path, SURVIVOR, SURVIVOR))
    ended = run_script("nobody", "--list", listed(tmp_path, SURVIVOR))
    assert ended.returncode == 2
    assert "mutant nobody: not in the list; needs one of words" in ended.stderr
