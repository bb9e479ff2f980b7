"""`catallax report`: where the page goes, what is printed, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.apps.test_cli import call


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the runs a and b."""
    folder = tmp_path_factory.mktemp("runs")
    for name in ("a", "b"):
        done = call("run", "two_traders", "--ticks", "4", "--quiet", "--record", "full", "--out", name, cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


def test_a_page_beside_the_run_again_and_again(runs: Path) -> None:
    for _ in range(2):  # a page is made from its run: it may be made again
        done = call("report", "a", cwd=runs)
        assert (done.returncode, done.stdout, done.stderr) == (0, "a/report.html\n", "")
    assert (runs / "a" / "report.html").read_text().startswith("<!doctype html>")


def test_several_runs_and_their_numbers(runs: Path, tmp_path: Path) -> None:
    done = call("report", runs / "a", runs / "b", "--csv", "numbers", "--at", "-1,2", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"report": "report-a-b.html", "csv": "numbers", "runs": [str(runs / "a"), str(runs / "b")]}
    rows = (tmp_path / "numbers" / "lorenz.csv").read_text().splitlines()[1:]
    assert {row.split(",")[-3] for row in rows} == {"-1", "2"} and len(rows) == 2 * 2 * 3
    again = call("report", runs / "a", runs / "b", cwd=tmp_path)
    assert again.returncode == 1 and "something there already" in again.stderr and "--force" in again.stderr
    assert call("report", runs / "a", runs / "b", "--force", "--csv", "numbers", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["report", "a", "--at", "-2"], 2, "needs ticks from -1 on"),
        (["report", "nowhere"], 1, "no run there"),
        (["report", "a", "--out", "b/manifest.json"], 1, "something there already"),
        (["report", "a", "--out", "b", "--force"], 1, "something there already"),
        (["report", "a", "--csv", "b", "--out", "c.html"], 1, "something there already"),
    ],
)
def test_what_is_refused(arguments: list[str], code: int, message: str, runs: Path) -> None:
    before = sorted(path.name for path in runs.rglob("*"))
    done = call(*arguments, cwd=runs)
    assert done.returncode == code and message in done.stderr and "Traceback" not in done.stderr
    assert sorted(path.name for path in runs.rglob("*")) == before
