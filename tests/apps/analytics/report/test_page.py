"""The page says what the run's tables say, holds everything it needs, and says what is missing."""

from __future__ import annotations

import base64
import csv
import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

import catallax as cx
from catallax.apps.analytics.report.page import FILE, MOST_RUNS
from tests.apps.analytics.report.pages import Page, numbers, points


def test_gains_efficiency_and_facts_are_those_of_the_run(bazaar: cx.Run, tmp_path: Path) -> None:
    page = Page.read(cx.report(bazaar, tmp_path / "a.html"))
    for part in ("scenario_hash", "state_digest", "scenario", "rules", "record"):
        assert str(bazaar.manifest[part]) in page.text
    assert "seed 7" in page.text and "40 of 40 ticks, done" in page.text and f"name: {bazaar.scenario.name}" in page.text
    trades = bazaar.frame("trades")
    gained = (trades.surplus_buyer + trades.surplus_seller).groupby(trades.tick).sum().cumsum()
    gains = points(page.figure("gains from trade so far"))
    assert gains[-1] == 0 and gains[39] == pytest.approx(gained.iloc[-1], rel=1e-4)
    assert gains[int(gained.index[3])] == pytest.approx(gained.iloc[3], rel=1e-4)
    assert points(page.figure("efficiency"))[39] == pytest.approx(100 * cx.efficiency(bazaar).share, rel=1e-4)
    utility = points(page.figure("mean utility of goods in hand"))
    assert utility[39] == pytest.approx(bazaar.frame("ticks").utility_mean.iloc[-1], rel=1e-4)


def test_trades_and_prices_are_those_of_the_run(towns: cx.Run, tmp_path: Path) -> None:
    page, trades = Page.read(cx.report(towns, tmp_path / "a.html")), towns.frame("trades")
    counted = page.figure("trades in a tick").data["lines"]
    assert [line["label"] for line in counted] == ["A for B", "A for money", "B for money"]
    assert sum(sum(line["y"]) for line in counted) == len(trades) > 0
    sold = trades[(trades.good == "B") & (trades.medium == "M")]
    tick = int(sold.tick.mode()[0])
    here = sold[sold.tick == tick]
    price = points(page.figure("price of B for money"))
    assert price[tick] == pytest.approx((here.price * here.quantity).sum() / here.quantity.sum(), rel=1e-4)
    without = set(range(30)) - set(sold.tick)
    assert all(price[tick] is None for tick in without)
    rows = [row for row in page.files["trades_and_prices.csv"] if row["pair_type"] == "B for money"]
    assert sum(int(row["trades"]) for row in rows) == len(sold)
    assert float(rows[tick]["p90"]) == pytest.approx(np.percentile(here.price, 90))


def test_wealth_lorenz_and_who_trades_with_whom(bazaar: cx.Run, tmp_path: Path) -> None:
    page, agents = Page.read(cx.report(bazaar, tmp_path / "a.html")), bazaar.frame("agents")
    last = agents[agents.tick == 39]
    held = np.sort((last.A + last.B).to_numpy())
    told = points(page.figure("Lorenz curve of goods"), line=3)
    assert told[50.0] == pytest.approx(100 * held[:100].sum() / held.sum(), rel=1e-4)
    lines = page.figure("Lorenz curve of goods").data["lines"]
    assert [line["label"].split(":")[0] for line in lines] == ["start", "12", "26", "39"]
    assert lines[3]["label"].endswith(f"{bazaar.frame('ticks').gini_goods.iloc[-1]:.3f}")
    trades = bazaar.frame("trades")
    assert sum(numbers(page.figure("across who gave it"))) == len(trades)
    pairs = page.files["pairs.csv"]
    assert sum(int(row["trades"]) for row in pairs) == len(trades)
    assert f"{len(pairs):,} pairs" in page.figure("network of exchange").text


