"""The page in a real browser, at the size of a phone and of a desk, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import catallax as cx
from tests.apps.analytics.report.browser import CHROMIUM, Browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")

SIZES = {"desk": (1280, 900, False), "phone": (390, 844, True)}
MAP = "document.querySelector('canvas').toDataURL()"
MOVE = "(k => {const s = document.getElementById('moment'); s.value = k; s.dispatchEvent(new Event('input'))})"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


def quiet(browser: Browser, path: Path) -> None:
    """Nothing was complained of, and nothing was asked for but the page."""
    assert browser.complaints == []
    assert [address for address in browser.requests if not address.startswith("data:image/png")] == [path.resolve().as_uri()]


@pytest.mark.parametrize("size", SIZES)
def test_the_slider_moves_the_map_and_nothing_is_asked_of_the_network(size: str, browser: Browser, bazaar: cx.Run, tmp_path: Path) -> None:
    path = cx.report(bazaar, tmp_path / "a.html")
    browser.open(path, *SIZES[size])
    assert browser.evaluate("document.documentElement.scrollWidth") == SIZES[size][0]  # nothing sticks out
    start = browser.evaluate(MAP)
    assert browser.evaluate("document.getElementById('tick').textContent") == "start"
    browser.evaluate(f"{MOVE}(20)")
    assert browser.evaluate("document.getElementById('tick').textContent") == "tick 19"
    assert browser.evaluate(MAP) != start
    browser.evaluate(f"{MOVE}(0)")
    assert browser.evaluate(MAP) == start
    browser.evaluate("(c => {c.value = 'utility'; c.dispatchEvent(new Event('change'))})(document.getElementById('colouring'))")
    assert browser.evaluate(MAP) != start
    assert browser.evaluate("[...document.querySelectorAll('.keys')].map(keys => keys.hidden)") == [True, False]
    quiet(browser, path)


def test_playing_reaches_the_end_and_stops(browser: Browser, tmp_path: Path) -> None:
    path = cx.report(cx.run("two_traders", ticks=5, record="agents"), tmp_path / "a.html")
    browser.open(path)
    done = "new Promise(r => {const at = setInterval(() => {if (play.textContent.includes('play')) {clearInterval(at); r(moment.value)}}, 20)})"
    browser.evaluate("document.getElementById('play').click()")
    assert "pause" in browser.evaluate("document.getElementById('play').textContent")
    assert browser.evaluate(done) == "5"
    quiet(browser, path)


def test_values_are_read_out_under_the_pointer(browser: Browser, bazaar: cx.Run, tmp_path: Path) -> None:
    path = cx.report(bazaar, tmp_path / "a.html")
    browser.open(path)
    read = """(() => {
        const plot = document.querySelector('svg.plot'), box = plot.getBoundingClientRect();
        const at = (x) => plot.dispatchEvent(new PointerEvent('pointermove', {clientX: box.left + x * box.width, clientY: box.top + 50}));
        const readout = plot.closest('figure').querySelector('.readout'), first = readout.textContent;
        const said = [0, 1].map((x) => {at(x); return readout.textContent});
        plot.dispatchEvent(new PointerEvent('pointerleave'));
        return [first, ...said, readout.textContent];
    })()"""
    first, left, right, again = browser.evaluate(read)
    assert left == "tick -1: 0" and right == first == again and first.startswith("tick 39: ")
    quiet(browser, path)


def test_links_hold_the_numbers(browser: Browser, bazaar: cx.Run, tmp_path: Path) -> None:
    browser.open(cx.report(bazaar, tmp_path / "a.html", csv=tmp_path / "csv"))
    held = browser.evaluate(
        "decodeURIComponent(document.querySelector('a[download=\"trades_and_prices.csv\"]').href.split(',').slice(1).join(','))"
    )
    assert held == (tmp_path / "csv" / "trades_and_prices.csv").read_text()


def test_dark_screens_and_white_paper(browser: Browser, bazaar: cx.Run, tmp_path: Path) -> None:
    path = cx.report(bazaar, tmp_path / "a.html")
    ground = "getComputedStyle(document.body).backgroundColor"
    browser.open(path)
    light = browser.evaluate(ground)
    browser.open(path, dark=True)
    assert (light, browser.evaluate(ground)) == ("rgb(255, 255, 255)", "rgb(20, 23, 27)")
    on_screen = browser.evaluate(MAP)
    browser.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert browser.evaluate(ground) == "rgb(255, 255, 255)" and browser.evaluate(MAP) != on_screen
    browser.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert browser.evaluate(MAP) == on_screen
    assert browser.pdf(tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    quiet(browser, path)


@pytest.mark.parametrize("name", ["wolves", "fire", "several", "nothing"])
def test_every_kind_of_report_opens_quietly(
    name: str, browser: Browser, towns: cx.Run, bazaar: cx.Run, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """In a world of several runs one slider moves all maps."""
    if name == "several":
        runs = [bazaar, towns]
    else:
        runs = [cx.run("two_traders", ticks=3, record="none") if name == "nothing" else request.getfixturevalue(name)]
    path = cx.report(runs, tmp_path / "a.html")
    browser.open(path, *SIZES["phone"])
    assert browser.evaluate("document.documentElement.scrollWidth") == 390
    every = "[...document.querySelectorAll('canvas')].map(c => c.toDataURL())"
    if name != "nothing":
        before = browser.evaluate(every)
        browser.evaluate(f"{MOVE}(9)")
        after = browser.evaluate(every)
        assert len(after) == len(runs) and all(a != b for a, b in zip(before, after, strict=True))
    quiet(browser, path)


def test_a_name_cannot_run_code(browser: Browser, tmp_path: Path) -> None:
    name = "<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">"
    scenario = cx.load_scenario("two_traders").model_copy(update={"name": name, "ticks": 3})
    path = cx.report(cx.run(scenario, record="full"), tmp_path / "a.html")
    browser.open(path)
    assert browser.evaluate("document.title") == f"{name}, seed {scenario.seed}"
    assert browser.evaluate("document.querySelector('h1').textContent") == name
    quiet(browser, path)
