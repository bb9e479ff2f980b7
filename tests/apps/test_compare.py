"""`catallax compare` and `cx.compare`: the same seeds, paired intervals, a table, a picture; what theory says of a run."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest

import catallax as cx
from catallax.apps.analytics import comparison as module
from catallax.apps.analytics.bootstrap import bootstrap_mean
from catallax.apps.analytics.course import Course, economies_of
from tests.apps.test_cli import call


def variant(name: str, **changes: object) -> dict:
    """The two traders, and others of them who mix in some foraging."""
    scenario = cx.load_scenario("two_traders").model_dump()
    scenario |= {"name": name, "agents": 8, "initial_inventories": {"A": [30, 5] * 4, "B": [4, 25] * 4}, "ticks": 20}
    scenario["resource_seed"] = {"density": 0.3, "amount": 3}
    scenario["params"] |= {"vision_radius": 8, **changes}
    return scenario


@pytest.fixture(scope="module")
def comparison() -> cx.Comparison:
    return cx.compare(variant("near", vision_radius=2), variant("far"), variant("far"), seeds=5)


def test_the_same_seeds_give_each_scenario_its_own_runs(comparison: cx.Comparison) -> None:
    assert comparison.names == ("near", "far (2)", "far (3)") and comparison.seeds == (1, 2, 3, 4, 5)
    for measure in module.MEASURES:
        assert np.array_equal(comparison.values[measure][1], comparison.values[measure][2], equal_nan=True)
        assert comparison.difference(measure, 0).mean == 0.0
    assert comparison.difference("trades", 2).mean == pytest.approx(
        (comparison.values["trades"][2] - comparison.values["trades"][0]).mean()
    )
    alone = cx.run(variant("far"), seed=3, record="full")
    assert comparison.values["trades"][1, 2] == len(alone.frame("trades"))
    assert comparison.values["gini_goods"][1, 2] == alone.summary["gini_goods"]
    assert comparison.values["efficiency"][1, 2] == pytest.approx(cx.efficiency(alone).share, rel=1e-12)
    assert comparison.gains.shape == (3, 5, 20) and comparison.dispersion.shape == (3, 5, 21)
    ticks = alone.frame("ticks")
    assert np.array_equal(comparison.dispersion[1, 2], ticks.mrs_dispersion, equal_nan=True)


def test_batches_do_not_matter(comparison: cx.Comparison, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 1)
    again = cx.compare(variant("near", vision_radius=2), variant("far"), variant("far"), seeds=[1, 2, 3, 4, 5])
    assert str(again) == str(comparison)
    assert np.array_equal(again.gains, comparison.gains)


def test_untraded_goods_are_endowments_and_harvests() -> None:
    """What each would hold without trade: never below the endowment, in all as much as there is, and gains add up."""
    with cx.run(variant("far"), seed=2, record="full") as run:
        start = economies_of([run])[0]
        course = Course(run, start)
        assert course.trades > 5
        for k in (0, 7, -1):
            untraded = course.untraded(k)
            assert (untraded >= start.goods).all(), "nothing but trade takes goods away"
            assert untraded.sum(axis=0).tolist() == course.economy(k).totals.tolist()
        assert course.untraded(0).tolist() == start.goods.tolist()
        assert course.gains()[-1] == pytest.approx(run.frame("trades")[["surplus_buyer", "surplus_seller"]].sum().sum())
        reached = course.time_to_gain()
        assert course.gains()[int(reached) - 1] >= 0.9 * course.gains()[-1] > (course.gains()[int(reached) - 2] if reached > 1 else -1)
        found = course.efficiency(voluntary=True)
        assert 0.0 < found.share <= 1.0 and found.potential <= course.efficiency().potential * (1 + 1e-9)


def test_without_foraging_gains_are_what_trade_gained() -> None:
    """Where nothing is gathered the realised gain is the sum of what trades gave, and it nearly exhausts what could be agreed to."""
    run = cx.run("two_traders", record="full")
    found = cx.efficiency(run, voluntary=True)
    trades = run.frame("trades")
    assert found.realised == pytest.approx((trades.surplus_buyer + trades.surplus_seller).sum(), rel=1e-9)
    assert 0.95 < found.share <= 1.0


def test_who_does_not_trade_gains_nothing() -> None:
    still = variant("still", vision_radius=0, interaction_radius=0)
    still["mode_schedule"] = {"type": "global_cycle", "forage_ticks": 50, "trade_ticks": 1, "start_mode": "forage"}
    found = cx.compare(still, variant("far"), seeds=3)
    assert (found.values["trades"][0] == 0).all() and (found.values["efficiency"][0] == 0).all()
    assert np.isnan(found.values["time_to_gain"][0]).all()
    assert found.pairs("time_to_gain", 1) == 0
    assert math.isnan(found.difference("time_to_gain", 1).mean) and "not defined" in str(found)
    assert found.as_dict()["rows"][-1]["differences"][0] == {"mean": None, "low": None, "high": None, "seeds": 0}


def test_bootstrap_intervals() -> None:
    draws = np.random.default_rng(0)
    held = sum(low <= 3.0 <= high for _, low, high in (bootstrap_mean(draws.normal(3.0, 2.0, 40)) for _ in range(200)))
    assert 175 <= held <= 199  # 95 % of 200, less what a percentile interval of 40 values falls short
    same = bootstrap_mean(np.full(7, 2.5))
    assert (same.mean, same.low, same.high) == (2.5, 2.5, 2.5)
    values = draws.normal(size=30)
    found = bootstrap_mean(values)
    error = values.std() / math.sqrt(30)
    assert found.low == pytest.approx(values.mean() - 1.96 * error, abs=0.25 * error)
    assert found.high == pytest.approx(values.mean() + 1.96 * error, abs=0.25 * error)
    assert found == bootstrap_mean(values)
    assert math.isnan(bootstrap_mean(np.array([])).mean) and math.isnan(bootstrap_mean(np.array([1.0])).low)


def test_folder_and_picture(comparison: cx.Comparison, tmp_path: Path) -> None:
    folder = comparison.save(tmp_path / "c")
    table = json.loads((folder / module.TABLE).read_text())
    assert table == comparison.as_dict()
    assert [row["measure"] for row in table["rows"]] == list(module.MEASURES)
    rows = list(csv.DictReader((folder / module.VALUES).read_text().splitlines()))
    assert len(rows) == 15 and float(rows[7]["trades"]) == comparison.values["trades"][1, 2]
    assert comparison.draw(tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
    assert comparison.draw(tmp_path / "a.svg").read_bytes() == comparison.draw(tmp_path / "b.svg").read_bytes()
    with pytest.raises(cx.EngineError, match=r"needs one of \.png"):
        comparison.draw(tmp_path / "c.docx")


@pytest.mark.parametrize(
    ("scenarios", "options", "message"),
    [
        (["two_traders"], {}, "got 1 scenario; needs at least 2"),
        (["two_traders", "forest_fire"], {"ticks": 3}, "of model forest_fire"),
        (["two_traders", "seasons"], {}, "the same length for all"),
        (["two_traders", "two_traders"], {"seeds": 0}, "seeds: got 0"),
        (["two_traders", "two_traders"], {"seeds": [1, 1]}, "each once"),
        (["two_traders", "two_traders"], {"seeds": [-1]}, "seeds: got -1"),
        (["two_traders", "two_traders"], {"ticks": 0}, "ticks: got 0"),
    ],
)
def test_what_cannot_be_compared(scenarios: list[str], options: dict, message: str) -> None:
    with pytest.raises(cx.EngineError, match=message):
        cx.compare(*scenarios, **options)


def test_efficiency_needs_what_it_is_computed_from() -> None:
    with pytest.raises(cx.EngineError, match="a table that was recorded"):
        cx.efficiency(cx.run("two_traders", ticks=3, record="summary"))
    with pytest.raises(cx.EngineError, match="of model forest_fire"):
        cx.efficiency(cx.run("forest_fire", ticks=3))


def test_command(tmp_path: Path) -> None:
    done = call("compare", "two_traders", "two_traders", "--seeds", "2", "--ticks", "12", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for part in ("trades", "efficiency", "Gini", "90 %", "comparisons/two_traders_1_-two_traders_2_-0001"):
        assert part in done.stdout.replace("__", "_"), done.stdout
    folder = next((tmp_path / "comparisons").iterdir())
    assert sorted(p.name for p in folder.iterdir()) == [module.TABLE, module.PICTURE, module.VALUES]
    found = json.loads(
        call("compare", "two_traders", "two_traders", "--seeds", "2", "--ticks", "5", "--json", "--out", "c", cwd=tmp_path).stdout
    )
    assert found["folder"] == "c" and found["seeds"] == [1, 2] and Path(tmp_path / found["picture"]).exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["two_traders"], 2, "at least two"),
        (["two_traders", "nowhere.yaml"], 1, "nothing there"),
        (["two_traders", "seasons"], 1, "the same length"),
        (["two_traders", "wolf_sheep", "--ticks", "3"], 1, "of model wolf_sheep"),
        (["two_traders", "two_traders", "--seeds", "0"], 2, "--seeds"),
        (["two_traders", "two_traders", "--out", "."], 1, "a new or an empty folder"),
    ],
)
def test_wrong_commands(arguments: list[str], code: int, message: str, tmp_path: Path) -> None:
    (tmp_path / "something").write_text("here")
    done = call("compare", *arguments, cwd=tmp_path)
    assert done.returncode == code and message in done.stderr and "Traceback" not in done.stderr