def test_reasons_are_counted(bazaar: cx.Run, tmp_path: Path) -> None:
    page, pairings = Page.read(cx.report(bazaar, tmp_path / "a.html")), bazaar.frame("pairings")
    parted = int((pairings.event == "unpair").sum())
    formed = int((pairings.event == "pair").sum())
    assert numbers(page.figure("why pairs parted")) == [parted]
    assert sum(numbers(page.figure("how pairs formed"))) == formed
    attempts = bazaar.frame("attempts")
    refused = attempts[attempts.result == "refused"].reason.value_counts()
    assert sorted(numbers(page.figure("why attempts failed"))) == sorted(refused.tolist())
    reasons = {(row["what"], row["reason"]): int(row["count"]) for row in page.files["reasons.csv"]}
    assert {reason: count for (what, reason), count in reasons.items() if what == "attempt"} == refused.to_dict()
    assert not any("rank" in reason for _, reason in reasons)


def test_moments_are_those_asked_for_or_the_last_before(towns: cx.Run, tmp_path: Path) -> None:
    page = Page.read(cx.report(towns, tmp_path / "a.html", at=[-1, 10, 1000]))
    assert sorted({int(row["tick"]) for row in page.files["wealth.csv"]}) == [-1, 8, 29]  # agents=4
    assert "A, start" in page.text and "A, tick 7" in page.text and "A, tick 29" in page.text  # cells=7


def test_other_models(wolves: cx.Run, fire: cx.Run, tmp_path: Path) -> None:
    page, ticks = Page.read(cx.report(wolves, tmp_path / "a.html")), wolves.frame("ticks")
    assert points(page.figure("animals alive"), 1)[29] == ticks.n_wolves.iloc[-1]
    assert numbers(page.figure("in the whole run"))[:2] == [ticks.born_sheep.sum(), ticks.eaten.sum()]
    assert [int(row["n_sheep"]) for row in page.files["ticks.csv"]] == ticks.n_sheep.tolist()
    page, ticks = Page.read(cx.report(fire, tmp_path / "b.html")), fire.frame("ticks")
    assert points(page.figure("trees and burnt cells"), 1)[29] == ticks.burnt.iloc[-1]
    assert page.tags.count("img") == 4


def test_the_page_is_alone_and_its_script_is_the_only_one_let_run(bazaar: cx.Run, tmp_path: Path) -> None:
    path = cx.report(bazaar, tmp_path / "a.html")
    text, page = path.read_text(encoding="utf-8"), Page.read(path)
    assert all(address.startswith(("#", "data:")) for address in page.addresses)
    assert "http:" not in text and "https:" not in text and "@import" not in text
    script = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    assert len(script) == 1
    assert f"script-src 'sha256-{base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()}'" in text.replace("&#x27;", "'")
    assert path.stat().st_size < 3_000_000


def test_the_same_run_gives_the_same_bytes(bazaar: cx.Run, tmp_path: Path) -> None:
    assert bazaar.path is not None
    first = cx.report(bazaar, tmp_path / "a.html").read_bytes()
    with cx.open_run(bazaar.path) as again:
        assert cx.report(again, tmp_path / "b.html").read_bytes() == first


def test_names_are_text_whatever_is_in_them(tmp_path: Path) -> None:
    name = "</script><script>alert(1)</script><img src=x onerror=alert(2)> ]]> '\" &amp;"
    scenario = cx.load_scenario("two_traders").model_copy(update={"name": name, "ticks": 4})
    runs = [cx.run(scenario, seed=seed, record="full") for seed in (1, 2)]
    for path in (cx.report(runs[0], tmp_path / "a.html"), cx.report(runs, tmp_path / "b.html", csv=tmp_path / "csv")):
        page = Page.read(path)
        assert name in page.text
        assert "<script>alert" not in path.read_text() and "<img src=x" not in path.read_text()
        assert page.files["gains.csv"][0]["run"] == f"{name}, seed 1"
    with (tmp_path / "csv" / "gains.csv").open(newline="") as file:
        assert next(csv.DictReader(file))["run"] == f"{name}, seed 1"


@pytest.mark.parametrize("name", ["two_traders", "wolf_sheep", "forest_fire"])
def test_what_was_not_recorded_is_said_with_the_flag_that_records_it(name: str, tmp_path: Path) -> None:
    nothing = Page.read(cx.report(cx.run(name, ticks=3, record="none"), tmp_path / "a.html"))
    assert nothing.figures == []
    flags = re.findall(r"run with --record (\S+)\.", nothing.text)
    assert len(flags) >= 4
    for flag in flags:
        page = Page.read(cx.report(cx.run(name, ticks=3, record=flag), tmp_path / "b.html"))
        assert len(page.figures) > 0 and not re.search(rf"run with --record {flag}\.", page.text)


