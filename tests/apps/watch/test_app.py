"""The screen, driven as a person would: keys and clicks, in windows of several sizes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import numpy as np
import pytest
from textual.pilot import Pilot

import catallax as cx
from catallax.apps.watch.app import INTERRUPTED, WatchApp
from catallax.apps.watch.map import MARK
from catallax.apps.watch.opening import watch_scenario
from catallax.apps.watch.panes import Lines, MapPane
from catallax.apps.watch.views import CELLS, Who
from catallax.scenarios.loader import load_scenario

SIZES = [(80, 24), (120, 40)]
Play = Callable[[Pilot[None], WatchApp], Awaitable[None]]


def play(script: Play, scenario: str = "bazaar", size: tuple[int, int] = (80, 24), speed: float = 20.0) -> WatchApp:
    app = WatchApp(watch_scenario(load_scenario(scenario), 0), speed)

    async def main() -> None:
        async with app.run_test(size=size) as pilot:
            await settle(pilot, app)
            await script(pilot, app)

    asyncio.run(main())
    return app


async def settle(pilot: Pilot[None], app: WatchApp) -> None:
    """Wait until all that was asked for is shown."""
    for _ in range(3000):
        await pilot.pause(0.005)
        if not app.busy and app.picture is not None:
            break
    await pilot.pause()


async def press(pilot: Pilot[None], app: WatchApp, *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot, app)


def lines(app: WatchApp, pane: str) -> list[str]:
    return [line.plain for line in app.query_one(f"#{pane}", Lines)._lines]


def screen(app: WatchApp) -> list[str]:
    width, height = app.size
    rows = app.screen._compositor.render_strips()
    return [strip.text for strip in rows[:height] if width]


@pytest.mark.parametrize("size", SIZES)
def test_time_goes_on_and_back(size: tuple[int, int]) -> None:
    with cx.build("bazaar") as world:
        digests = [world.digest()]
        for _ in range(12):
            world.step()
            digests.append(world.digest())

    async def script(pilot: Pilot[None], app: WatchApp) -> None:
        title = lambda: lines(app, "title")[0]  # noqa: E731
        assert "tick 0 of 300" in title() and "paused, 20/s" in title()
        for keys, tick in (
            (["full_stop"] * 3, 3), (["greater_than_sign"], 13), (["comma"], 12), (["less_than_sign"], 2), (["right_square_bracket"], 3),
            (["left_square_bracket"], 2), (["home"], 0), (["comma"], 0), (["full_stop"], 1), (["greater_than_sign", "comma", "comma"], 9),
        ):  # fmt: skip
            await press(pilot, app, *keys)
            assert f"tick {tick} of 300" in title()
            assert app.timeline.tick == tick
            if tick <= 12:
                assert app.timeline.world.digest() == digests[tick]
        before = app.timeline.tick
        await pilot.press("space")
        assert app.playing and "going 20/s" in title()
        for _ in range(400):
            await pilot.pause(0.02)
            if app.timeline.tick >= before + 3:
                break
        await pilot.press("space")
        await settle(pilot, app)
        assert not app.playing and app.timeline.tick >= before + 3
        await press(pilot, app, "plus")
        assert "paused, 50/s" in title()
        await press(pilot, app, "minus", "minus")
        assert "paused, 10/s" in title()

    play(script, size=size)


def test_the_end_is_said_and_time_can_go_back_from_it() -> None:
    async def script(pilot: Pilot[None], app: WatchApp) -> None:
        await pilot.press("space")
        for _ in range(1000):
            await pilot.pause(0.01)
            if not app.playing and app.picture is not None and app.picture.at_end:
                break
        assert app.timeline.at_end and "the end" in lines(app, "title")[0]
        await press(pilot, app, "space")
        assert "that was the last tick" in lines(app, "title")[0] and not app.playing
        await press(pilot, app, "full_stop", "home")
        assert app.timeline.tick == 0 and "the end" not in lines(app, "title")[0]

    play(script, scenario="two_traders", speed=1e9)


@pytest.mark.parametrize("size", SIZES)
def test_one_is_looked_into_by_key_by_number_and_by_click(size: tuple[int, int]) -> None:
    async def script(pilot: Pilot[None], app: WatchApp) -> None:
        await press(pilot, app, "greater_than_sign", "n")
        assert app.selected == Who("agents", 0) and lines(app, "inside")[0].split() == ["agent", "0"]
        await press(pilot, app, "tab", "tab", "p")
        assert app.selected == Who("agents", 1)
        await press(pilot, app, "slash", "4", "2", "q", "backspace", "enter")
        assert app.selected == Who("agents", 42) and any(line.startswith("why") for line in lines(app, "inside"))
        assert app.is_running, "q was a letter of the question"
        await press(pilot, app, "slash", "9", "9", "9", "9", "enter")
        assert app.selected == Who("agents", 42) and "no agent 9999" in lines(app, "title")[0]
        await press(pilot, app, "g", "x", "enter")
        assert "'x': needs a number, or agent and a number" in lines(app, "title")[0]
        await press(pilot, app, "slash", "escape")
        assert app.selected == Who("agents", 42) and not app.query_one("#ask").display
        pane, scene = app.query_one("#map", MapPane), app.picture.scene  # type: ignore[union-attr]
        marked = np.argwhere(pane._frame.characters == MARK)[0]  # type: ignore[union-attr]
        assert screen(app)[pane.region.y + int(marked[0])][int(marked[1])] == MARK
        for row in (7, 100):
            x, y = int(scene.x[row]), int(scene.y[row])
            column, line = app.window.character_of(x, y)  # type: ignore[union-attr]
            await pilot.click("#map", offset=(column, line))
            await settle(pilot, app)
            place = scene.place_of(app.selected) if app.selected else None
            assert place is not None and place[0] == x and abs(place[1] - y) <= 1
        await press(pilot, app, "escape")
        assert app.selected is None and "click" in lines(app, "inside")[0]
        await pilot.click("#map", offset=(0, 0))
        assert app.selected is None, "there is nothing beyond the world"

    play(script, size=size)


def test_cells_can_be_looked_into_where_nobody_moves() -> None:
    async def script(pilot: Pilot[None], app: WatchApp) -> None:
        pane = app.query_one("#map", MapPane)
        await pilot.click("#map", offset=(pane.size.width // 2, pane.size.height // 2))
        await settle(pilot, app)
        assert app.selected is not None and app.selected.table == CELLS
        assert any("state" in line for line in lines(app, "inside"))
        await press(pilot, app, "n")
        assert any("burning" in line for line in lines(app, "inside"))

    play(script, scenario="forest_fire")


def test_the_map_zooms_and_moves_and_follows_who_is_looked_into() -> None:
    async def script(pilot: Pilot[None], app: WatchApp) -> None:
        whole = app.window
        assert whole is not None
        await press(pilot, app, "x")
        assert app.window == whole, "there is nothing beyond the world to see"
        await press(pilot, app, *["z"] * 4)
        assert app.window.zoom == 4
        left, top = app.window.left, app.window.top
        await press(pilot, app, "right", "up")
        assert (app.window.left, app.window.top) == (left + 1, top + 1)
        await press(pilot, app, *["h"] * 15, *["j"] * 14)
        assert app.window.left == 0 and app.window.top == app.window.cells_down - 1
        for key in ("n", "greater_than_sign", "greater_than_sign"):
            await press(pilot, app, key)
            x, y = app.picture.scene.place_of(app.selected)  # type: ignore[union-attr,arg-type,misc]
            assert app.window.shows(x, y)
        await press(pilot, app, "f")
        assert app.window == whole

    play(script)


@pytest.mark.parametrize("scenario", ["bazaar", "wolf_sheep", "forest_fire"])
def test_letters_take_the_place_of_colours(scenario: str) -> None:
    async def script(pilot: Pilot[None], app: WatchApp) -> None:
        app.painter.letters = False
        await press(pilot, app, "greater_than_sign", "c")
        frame = app.query_one("#map", MapPane)._frame
        assert frame is not None and app.painter.letters
        shown = set(np.unique(frame.characters[frame.paper == 1])) - {" "}
        assert {kind.letter for kind in app.view.kinds} & shown
        assert "▀" not in shown
        for kind in app.view.kinds:
            assert any(f"{kind.letter} {kind.word}" in line for line in lines(app, "legend"))
        await press(pilot, app, "c")
        assert "▀" in set(np.unique(app.query_one("#map", MapPane)._frame.characters))  # type: ignore[union-attr]

    play(script, scenario=scenario)


@pytest.mark.parametrize("colours", ["", "1"])
def test_no_color_gets_letters(colours: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_COLOR_SYSTEM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if colours:
        monkeypatch.setenv("NO_COLOR", colours)

    async def script(pilot: Pilot[None], app: WatchApp) -> None:
        assert app.painter.letters == bool(colours)

    play(script, scenario="two_traders")


@pytest.mark.parametrize("scenario", ["two_towns", "wolf_sheep", "forest_fire"])
def test_any_size_of_window_will_do(scenario: str) -> None:
    async def script(pilot: Pilot[None], app: WatchApp) -> None:
        await press(pilot, app, "n")
        for size in ((20, 5), (1, 1), (200, 60), (30, 40), (80, 24)):
            await pilot.resize_terminal(*size)
            await settle(pilot, app)
            await press(pilot, app, "full_stop", "z", "x")
            assert len(screen(app)) == size[1]
            assert all(len(line) == size[0] for line in screen(app))
        whole = "\n".join(screen(app))
        assert "tick 5 of" in whole and "quit" in whole

    play(script, scenario=scenario)


@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
def test_help_tells_all_keys_and_any_key_closes_it(size: tuple[int, int]) -> None:
    async def script(pilot: Pilot[None], app: WatchApp) -> None:
        await press(pilot, app, "question_mark")
        if size[1] == 24:
            told = "\n".join(screen(app))
            for words in ("go on, or pause", "back to the snapshot before", "one by number", "all of the world in view", "quit"):
                assert words in told
        await pilot.press("pagedown", "down")
        assert len(app.screen_stack) == 2
        await pilot.press("space")
        assert len(app.screen_stack) == 1 and not app.playing

    play(script, size=size)


def test_what_there_is_no_room_for_comes_into_view() -> None:
    async def script(pilot: Pilot[None], app: WatchApp) -> None:
        await press(pilot, app, "greater_than_sign", "n", "n")
        assert "lines more: PgDn" in "\n".join(screen(app)) and "likes" not in "\n".join(screen(app))
        await press(pilot, app, *["pagedown"] * 9)
        assert "likes" in "\n".join(screen(app)) and "lines more" not in "\n".join(screen(app))
        await press(pilot, app, *["pageup"] * 9)
        assert "does" in "\n".join(screen(app))

    play(script)


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("ctrl+c", INTERRUPTED)])
def test_it_quits(key: str, code: int) -> None:
    async def script(pilot: Pilot[None], app: WatchApp) -> None:
        await pilot.press("space", key)

    app = play(script)
    assert (app.return_code or 0) == code
    assert not app.watcher.watched.world._open
