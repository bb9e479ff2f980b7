"""The seven scenarios of the original's first phase as generated files: each tells its command, which makes it again to the byte."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

import catallax as cx
from tests.scenarios.generate.command import call

FIXTURES = Path(__file__).with_name("fixtures")
NAMES = ["phase1_complete", "test_ces", "test_linear", "test_mixed", "test_quadratic", "test_stone_geary", "test_translog"]


def test_all_seven_are_there() -> None:
    assert sorted(path.stem for path in FIXTURES.glob("*.yaml")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_its_command_makes_it_again(name: str, tmp_path: Path) -> None:
    text = (FIXTURES / f"{name}.yaml").read_text(encoding="utf-8")
    words = shlex.split(text.splitlines()[1].removeprefix("#"))
    assert words[:3] == ["catallax", "generate", name]
    code, _, errors = call(*words[1:], cwd=tmp_path)
    assert code == 0, errors
    assert (tmp_path / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_and_has_the_families_that_its_name_says(name: str) -> None:
    scenario = cx.load_scenario(FIXTURES / f"{name}.yaml")
    families = [entry.type for entry in scenario.utilities.mix]
    known = ["ces", "linear", "quadratic", "translog", "stone_geary"]
    assert families == (known if name in ("phase1_complete", "test_mixed") else [name.removeprefix("test_")]) or name == "test_mixed"
    assert len(families) > 1 or name not in ("phase1_complete", "test_mixed")
    assert cx.run(scenario, ticks=20, record="none").manifest["status"] == "done"
