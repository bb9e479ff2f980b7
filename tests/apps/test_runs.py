"""Runs from Python: the names that people's scripts rely on."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import catallax as cx
from catallax.apps.runs import folder as run_folder
from catallax.engine.telemetry import writer

TABLES = {
    "ticks": "tick mode n_agents n_trades n_pairs total_A total_B total_M resource_A resource_B utility_mean utility_min gini_goods mrs_dispersion",
    "agents": "tick uid x y A B M utility_goods utility activity partner target_x target_y forage_x forage_y",
    "cells": "tick x y good amount",
    "trades": "tick x y buyer seller good medium quantity payment price surplus_buyer surplus_seller",
    "pairings": "tick i j event reason rank surplus_i surplus_j",
    "decisions": "tick uid partner surplus target target_x target_y n_neighbours mode activity claim_x claim_y is_paired "
    "is_foraging_committed alternative_1 surplus_1 alternative_2 surplus_2 alternative_3 surplus_3 alternative_4 surplus_4 "
    "alternative_5 surplus_5",
    "preferences": "tick uid partner rank surplus discounted_surplus distance exchange",
    "attempts": "tick buyer seller good medium quantity payment price surplus ask_buyer ask_seller bid_buyer bid_seller "
    "buyer_A buyer_B buyer_M buyer_A_after buyer_B_after buyer_M_after buyer_utility buyer_utility_after buyer_can buyer_improves "
    "seller_A seller_B seller_M seller_A_after seller_B_after seller_M_after seller_utility seller_utility_after seller_can "
    "seller_improves result reason",
    "quotes": "tick uid ask_A_in_B bid_A_in_B ask_B_in_A bid_B_in_A ask_A_in_M bid_A_in_M ask_B_in_M bid_B_in_M p_min p_max mrs "
    "lambda mu_money",
    "mode_changes": "tick old new zone uid",
    "lambda_updates": "tick uid lambda_old lambda_new lambda_hat_A lambda_hat_B lambda_hat clamped",
}


def test_tables_columns_and_summary() -> None:
    run = cx.run("bazaar", seed=42, ticks=20)
    assert {name: " ".join(columns) for name, columns in run.tables.items()} == TABLES
    ticks, trades, agents = run.frame("ticks"), run.frame("trades"), run.frame("agents")
    assert ticks.tick.tolist() == list(range(-1, 20))
    assert run.summary["trades"] == len(trades) == ticks.n_trades.sum()
    assert set(trades.good) == {"A"} and set(trades.medium) == {"B"}
    assert set(agents.activity) <= {"trade_paired", "trade", "forage", "idle", "idle_home"}
    assert agents.groupby("tick").A.sum().tolist() == ticks.total_A.tolist()
    assert agents.groupby("tick").utility.mean().to_numpy() == pytest.approx(ticks.utility_mean.to_numpy())
    assert run.summary["utility_gained"] == pytest.approx((ticks.utility_mean.iloc[-1] - ticks.utility_mean.iloc[0]) * 200)
    dataset = run.dataset()
    assert dataset.agent_A.sel(agent_tick=5, uid=7) == agents[(agents.tick == 5) & (agents.uid == 7)].A.iloc[0]
    assert dataset.utility_mean.attrs["units"] == "util"


def test_a_run_folder_opens_to_the_same_run(tmp_path: Path) -> None:
    run = cx.run("desert", ticks=6, out=tmp_path / "r")
    again = cx.open_run(tmp_path / "r")
    for name in run.tables:
        assert run.frame(name).equals(again.frame(name))
    assert again.summary == run.summary
    assert again.scenario == cx.load_scenario("desert", changes={"ticks": 6})
    assert cx.run(tmp_path / "r" / "scenario.yaml").manifest["state_digest"] == run.manifest["state_digest"]
    assert json.loads((tmp_path / "r" / "manifest.json").read_text())["switches"]["no_overlap_parts"] is True


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("none", {}),
        ("summary", {"ticks": 12, "trades": None, "pairings": None}),
        ("agents=4,trades", {"ticks": 12, "agents": 5 * 200, "trades": None}),
        ("cells=100", {"ticks": 12, "cells": None}),
    ],
)
def test_record_plans(record: str, expected: dict[str, int | None]) -> None:
    run = cx.run("bazaar", ticks=11, record=record)
    assert set(run.tables) == set(expected)
    for name, rows in expected.items():
        assert rows is None or len(run.frame(name)) == rows
    if "agents" in expected:
        assert run.frame("agents").tick.unique().tolist() == [-1, 0, 4, 8, 10]
    if not expected:
        with pytest.raises(cx.EngineError, match="none was"):
            run.frame("ticks")
        assert run.summary["trades"] > 0


def test_a_table_that_was_not_recorded_is_named() -> None:
    with pytest.raises(cx.EngineError, match="'agents'; needs a table that was recorded: ticks"):
        cx.run("two_traders", ticks=2, record="ticks").frame("agents")


def test_a_live_world() -> None:
    with cx.build("bazaar", seed=42) as world:
        world.step()
        snapshot = world.snapshot()
        assert world.tick == 1
        world.step()
        world.restore(snapshot)
        assert world.tick == 1
        text = world.describe()
        assert "4. perception" in text and "agents.Position" in text and "[unit of good]" in text


@pytest.mark.parametrize("options", [{"seed": -1}, {"seed": 1.5}, {"ticks": 0}, {"record": "everything"}, {"threads": 0}])
def test_bad_options_are_refused(options: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(cx.EngineError):
        cx.run("bazaar", out=tmp_path / "r", **options)  # type: ignore[arg-type]
    assert not (tmp_path / "r").exists()


def test_run_many_writes_a_folder_each(tmp_path: Path) -> None:
    runs = cx.run_many(["desert", "seasons"], seeds=[1, 2], ticks=5, out=tmp_path / "batch")
    assert [cx.open_run(tmp_path / "batch" / f"0000{k}").manifest["state_digest"] for k in (0, 1)] == [
        run.manifest["state_digest"] for run in runs
    ]
    assert cx.run_many([]) == []
    with pytest.raises(cx.EngineError, match="one seed each"):
        cx.run_many(["desert"], seeds=[1, 2])


@pytest.mark.parametrize("out", [["one"], ["same", "same"], ["free", "taken"]])
def test_bad_folders_are_refused_before_anything_is_written(out: list[str], tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.txt").touch()
    with pytest.raises(cx.EngineError):
        cx.run_many(["desert", "desert"], ticks=2, out=[tmp_path / name for name in out])
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]


def test_more_runs_than_open_files(tmp_path: Path) -> None:
    """Failed when each run held its telemetry open: 1024 files are a usual limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (60, hard))
    try:
        runs = cx.run_many(["two_traders"] * 80, seeds=range(80), ticks=2, record="summary", out=tmp_path)
        assert len(runs) == 80
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_full_disk_is_an_error_that_keeps_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Failed with a crash inside HDF5, which cannot recover from a disk that is full."""
    monkeypatch.setattr(writer, "CHUNK", 400)
    monkeypatch.setattr(writer, "CHUNKS_TO_WAIT", 1)
    free = shutil.disk_usage(tmp_path).free
    usage = iter([free] * 5)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=next(usage, 1000)))
    with pytest.raises(cx.EngineError, match="got a full disk"):
        cx.run("desert", ticks=50, out=tmp_path / "r")
    with cx.open_run(tmp_path / "r") as run:
        assert run.manifest["status"] == "failed"
        agents = run.frame("agents")
        assert len(agents) == 90 * agents.tick.nunique() > 0


def test_two_interrupts_leave_no_digest_of_half_a_tick(tmp_path: Path) -> None:
    def interrupt(world: cx.World) -> None:
        if world.tick == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cx.run("desert", ticks=9, out=tmp_path / "r", progress=interrupt)
    manifest = cx.open_run(tmp_path / "r").manifest
    assert (manifest["status"], manifest["state_digest"]) == ("interrupted in the middle of a tick", None)


def test_a_run_that_fails_keeps_what_it_wrote(tmp_path: Path) -> None:
    def break_down(world: cx.World) -> None:
        if world.tick == 3:
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        cx.run("desert", ticks=10, out=tmp_path / "r", progress=break_down)
    run = cx.open_run(tmp_path / "r")
    assert run.manifest["status"] == "failed"
    assert run.frame("ticks").tick.tolist() == [-1, 0, 1, 2]


def test_importing_costs_nothing_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, catallax, catallax as cx; heavy = {'numba', 'numpy', 'pandas', 'matplotlib', 'h5py', 'pydantic', 'xarray', 'socket', 'esper'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules); cx.load_scenario; assert 'numba' not in sys.modules; assert 'run' in dir(cx)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        cx.nonsense


def test_every_public_name_loads() -> None:
    for name in cx.__all__:
        assert getattr(cx, name) is not None


def test_a_manifest_that_cannot_be_written_is_told_and_the_old_one_stays(tmp_path: Path) -> None:
    run_folder.write_manifest(tmp_path, {"status": "running"})
    (tmp_path / ".manifest.json").mkdir()  # in the way, for root too
    with pytest.raises(cx.EngineError, match="an error from the disk"):
        run_folder.write_manifest(tmp_path, {"status": "done"})
    assert run_folder.read_manifest(tmp_path) == {"status": "running"}
