"""One agent's inside tells what `catallax show` tells of a recorded run at the same tick."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import catallax as cx
from catallax.apps.cli.show import show_command
from catallax.apps.watch.opening import watch_run, watch_scenario
from catallax.apps.watch.views import CELLS, MODELS, Who, view_of
from catallax.apps.watch.watcher import Picture, Watcher
from catallax.engine.errors import EngineError
from catallax.scenarios.loader import load_scenario

TICKS = 25


@pytest.fixture(scope="module", params=["two_towns", "bazaar"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / request.param
    cx.run(request.param, ticks=TICKS, out=folder, record="full").close()
    return folder


@pytest.fixture
def watcher(run: Path) -> Iterator[Watcher]:
    made = Watcher(watch_run(run, None))
    yield made
    made.close()


def look(watcher: Watcher, tick: int, who: Who) -> Picture:
    return watcher.carry_out(lambda timeline: timeline.go_to(tick), who, going=False).result(60)


def text_of(picture: Picture, label: str) -> list[str]:
    """The texts of a label, with those that go on below it."""
    assert picture.inside is not None
    found, on = [], False
    for name, text in picture.inside.lines:
        on = name == label or (on and not name)
        found += [text] if on else []
    return found


def test_the_reasons_are_those_of_the_log(run: Path, watcher: Watcher, capsys: pytest.CaptureFixture[str]) -> None:
    said = {"why": 0, "list": 0, "tried": 0, "traded": 0, "pairs": 0}
    with cx.open_run(run) as recorded:
        attempts, trades, pairs = (recorded.frame(name) for name in ("attempts", "trades", "pairings"))
    refused = attempts[attempts.result == "refused"]
    chosen = [(3, 0), (24, 11), *(tuple(map(int, refused.loc[refused.index[k], ["tick", "seller"]])) for k in (0, -1))]
    chosen += [*zip(trades.tick[::40], trades.buyer[::40], strict=True)][:2] + [*zip(pairs.tick[::60], pairs.j[::60], strict=True)][:2]
    for tick, uid in ((int(t), int(u)) for t, u in chosen):
        picture = look(watcher, tick + 1, Who("agents", uid))
        show_command(run, uid, tick, as_json=True)
        shown = json.loads(capsys.readouterr().out)
        before = watcher.timeline.before()
        assert before is not None
        told = watcher._reasons.of(before, uid)
        for table in ("decisions", "pairings", "attempts", "trades"):
            assert json.loads(json.dumps(told[table])) == shown[table], table
        (decision,) = shown["decisions"]
        assert text_of(picture, "why")[0].startswith(f"in tick {tick}, seeing {decision['n_neighbours']} others")
        listed = [decision[f"alternative_{k}"] for k in range(1, 6) if decision[f"alternative_{k}"] >= 0]
        assert [int(line.split(":")[0]) for line in text_of(picture, "list")[1:]] == listed
        overlaps = [float(line.split(": ")[1].split(",")[0]) for line in text_of(picture, "list")[1:]]
        assert overlaps == pytest.approx([decision[f"surplus_{k + 1}"] for k in range(len(listed))], rel=1e-3)
        assert len(text_of(picture, "traded")) == len(shown["trades"])
        for label in said:
            said[label] += bool(text_of(picture, label))
    assert said["why"] == 8 and all(said.values()), said


def test_the_rest_is_the_state_at_the_end_of_the_tick(run: Path, watcher: Watcher) -> None:
    with cx.open_run(run) as recorded:
        agents, quotes = recorded.frame("agents").set_index(["tick", "uid"]), recorded.frame("quotes").set_index(["tick", "uid"])
    for tick, uid in ((20, 3), (6, 8)):
        picture = look(watcher, tick + 1, Who("agents", uid))
        row, prices = agents.loc[(tick, uid)], quotes.loc[(tick, uid)]
        assert text_of(picture, "holds")[0].startswith(f"{row.A} A, {row.B} B")
        assert (f"{row.M} M" in text_of(picture, "holds")[0]) == (row.M > 0)
        assert float(text_of(picture, "utility")[0].split(",")[0]) == pytest.approx(row.utility, rel=1e-3)
        assert text_of(picture, "is at")[0].split(", goes")[0] == f"{row.x},{row.y}"
        assert text_of(picture, "partner") == ["none" if row.partner < 0 else f"agent {row.partner}"]
        ask, bid = (float(part) for part in text_of(picture, "A for B")[0].split()[1::2])
        assert (ask, bid) == pytest.approx((prices.ask_A_in_B, prices.bid_A_in_B), rel=1e-3)
        assert picture.inside is not None
        assert picture.inside.target == (None if row.target_x < 0 else (row.target_x, row.target_y))


def test_looking_changes_nothing(run: Path, watcher: Watcher) -> None:
    for uid, tick in ((1, 5), (2, 6), (3, 3), (3, TICKS)):
        look(watcher, tick, Who("agents", uid))
    with cx.open_run(run) as recorded:
        assert watcher.timeline.world.digest() == recorded.manifest["state_digest"]


def test_before_the_first_tick_there_is_no_why(watcher: Watcher) -> None:
    picture = look(watcher, 0, Who("agents", 0))
    assert text_of(picture, "why") == [] and text_of(picture, "likes")


def test_in_large_worlds_it_says_when_it_tells_reasons(watcher: Watcher) -> None:
    who = Who("agents", 1)
    look(watcher, 6, who)
    watcher._asks_while_going = False
    going = watcher.carry_out(watcher.go_on(1, who), who, going=True).result(60)
    assert text_of(going, "why") == ["told when time stands still"] and going.tick == 7
    assert text_of(look(watcher, 7, who), "why")[0].startswith("in tick 6, ")
    watcher._asks = False
    assert text_of(look(watcher, 7, who), "why") == ["told in worlds of up to 100,000"]
    assert text_of(look(watcher, 7, Who(CELLS, 3)), "why") == []


@pytest.mark.parametrize("model", MODELS)
def test_everyone_and_every_cell_has_an_inside(model: str) -> None:
    name = {"economy": "two_traders"}.get(model, model)
    watcher = Watcher(watch_scenario(load_scenario(name), 0))
    view = watcher.view
    try:
        picture = look(watcher, 4, Who(CELLS, 0))
        for row in range(0, len(picture.scene.x), max(len(picture.scene.x) // 20, 1)):
            who = picture.scene.who(row)
            assert look(watcher, 4, who).inside is not None
        width, height = picture.scene.shape
        for uid in range(0, width * height, max(width * height // 20, 1)):
            assert f"{uid // height},{uid % height}" in str(look(watcher, 4, Who(CELLS, uid)).inside)
        assert look(watcher, 4, Who(view.tables[0], 10**9)).inside.lines[0][0] == "gone"  # type: ignore[union-attr]
        assert set(view.measure(watcher.timeline.world)) == {series.name for series in view.series}
    finally:
        watcher.close()


def test_names_of_those_who_are_meant() -> None:
    view = view_of("wolf_sheep")
    assert view.named("12") == Who("sheep", 12)
    assert view.named("Wolf 3") == view.named("wolves 3") == Who("wolves", 3)
    assert view.named("cell 40") == Who(CELLS, 40)
    assert view.named("bear 3") is view.named("wolf") is view.named("wolf x") is view.named("-1") is view.named("a b 3") is None
    assert view_of("economy").named("7") == Who("agents", 7)


def test_other_models_have_no_view() -> None:
    with pytest.raises(EngineError, match="a world of chess"):
        view_of("chess")
