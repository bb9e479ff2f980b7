"""The picture of a schedule shows every system and every group it touches, for any world."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from matplotlib.image import imread

import catallax as cx
from catallax.apps.analytics import graph
from catallax.components.economy import Mode
from tests.apps.test_cli import call


class Weight(cx.Columns):
    """How heavy."""

    grams: cx.F64 = cx.column(unit="g", doc="weight")


class Shadow(cx.Columns, scratch=True):
    """Recomputed."""

    length: cx.F64 = cx.column(unit="m", doc="length")


def grow(weight: cx.Mut[Weight]) -> None:
    """Grows."""


def cast(weight: Weight, shadow: cx.Mut[Shadow]) -> None:
    """Casts."""


def at_noon(clock: cx.Res[cx.Clock]):
    """Noon."""
    return clock.tick % 24 == 12


def stones() -> cx.World:
    world = cx.World(seeds=[1])
    world.add_table("stones", [Weight, Shadow], counts=[3])
    world.add(grow, every=7)
    world.add(cast, after="grow", when=at_noon)
    return world


def written(path: Path, monkeypatch: pytest.MonkeyPatch, world: cx.World) -> str:
    """Draw an SVG whose text is text, and return it."""
    with monkeypatch.context() as patch:
        patch.setattr(graph, "rc_context", lambda rc: real({**rc, "svg.fonttype": "none"}))
        return cx.draw_schedule(world, path).read_text()


real = graph.rc_context


def test_systems_groups_and_conditions_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with stones() as world:
        text = written(tmp_path / "a.svg", monkeypatch, world)
    for name in ("grow", "cast", "every 7 ticks", "when at_noon", "Weight", "Shadow", "Clock", "stones"):
        assert name in text
    assert re.search(r"italic[^>]*>Shadow<", text) and not re.search(r"italic[^>]*>Weight<", text)


def test_every_system_of_an_economy_is_there_and_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with cx.build("two_traders") as world:
        world.add_table("stones", [Weight], counts=[1])
        world.add(grow)
        text = written(tmp_path / "a.svg", monkeypatch, world)
        names = [system.name for system in world.schedule]
        assert len(names) == 14
        assert all(name in text for name in names)
        assert "when trade_is_on" in text and Mode.__name__ in text and "pairings" in text


def test_marks_are_where_access_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marks: list[tuple[float, float, str]] = []
    real_plot = graph.Axes.plot
    note = lambda axes, x, y, **kw: (marks.append((x, y, kw["marker"])), real_plot(axes, x, y, **kw))[1]  # noqa: E731
    monkeypatch.setattr(graph.Axes, "plot", note)
    with stones() as world:
        cx.draw_schedule(world, tmp_path / "a.svg")
    clock = 2 + graph.GAP  # columns: Weight, Shadow, a gap, Clock
    assert marks == [(0.0, 0, "s"), (0.0, 1, "o"), (1.0, 1, "s"), (clock, 1, "o")]


def test_the_same_world_gives_the_same_file_and_png_opens(tmp_path: Path) -> None:
    with stones() as world:
        first, second = (cx.draw_schedule(world, tmp_path / f"{k}.svg").read_bytes() for k in "ab")
        assert first == second
        picture = imread(cx.draw_schedule(world, tmp_path / "a.png"))
        assert picture.shape[0] > 100 and picture.min() < 0.5 < picture.max()
        with pytest.raises(cx.EngineError, match=r"needs one of \.svg"):
            cx.draw_schedule(world, tmp_path / "a.docx")


def test_a_world_with_nothing_to_draw(tmp_path: Path) -> None:
    def idle() -> None:
        """Touches nothing."""

    with cx.World(seeds=[1]) as world:
        with pytest.raises(cx.EngineError, match="no system"):
            cx.draw_schedule(world, tmp_path / "a.svg")
        world.add(idle)
        assert cx.draw_schedule(world, tmp_path / "a.svg").exists()


def test_command(tmp_path: Path) -> None:
    done = call("graph", "two_traders", cwd=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "schedule-two_traders.svg"), done.stderr
    assert (tmp_path / "schedule-two_traders.svg").read_text().startswith("<?xml")
    wrong = call("graph", "two_traders", "--out", "a.txt", cwd=tmp_path)
    assert wrong.returncode == 1 and "needs one of .svg, .png, .pdf" in wrong.stderr and "Traceback" not in wrong.stderr
    assert call("graph", "nowhere.yaml", cwd=tmp_path).returncode == 1