def test_a_flag_keeps_what_is_recorded_already(tmp_path: Path) -> None:
    page = Page.read(cx.report(cx.run("two_traders", ticks=3, record="agents=2,trades"), tmp_path / "a.html"))
    assert "run with --record agents=2,trades,pairings." in page.text


def test_a_run_without_trades_or_resources(tmp_path: Path) -> None:
    run = cx.run("two_traders", ticks=1, record="full")
    page = Page.read(cx.report(run, tmp_path / "a.html"))
    assert run.count("trades") == 0
    assert "No cell of this world bears anything." in page.text
    assert set(points(page.figure("trades in a tick")).values()) == {0}


def test_a_run_that_was_killed_is_told_as_far_as_it_is_known(bazaar: cx.Run, tmp_path: Path) -> None:
    run = cx.run("two_traders", ticks=6, record="full", out=tmp_path / "r")
    for gone in ("summary", "state_digest", "seconds"):
        del run.manifest[gone]
    run.manifest |= {"status": "running", "ticks_done": 0}
    page = Page.read(cx.report(run))
    assert (tmp_path / "r" / FILE).exists()
    assert "6 of 6 ticks, killed, or still running" in page.text
    assert max(points(page.figure("gains from trade so far"))) == 5


def test_extinct_animals_do_not_stay_on_the_map(tmp_path: Path) -> None:
    """Failed at first: moments were read off the rows of a table, which has none once nobody is left."""
    scenario = cx.load_scenario("wolf_sheep")
    path = tmp_path / "r"
    run = cx.run(scenario.model_copy(update={"sheep": scenario.sheep.model_copy(update={"count": 0})}), ticks=60, record="full", out=path)
    wolves = run.frame("ticks").n_wolves
    assert wolves.iloc[-1] == 0 < wolves.iloc[0]
    dots = Page.read(cx.report(run)).figure("the world").data["dots"]
    assert [d["name"] for d in dots] == ["sheep", "wolves"]
    ends = dots[1]["ends"]
    assert [ends[k + 1] - ends[k] for k in dots[1]["at"]] == wolves.tolist()


def test_runs_side_by_side(bazaar: cx.Run, towns: cx.Run, tmp_path: Path) -> None:
    page = Page.read(cx.report([bazaar, towns, towns], tmp_path / "a.html", csv=tmp_path / "csv"))
    lines = page.figure("gains from trade so far").data["lines"]
    labels = ["bazaar, seed 7", "two_towns, seed 7 (2) ", "two_towns, seed 7 (3)"]
    assert [line["label"] for line in lines] == [label.strip() for label in labels]
    assert lines[1]["y"] == lines[2]["y"]
    assert len([f for f in page.figures if f.title.endswith("the world")]) == 3
    assert "of run 2, 3" in page.text  # attempts
    rows = {(row["run"], row["tick"]) for row in page.files["gains.csv"]}
    assert len(rows) == 41 + 31 + 31
    with (tmp_path / "csv" / "wealth.csv").open(newline="") as file:
        whole = list(csv.DictReader(file))
    assert len(whole) == 4 * 200 + 2 * 4 * 120 > len(page.files["wealth.csv"])


def test_what_cannot_be_reported(bazaar: cx.Run, fire: cx.Run, towns: cx.Run, tmp_path: Path) -> None:
    with pytest.raises(cx.EngineError, match="runs of economy and forest_fire; needs runs of one model"):
        cx.report([bazaar, fire], tmp_path / "a.html")
    with pytest.raises(cx.EngineError, match=f"7 runs; needs 1 to {MOST_RUNS}"):
        cx.report([bazaar] * 7, tmp_path / "a.html")
    with pytest.raises(cx.EngineError, match="0 runs"):
        cx.report([], tmp_path / "a.html")
    with pytest.raises(cx.EngineError, match="no path"):
        cx.report(towns)
    assert list(tmp_path.iterdir()) == []
