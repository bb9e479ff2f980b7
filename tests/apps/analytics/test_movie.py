"""Movies show what was recorded, in every format, the same each time; what cannot be shown is refused and leaves nothing."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageColor, ImageSequence

import catallax as cx
from catallax.apps import cli
from catallax.apps.analytics.colours.economy import ACTIVITY_COLOURS
from catallax.apps.analytics.movie import formats, make
from catallax.apps.analytics.movie.canvas import SHADES, Canvas
from catallax.apps.analytics.movie.recorded import Recorded
from tests.apps.runs.test_resume import PAIR

WOLVES: dict[str, Any] = {
    "schema_version": 2, "name": "pack", "model": "wolf_sheep", "seed": 3, "ticks": 8, "grid": {"width": 12, "height": 9, "torus": True},
    "sheep": {"count": 14, "gain": 4, "birth_chance": 0.05}, "wolves": {"count": 6, "gain": 10, "birth_chance": 0.05},
    "grass": {"grown": 0.5, "regrowth_ticks": 5},
}  # fmt: skip
FOREST: dict[str, Any] = {
    "schema_version": 2, "name": "wood", "model": "forest_fire", "seed": 1, "ticks": 9, "grid": {"width": 14, "height": 10},
    "density": 0.7, "fire": {"start": "left"},
}  # fmt: skip
ACTIVITIES = dict(zip(("trade_paired", "trade", "forage", "idle", "idle_home"), ACTIVITY_COLOURS, strict=True))


@pytest.fixture(scope="module")
def pair() -> cx.Run:
    return cx.run(PAIR, ticks=12, record="agents,cells,trades")


@pytest.fixture(scope="module")
def wood() -> cx.Run:
    return cx.run(FOREST)


def frames(path: Path) -> list[np.ndarray]:
    """Read all frames of a WebP or a GIF, uint8[height, width, 3]."""
    with Image.open(path) as picture:
        return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(picture)]


def rgb(colour: str) -> tuple[int, ...]:
    return ImageColor.getrgb(colour)


def middles(frame: np.ndarray, width: int, height: int) -> np.ndarray:
    """Return the pixels in the middle of cells, [width, height, 3], row 0 at the bottom; found anew from the page's description."""
    cell = -(-512 // max(width, height))
    left = (frame.shape[1] - width * cell) // 2
    rows = 34 + cell * np.arange(height)[::-1] + cell // 2
    return frame[rows[None, :], (left + cell * np.arange(width) + cell // 2)[:, None]]


def test_an_economy_frame_shows_each_agent_and_cell(pair: cx.Run, tmp_path: Path) -> None:
    made = cx.movie(pair, tmp_path / "a.gif")
    agents, cells, pictures = pair.frame("agents"), pair.frame("cells"), frames(made.path)
    assert made.ticks == tuple(range(-1, 12)) and len(pictures) == 13
    seen: set[str] = set()
    for tick, frame in zip(made.ticks, pictures, strict=True):
        assert frame.shape == (made.height, made.width, 3)
        here, found = agents[agents.tick == tick], middles(frame, 5, 4)
        alone = here[~here.duplicated(["x", "y"], keep=False)]
        for agent in alone.itertuples():
            assert tuple(found[agent.x, agent.y]) == rgb(ACTIVITIES[agent.activity])
            seen.add(agent.activity)
        taken = set(zip(here.x, here.y, strict=True))
        amounts = {(c.x, c.y): (c.good, c.amount) for c in cells[cells.tick == tick].itertuples()}
        for x, y in np.ndindex(5, 4):
            if (x, y) in taken:
                continue
            good, amount = amounts.get((x, y), ("A", 0))
            red, _, blue = found[x, y].astype(int)
            assert (red, blue) == (255, 255) if amount == 0 else (red > blue) == (good == "A") and red != blue
    assert len(seen) > 1
    assert len({tuple(c) for c in middles(pictures[0], 5, 4).reshape(-1, 3).tolist()}) > 2


def test_who_shares_a_cell_stands_beside_the_others() -> None:
    canvas = Canvas(4, 4, ["#ff0000", "#00ff00", "#0000ff"], [])
    place = lambda n: np.full(n, 1, np.int64)  # noqa: E731
    for colours in ([0, 1], [0, 1, 2], [0, 0, 1, 1, 2, 2, 2]):
        canvas.begin("", "", "")
        canvas.ground(np.zeros((4, 4), np.uint8))
        canvas.map[:] = 0
        canvas.place(place(len(colours)), place(len(colours)), np.array(colours, np.uint8), np.zeros(len(colours), np.uint8))
        rows, columns = np.nonzero(canvas.map)
        assert set(canvas.map[rows, columns].tolist()) == {SHADES + c for c in colours}
        assert rows.min() >= 2 * 128 and rows.max() < 3 * 128 and columns.min() >= 128 and columns.max() < 256
        sizes = [int((canvas.map == SHADES + k).sum()) / colours.count(k) for k in set(colours)]
        assert max(sizes) == min(sizes)


def test_a_grid_larger_than_a_screen_is_drawn_as_a_sample() -> None:
    canvas = Canvas(3000, 7, ["#ffffff", "#ff0000", "#0000ff"], [])
    ground = np.arange(3000 * 7, dtype=np.int64).reshape(3000, 7) % 2
    canvas.ground(ground.astype(np.uint8))
    assert canvas.map.shape == (3, 1000) and canvas.width % 2 == canvas.height % 2 == 0
    assert (ground[::3, ::3] + SHADES == canvas.map[::-1].T).all()
    canvas.place(np.array([2999, 0]), np.array([6, 0]), np.array([2, 2], np.uint8), np.array([0, 1], np.uint8))
    assert canvas.map[0, 999] == canvas.map[2, 0] == SHADES + 2


def test_wolves_sheep_and_grass_are_where_they_were(tmp_path: Path) -> None:
    run = cx.run(WOLVES)
    made = cx.movie(run, tmp_path / "a.webp")
    sheep, wolves, cells = (run.frame(name) for name in ("sheep", "wolves", "cells"))
    for tick, frame in zip(made.ticks, frames(made.path), strict=True):
        found = middles(frame, 12, 9)
        here = {name: t[t.tick == tick] for name, t in (("sheep", sheep), ("wolves", wolves))}
        places = {name: list(zip(t.x, t.y, strict=True)) for name, t in here.items()}
        grass = {(c.x, c.y): c.grass for c in cells[cells.tick == tick].itertuples()}
        for x, y in np.ndindex(12, 9):
            if (count := sum(p.count((x, y)) for p in places.values())) > 1:
                continue
            expected = "#CDEBDA" if grass[x, y] else "#F8F2E6"
            if count:
                expected = "#0072B2" if (x, y) in places["sheep"] else "#000000"
            assert tuple(found[x, y]) == rgb(expected)


def test_a_species_that_died_out_leaves_frames_without_it(tmp_path: Path) -> None:
    doomed = WOLVES | {
        "wolves": {"count": 1, "gain": 1, "birth_chance": 0.0},
        "sheep": {"count": 0, "gain": 1, "birth_chance": 0.0},
        "ticks": 20,
    }
    run = cx.run(doomed, record="sheep=2,wolves=2")
    assert run.frame("wolves").tick.max() < 10
    assert cx.movie(run, tmp_path / "a.gif").ticks == (-1, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 19)


def test_a_forest_is_in_the_colours_of_its_states(wood: cx.Run, tmp_path: Path) -> None:
    made, colours = cx.movie(wood, tmp_path / "a.webp"), {"empty": "#FBF6EC", "tree": "#A6DCC6", "burning": "#D55E00", "burnt": "#4D4D4D"}
    cells = wood.frame("cells")
    for tick, frame in zip(made.ticks, frames(made.path), strict=True):
        found, here = middles(frame, 14, 10), cells[cells.tick == tick]
        assert (found[here.x, here.y] == [rgb(colours[state]) for state in here.state]).all()


@pytest.mark.parametrize("suffix", [".webp", ".gif", ".mp4", ".GIF"])
def test_each_format_holds_the_frames_and_has_the_same_bytes_again(suffix: str, wood: cx.Run, tmp_path: Path) -> None:
    made = cx.movie(wood, tmp_path / f"a{suffix}", fps=25)
    again = cx.movie(wood, tmp_path / f"b{suffix}", fps=25)
    assert made.path.read_bytes() == again.path.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"a{suffix}", f"b{suffix}"]
    truth = frames(cx.movie(wood, tmp_path / "truth.webp").path)
    if suffix == ".mp4":
        import av

        with av.open(str(made.path)) as container:
            assert container.streams.video[0].average_rate == 25
            pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        assert len(pictures) == len(truth)
        for ours, theirs in zip(pictures, truth, strict=True):
            assert np.abs(middles(ours, 14, 10).astype(int) - middles(theirs, 14, 10)).max() < 24
    else:
        assert all((ours == theirs).all() for ours, theirs in zip(frames(made.path), truth, strict=True))
        with Image.open(made.path) as picture:
            picture.seek(1)
            picture.load()
            assert picture.info["duration"] == 40 and picture.info["loop"] == 0


def test_ticks_are_chosen(pair: cx.Run, tmp_path: Path) -> None:
    assert cx.movie(pair, tmp_path / "a.gif", every=4, first=2, last=11).ticks == (2, 6, 10)
    assert cx.movie(pair, tmp_path / "a.webp", first=5, last=5).ticks == (5,)
    whole = frames(cx.movie(pair, tmp_path / "a.gif").path)
    part = frames(cx.movie(pair, tmp_path / "b.gif", first=3, last=5).path)
    assert all((ours[:400] == theirs[:400]).all() for ours, theirs in zip(part, whole[4:7], strict=True))


def test_cells_that_are_older_than_the_agents_are_told(tmp_path: Path) -> None:
    often, rarely, never = (cx.run(PAIR, ticks=9, record=f"agents=2{cells}") for cells in (",cells", ",cells=4", ""))
    assert list(Recorded(rarely).ticks("cells")) == [-1, 0, 4, 8]
    pictures = [frames(cx.movie(run, tmp_path / "a.gif").path) for run in (often, rarely, never)]
    assert len(pictures[0]) == len(pictures[1]) == len(pictures[2]) == 6  # ticks -1, 0, 2, 4, 6, 8
    map_part = slice(34, 34 + 4 * 103)
    for k, tick in enumerate((-1, 0, 2, 4, 6, 8)):
        assert (pictures[0][k][map_part] == pictures[1][k][map_part]).all() or tick % 4
    legends = {p[0][34 + 4 * 103 :].tobytes() for p in pictures}
    assert len(legends) == 3  # they say so


def test_agents_by_family(tmp_path: Path) -> None:
    mixed = PAIR | {"utilities": {"mix": [
        {"type": "ces", "weight": 0.5, "params": {"rho": 0.5, "wA": 1.0, "wB": 1.0}},
        {"type": "linear", "weight": 0.5, "params": {"vA": 1.0, "vB": 1.2}},
    ]}}  # fmt: skip
    run = cx.run(mixed, ticks=3, record="agents")
    made = cx.movie(run, tmp_path / "a.gif", colour="family")
    with cx.build(mixed) as world:
        from catallax.components.economy import Preferences

        family = world[Preferences].family.copy()
    assert len(set(family.tolist())) == 2
    agents = run.frame("agents")
    for tick, frame in zip(made.ticks, frames(made.path), strict=True):
        here, found = agents[agents.tick == tick], middles(frame, 5, 4)
        for agent in here[~here.duplicated(["x", "y"], keep=False)].itertuples():
            assert tuple(found[agent.x, agent.y]) == rgb(("#0072B2", "#000000")[family[agent.uid]])


def test_the_movie_of_a_branch_begins_with_its_past(tmp_path: Path) -> None:
    cx.run(PAIR, ticks=10, record="agents=5", out=tmp_path / "parent").close()
    branch = cx.branch(tmp_path / "parent", at=6, changes={"params.vision_radius": 1}, record="agents=2", out=tmp_path / "branch")
    assert cx.movie(branch).ticks == (-1, 0, 5, 6, 8, 9)
    assert (tmp_path / "branch" / "movie.webp").exists()


@pytest.mark.parametrize(
    ("scenario", "record", "options", "message"),
    [
        (PAIR, "trades", {}, "movie: got a run without the table agents; needs it, to draw. Run it again with --record agents, or full."),
        (WOLVES, "sheep", {}, "Run it again with --record sheep,wolves"),
        (FOREST, "summary", {}, "without the table cells"),
        (FOREST, "none", {}, "recorded nothing"),
        (FOREST, "full", {"colour": "family"}, "needs an economy's run"),
        (PAIR, "agents", {"colour": "mood"}, "needs one of activity, family"),
        (PAIR, "agents", {"first": 90}, "got no recorded tick from 90; needs one of ticks -1 to 1"),
        (PAIR, "agents", {"fps": 0}, "fps 0; needs 1 to 50"),
        (PAIR, "agents", {"every": 0}, "every 0; needs at least 1"),
        (PAIR, "agents", {"path": "x.avi"}, r"got '.avi'; needs one of .webp, .gif, .mp4"),
        (PAIR, "agents", {"path": "no/where.gif"}, "no folder no"),
        (PAIR, "agents", {"path": None}, "a run in memory and no file"),
    ],
)
def test_what_cannot_be_shown_is_refused(scenario: dict[str, Any], record: str, options: dict[str, Any], message: str,
                                         tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    run = cx.run(scenario, ticks=2, record=record)
    with pytest.raises(cx.EngineError) as refused:
        cx.movie(run, **{"path": "a.gif"} | options)
    assert message in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_mp4_without_pyav_says_what_to_install(pair: cx.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "av" else real(name, *rest))
    with pytest.raises(cx.EngineError, match=r"got no PyAV; needs it, to write MP4. pip install 'catallax\[movie\]'"):
        cx.movie(pair, tmp_path / "a.mp4")


def test_too_many_frames_for_memory_are_refused(pair: cx.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "IN_MEMORY", 2_000_000)
    with pytest.raises(cx.EngineError, match=r"got 13 frames; needs at most \d .* Take --every \d+, or write an .mp4"):
        cx.movie(pair, tmp_path / "a.webp")
    assert len(cx.movie(pair, tmp_path / "a.mp4").ticks) == 13


def test_an_interrupt_leaves_nothing_half_written(pair: cx.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.gif").write_text("the old one")

    def interrupted(reel: formats.Reel, path: Path, suffix: str) -> None:
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(make, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        cx.movie(pair, tmp_path / "a.gif")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.gif", "the old one")]


def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["catallax", "movie", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


def test_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    cx.run(FOREST, out="wood").close()
    code, out, _ = command(monkeypatch, capsys, "wood")
    assert code == 0 and out.startswith("wood/movie.webp  10 frames of")
    code, out, _ = command(monkeypatch, capsys, "wood", "-o", "a.mp4", "--from", "2", "--to", "6", "--every", "2", "--fps", "5", "--json")
    told = json.loads(out)
    assert code == 0 and (told["movie"], told["frames"], told["first"], told["last"], told["fps"]) == ("a.mp4", 3, 2, 6, 5)
    assert told["bytes"] == (tmp_path / "a.mp4").stat().st_size
    for words, expected, message in (
        (["nowhere"], 1, "nowhere"),
        (["wood", "-o", "a.png"], 1, "needs one of .webp"),
        (["wood", "--fps", "60"], 2, "--fps"),
        (["wood", "--every", "0"], 2, "--every"),
        (["wood", "--from", "5", "--to", "4"], 2, "needs at least --from"),
    ):
        code, out, err = command(monkeypatch, capsys, *words)
        assert (code, out) == (expected, "") and message in err and "Traceback" not in err
    code, out, _ = command(monkeypatch, capsys, "wood", "--colour", "family", "--json")
    assert code == 1 and "an economy's run" in json.loads(out)["error"]
