"""Notebooks: what they show of a run and of a world, and progress in one that really runs."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import catallax as cx
from tests.apps.runs.test_resume import PAIR

EXECUTE = """
import json, sys, nbclient, nbformat
cells = ["import catallax as cx", "run = cx.run('two_traders', ticks=6, progress=True)\\nrun"]
book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
nbclient.NotebookClient(book, timeout=200, kernel_name="python3").execute()
json.dump(book.cells[-1].outputs, sys.stdout)
"""


class Reader(HTMLParser):
    """Collects the tags, the text and the pictures of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.pictures: list[bytes] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        source = dict(attrs).get("src")
        if source is not None:
            assert source.startswith("data:image/png;base64,"), "nothing is fetched"
            self.pictures.append(base64.b64decode(source.partition(",")[2]))

    def handle_data(self, data: str) -> None:
        self.text += data + "\n"


def test_a_run_is_told_with_a_picture_of_its_numbers() -> None:
    run = cx.run(PAIR)
    shown = Reader(run._repr_html_())
    for part in ("pair", "50 of 50, done", "standard", f"trades ({run.count('trades'):,})", "utility gained"):
        assert part in shown.text
    (picture,) = shown.pictures
    assert picture.startswith(b"\x89PNG")


def test_the_picture_of_the_run_folder_comes_first(tmp_path: Path) -> None:
    run = cx.run(PAIR, out=tmp_path / "r", record="summary")
    (tmp_path / "r" / "summary.png").write_bytes(b"\x89PNG drawn before")
    assert Reader(run._repr_html_()).pictures == [b"\x89PNG drawn before"]


def test_names_are_escaped() -> None:
    shown = Reader(cx.run({**PAIR, "name": "<script>alert('a & b')</script>"}, ticks=1, record="none")._repr_html_())
    assert "script" not in shown.tags and "<script>alert('a & b')</script>" in shown.text
    assert shown.pictures == [] and "none recorded" in shown.text


@pytest.mark.parametrize("model", ["wolf_sheep", "forest_fire"])
def test_every_model_is_told(model: str) -> None:
    shown = Reader(cx.run(model, ticks=5, record="summary")._repr_html_())
    assert len(shown.pictures) == 1 and "ticks (6)" in shown.text


def test_a_run_that_was_killed_is_told(tmp_path: Path) -> None:
    cx.run(PAIR, out=tmp_path / "r").close()
    (tmp_path / "r" / "telemetry.h5").write_bytes(b"torn")
    assert "no readable telemetry" in Reader(cx.open_run(tmp_path / "r")._repr_html_()).text


def test_a_world_is_told() -> None:
    with cx.build(PAIR) as world:
        text = Reader(world._repr_html_()).text
    assert "1 world, tick 0" in text and "agents" in text and "Inventory" in text


def test_the_package_brings_no_matplotlib() -> None:
    code = "import sys, catallax as cx; cx.run, cx.record, cx.build; assert not {'matplotlib', 'IPython'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_progress_and_run_in_a_notebook() -> None:
    pytest.importorskip("nbclient", reason="nbclient is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    done = subprocess.run([sys.executable, "-c", EXECUTE], capture_output=True, text=True, timeout=250)
    assert done.returncode == 0, done.stderr
    outputs: list[dict[str, Any]] = json.loads(done.stdout)
    assert [output["output_type"] for output in outputs] == ["display_data", "execute_result"], "and nothing on standard error"
    bar, run = ("".join(output["data"]["text/html"]) for output in outputs)
    assert '<progress value="6" max="6">' in bar and "tick 6/6" in bar and "ticks/s" in bar
    assert "data:image/png;base64," in run and "6 of 6, done" in run
