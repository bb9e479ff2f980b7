"""What README and guide show, runs: every Python block in a fresh interpreter, every `catallax` line, every YAML file."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from catallax.scenarios.loader import load_text

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]


def blocks(language: str) -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        parts = re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        found += [(f"{page.name}-{k}", text) for k, text in enumerate(parts)]
    return found


@pytest.mark.parametrize(("name", "code"), blocks("python"), ids=lambda v: v if len(v) < 30 else "")
def test_python(name: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "example.py").write_text(code)
    done = subprocess.run([sys.executable, "example.py"], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("name", "lines"), blocks("bash"), ids=lambda v: v if len(v) < 30 else "")
def test_commands(name: str, lines: str, tmp_path: Path) -> None:
    for line in lines.splitlines():
        words = shlex.split(line)
        assert words[0] == "catallax", line
        done = subprocess.run([sys.executable, "-m", *words], cwd=tmp_path, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, f"{line}\n{done.stderr}"


@pytest.mark.parametrize(("name", "text"), blocks("yaml"), ids=lambda v: v if len(v) < 30 else "")
def test_scenario_files(name: str, text: str) -> None:
    assert load_text(text, name).warnings == ()


def test_links_lead_somewhere() -> None:
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_names_the_commands_that_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "pip install uv && uv run catallax run bazaar" in readme
    assert "pip install uv && uv run pytest -n auto --dist worksteal" in readme
    assert "pip install uv && uv run pytest -n auto --dist worksteal" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
