"""What is exported is what was recorded; the database has the original's columns and says what the original says; all or nothing."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

import catallax as cx
from catallax.apps.analytics import export_sqlite, export_tables
from tests.golden.test_original import golden

# economy.md section 8
ORIGINAL = {
    "simulation_runs": "run_id scenario_name start_time end_time total_ticks num_agents grid_width grid_height config_json exchange_regime "
    "money_mode money_scale",
    "agent_snapshots": "id run_id tick agent_id x y inventory_A inventory_B inventory_M utility ask_A_in_B bid_A_in_B p_min p_max "
    "ask_A_in_M bid_A_in_M ask_B_in_M bid_B_in_M perceived_price_A perceived_price_B lambda_money lambda_changed target_agent_id "
    "target_x target_y utility_type",
    "resource_snapshots": "id run_id tick x y resource_type amount",
    "decisions": "id run_id tick agent_id chosen_partner_id surplus_with_partner target_type target_x target_y num_neighbors alternatives "
    "mode claimed_resource_pos is_paired is_foraging_committed",
    "trades": "id run_id tick x y buyer_id seller_id dA dB dM price direction exchange_pair_type buyer_lambda seller_lambda buyer_surplus "
    "seller_surplus",
    "trade_attempts": "id run_id tick buyer_id seller_id direction price buyer_ask buyer_bid seller_ask seller_bid surplus dA_attempted "
    "dB_calculated buyer_A_init buyer_B_init buyer_U_init buyer_A_final buyer_B_final buyer_U_final buyer_improves seller_A_init "
    "seller_B_init seller_U_init seller_A_final seller_B_final seller_U_final seller_improves buyer_feasible seller_feasible result "
    "result_reason",
    "mode_changes": "id run_id tick old_mode new_mode",
    "tick_states": "id run_id tick current_mode exchange_regime active_pairs",
    "lambda_updates": "id run_id tick agent_id lambda_old lambda_new lambda_hat_A lambda_hat_B lambda_hat clamped clamp_type",
    "pairings": "id run_id tick agent_i agent_j event reason surplus_i surplus_j",
    "preferences": "id run_id tick agent_id partner_id rank surplus discounted_surplus distance pair_type",
}


def select(folder: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "telemetry.db")) as database:
        return database.execute(query, values).fetchall()


def test_csv_reads_back_to_the_same_bits(money: cx.Run, tmp_path: Path) -> None:
    done = cx.analytics.export(money, tmp_path / "out", "csv")
    assert sorted(p.name for p in done.folder.iterdir()) == sorted(["about.json", *(f"{name}.csv" for name in money.tables)])
    assert done.rows == {name: money.count(name) for name in money.tables} and done.missing == ()
    for name in money.tables:
        with (done.folder / f"{name}.csv").open(newline="") as file:
            head, *rows = csv.reader(file)
        assert head == money.tables[name] and len(rows) == done.rows[name]
        for k, (column, values) in enumerate(money.columns(name).items()):
            cells = [row[k] for row in rows]
            if values.dtype.kind == "f":
                assert np.array_equal([float(c or "nan") for c in cells], values, equal_nan=True), (name, column)
            else:
                assert cells == [str(v) for v in values.tolist()], (name, column)
    about = json.loads((done.folder / "about.json").read_text())
    assert (about["scenario"], about["seed"], about["ticks_done"]) == ("money_or_barter", 7, 20)
    assert about["tables"]["trades"]["columns"]["payment"] == {"unit": "unit of good", "meaning": "of the medium"}
    assert all(list(about["tables"][name]["columns"]) == money.tables[name] for name in money.tables)


def test_parquet_is_the_frames(bazaar: cx.Run, tmp_path: Path) -> None:
    done = cx.analytics.export(bazaar, tmp_path / "it's out", "parquet")
    assert sorted(p.name for p in done.folder.iterdir()) == sorted(["about.json", *(f"{name}.parquet" for name in bazaar.tables)])
    for name in bazaar.tables:
        path = str(done.folder / f"{name}.parquet")
        with duckdb.connect() as database:
            read = database.execute("SELECT * FROM read_parquet(?)", [path]).df()
            meta = database.execute("SELECT key, value FROM parquet_kv_metadata(?)", [path]).fetchall()
        frame = bazaar.frame(name)
        assert list(read) == list(frame) and len(read) == len(frame)
        for column in frame:
            ours, theirs = frame[column].to_numpy(), read[column].to_numpy()
            if ours.dtype.kind == "f":
                assert np.array_equal(ours, theirs.astype(float), equal_nan=True), (name, column)
            else:
                assert ours.tolist() == theirs.tolist(), (name, column)
                assert ours.dtype.kind not in "iu" or ours.dtype == theirs.dtype or len(ours) == 0
        about = json.loads(dict(meta)[b"catallax"])
        assert about["seed"] == 7 and list(about["columns"]) == list(frame)


def test_many_exports_are_one_table(tmp_path: Path) -> None:
    runs = cx.run_many(["two_traders"] * 3, seeds=[1, 2, 3], ticks=8)
    for k, run in enumerate(runs):
        cx.analytics.export(run, tmp_path / f"{k}", "parquet")
    with duckdb.connect() as database:
        found = database.execute("SELECT count(*) FROM read_parquet(?)", [str(tmp_path / "*" / "trades.parquet")]).fetchone()
    assert found == (sum(run.count("trades") for run in runs),)


def test_the_database_has_the_tables_of_the_original(money: cx.Run, tmp_path: Path) -> None:
    done = cx.analytics.export(money, tmp_path / "out", "sqlite")
    assert [p.name for p in done.folder.iterdir()] == ["telemetry.db"]
    tables = {name for (name,) in select(done.folder, "SELECT name FROM sqlite_master WHERE type = 'table'")} - {"sqlite_sequence"}
    assert tables == set(ORIGINAL) == set(done.rows)
    for name, columns in ORIGINAL.items():
        assert [row[1] for row in select(done.folder, f"PRAGMA table_info({name})")] == columns.split(), name
        assert select(done.folder, f"SELECT count(*) FROM {name}") == [(done.rows[name],)]
        assert {row[0] for row in select(done.folder, f"SELECT run_id FROM {name}")} <= {1}
    (run,) = select(
        done.folder, "SELECT scenario_name, total_ticks, num_agents, exchange_regime, money_mode, money_scale FROM simulation_runs"
    )
    assert run == ("money_or_barter", 20, 80, "mixed", "quasilinear", 100)
    assert select(done.folder, "SELECT DISTINCT active_pairs FROM tick_states") == [('["A<->M", "B<->M", "A<->B"]',)]
    assert select(done.folder, "SELECT min(tick), max(tick) FROM agent_snapshots") == [(0, 19)]
    trades = money.frame("trades")
    assert select(done.folder, "SELECT sum(dA), sum(dB), sum(dM) FROM trades") == [
        (trades[trades.good == "A"].quantity.sum(), trades[trades.good == "B"].quantity.sum() + trades[trades.medium == "B"].payment.sum(),
         trades[trades.medium == "M"].payment.sum())
    ]  # fmt: skip
    assert select(done.folder, "SELECT count(*) FROM trades WHERE buyer_surplus <= 0 OR seller_surplus <= 0") == [(0,)]
    assert select(done.folder, "SELECT DISTINCT lambda_money FROM agent_snapshots") == [(1.0,)]
    lambdas = select(done.folder, "SELECT tick, buyer_lambda FROM trades")
    assert all(value == 1.0 for _, value in lambdas), "also at tick 0: the quotes of the initial state"
    assert done.missing[0].startswith("trade_attempts: without ") and len(done.missing) == 1


@pytest.mark.parametrize("name", ["m1_barter_foundational_s42", "m3_mixed_money_test_s42", "m5_mode_schedule_s42", "h2_head_mixed10_s42"])
def test_the_database_says_what_the_original_said(name: str, tmp_path: Path) -> None:
    trace = golden(name)
    with cx.run(trace["scenario"], seed=trace["seed"], ticks=trace["ticks"]) as run:
        out = cx.analytics.export(run, tmp_path / "out", "sqlite").folder
    columns = "tick, x, y, buyer_id, seller_id, dA, dB, dM, price, direction, exchange_pair_type"
    keys = ("tick", "x", "y", "buyer", "seller", "dA", "dB", "dM", "price", "direction", "pair")
    assert select(out, f"SELECT {columns} FROM trades ORDER BY id") == [tuple(t[key] for key in keys) for t in trace["trades"]]
    keys = ("tick", "i", "j", "event", "reason", "surplus_i", "surplus_j")
    found = select(out, "SELECT tick, agent_i, agent_j, event, reason, surplus_i, surplus_j FROM pairings ORDER BY id")
    assert found == [tuple(p[key] for key in keys) for p in trace["pairing_events"]]
    classes = select(out, "SELECT utility_type FROM agent_snapshots WHERE tick = 0 ORDER BY agent_id")
    assert [cls for (cls,) in classes] == [agent["utility"]["cls"] for agent in trace["initial"]["agents"]]
    for frame in trace["frames"]:
        here = "FROM {} WHERE tick = ? ORDER BY agent_id"
        rows = select(out, f"SELECT x, y, utility, target_x, target_y {here.format('agent_snapshots')}", frame["tick"])
        assert [[x, y] for x, y, *_ in rows] == frame["pos"] and [row[2] for row in rows] == frame["u_goods"]
        assert [None if x is None else [x, y] for *_, x, y in rows] == frame["target"]
        if "decision" in frame:
            rows = select(
                out, f"SELECT target_type, claimed_resource_pos, target_x, target_y, is_paired {here.format('decisions')}", frame["tick"]
            )
            assert [row[0] for row in rows] == frame["decision"]
            assert all(claimed == (f"{x},{y}" if what == "forage" else None) for what, claimed, x, y, _ in rows)
            assert all(paired == (what == "trade_paired") for what, *_, paired in rows)
        mode = select(out, "SELECT current_mode FROM tick_states WHERE tick = ?", frame["tick"])
        assert mode == [(frame["mode"],)]


def test_attempts_and_alternatives_as_the_original_words_them(bazaar: cx.Run, tmp_path: Path) -> None:
    out = cx.analytics.export(bazaar, tmp_path / "out", "sqlite").folder
    assert select(out, "SELECT count(*) FROM trade_attempts WHERE result = 'success'") == select(out, "SELECT count(*) FROM trades")
    wrong = "buyer_A_final <> buyer_A_init + dA_attempted OR seller_B_final <> seller_B_init + dB_calculated OR dA_attempted < 1"
    assert select(out, f"SELECT count(*) FROM trade_attempts WHERE {wrong}") == [(0,)]
    assert {row[0] for row in select(out, "SELECT DISTINCT direction FROM trade_attempts")} == {"i_buys_A", "j_buys_A"}
    decisions = bazaar.frame("decisions")
    for row, (text,) in zip(decisions.itertuples(), select(out, "SELECT alternatives FROM decisions ORDER BY id"), strict=True):
        names = [(getattr(row, f"alternative_{k}"), getattr(row, f"surplus_{k}")) for k in range(1, 6)]
        assert text == "; ".join(f"{uid}:{surplus:.4f}" for uid, surplus in names if uid >= 0)


def test_what_was_not_recorded_is_empty_and_told(tmp_path: Path) -> None:
    run = cx.run("seasons_of_trade", ticks=25, record="agents=10,trades,mode_changes")
    done = cx.analytics.export(run, tmp_path / "out", "sqlite")
    told = {sentence.split(":")[0] for sentence in done.missing}
    assert told == {"agent_snapshots", "resource_snapshots", "decisions", "trade_attempts", "lambda_updates", "pairings", "preferences"}
    assert all(done.rows[name] == 0 for name in told - {"agent_snapshots"})
    assert "decisions: empty, for decisions was not recorded; run with --record full, or a list that has decisions" in done.missing
    assert "agent_snapshots: prices and lambda are empty, for quotes was not recorded" in done.missing
    assert select(done.folder, "SELECT DISTINCT tick FROM agent_snapshots") == [(0,), (10,), (20,), (24,)]
    assert select(done.folder, "SELECT count(ask_A_in_B), count(target_agent_id), count(inventory_A) FROM agent_snapshots") == [(0, 0, 320)]
    assert select(done.folder, "SELECT tick, old_mode, new_mode FROM mode_changes") == [(20, "forage", "trade")]
    assert select(done.folder, "SELECT DISTINCT active_pairs FROM tick_states WHERE current_mode = 'forage'") == [("[]",)]


def test_lambda_that_learns(tmp_path: Path) -> None:
    scenario = cx.load_scenario("money_or_barter", changes={"params.money_mode": "kkt_lambda"})
    run = cx.run(scenario, ticks=6)
    out = cx.analytics.export(run, tmp_path / "out", "sqlite").folder
    moves = run.frame("lambda_updates")
    assert select(out, "SELECT sum(lambda_changed) FROM agent_snapshots") == [(len(moves),)] and len(moves) > 0
    joined = "SELECT count(*) FROM agent_snapshots s JOIN lambda_updates u USING (tick, agent_id) WHERE s.lambda_money = u.lambda_new"
    assert select(out, joined) == [(len(moves),)]
    assert select(out, "SELECT count(*) FROM lambda_updates WHERE (clamped = 1) <> (clamp_type IS NOT NULL)") == [(0,)]


@pytest.mark.parametrize("format", ["csv", "parquet", "sqlite"])
def test_all_or_nothing(format: str, small: cx.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*arguments: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(export_tables, "_tell", break_down)
    monkeypatch.setattr(export_sqlite, "simulation_run", break_down)
    with pytest.raises(RuntimeError, match="power cut"):
        cx.analytics.export(small, tmp_path / "out", format)
    assert list(tmp_path.iterdir()) == []


def test_folders_that_are_free_and_folders_that_are_not(small: cx.Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert cx.analytics.export(small, tmp_path / "empty").folder == tmp_path / "empty"
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "empty").iterdir()}
    for taken in (tmp_path / "empty", tmp_path / "empty" / "ticks.csv"):
        with pytest.raises(cx.EngineError, match="something there already; needs a new or an empty folder"):
            cx.analytics.export(small, taken)
    assert {p.name: p.stat().st_mtime_ns for p in (tmp_path / "empty").iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["empty"]
    assert cx.analytics.export(small, tmp_path / "a" / "b").rows["ticks"] == 13


def test_somebody_else_was_quicker(small: cx.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that was free when we began and is not when we are done is left as it is."""
    real = os.fsync

    def meanwhile(descriptor: int) -> None:
        (tmp_path / "out").mkdir(exist_ok=True)
        (tmp_path / "out" / "theirs").touch()
        real(descriptor)

    monkeypatch.setattr(os, "fsync", meanwhile)
    with pytest.raises(cx.EngineError, match=r"an error \(Directory not empty\); needs a folder that can be written"):
        cx.analytics.export(small, tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["out"] and [p.name for p in (tmp_path / "out").iterdir()] == ["theirs"]


def test_what_cannot_be_exported(money: cx.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(cx.EngineError, match="format 'xlsx'; needs one of csv, parquet, sqlite"):
        cx.analytics.export(money, tmp_path / "out", "xlsx")
    with pytest.raises(cx.EngineError, match="a run that recorded nothing"):
        cx.analytics.export(cx.run("two_traders", ticks=1, record="none"), tmp_path / "out")
    fire = cx.run("forest_fire", ticks=2)
    with pytest.raises(cx.EngineError, match="of the model forest_fire; needs an exchange economy"):
        cx.analytics.export(fire, tmp_path / "out", "sqlite")
    assert list(tmp_path.iterdir()) == []
    assert cx.analytics.export(fire, tmp_path / "fire", "parquet").rows["ticks"] == 3
    monkeypatch.setattr(export_tables.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(cx.EngineError, match=r"no duckdb; needs it, to write parquet. pip install 'catallax\[analysis\]'"):
        cx.analytics.export(money, tmp_path / "out", "parquet")
