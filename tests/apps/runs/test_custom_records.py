"""Custom records: planned, batched, written, replayed, resumed and branched as the tables of a model are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import catallax as cx
from catallax.components.economy import Inventory
from tests.sameness import assert_same_run

from .test_resume import PAIR, TICKS, stopped


@cx.record("goods", dtype="i8", unit="unit of good", doc="goods in all hands")
def goods(world: cx.World) -> Any:
    return np.bincount(world.tables["agents"].world_of, world[Inventory].goods.sum(axis=1), world.n_worlds).astype(np.int64)


class Holding(cx.Columns):
    """What an agent has."""

    total: cx.I64 = cx.column(unit="unit of good", doc="A + B in hand")
    is_rich: cx.BOOL = cx.column(doc="whether that is more than ten")


@cx.record("holdings", columns=Holding, table="agents")
def holdings(world: cx.World) -> Any:
    total = world[Inventory].goods.sum(axis=1)
    return {"total": total, "is_rich": total > 10}


@cx.record("rich", columns=Holding, table=None, is_event=True)
def rich(world: cx.World) -> Any:
    """Who has more than ten: as many rows as it takes."""
    total = world[Inventory].goods.sum(axis=1)
    chosen = total > 10
    agents = world.tables["agents"]
    offsets = np.concatenate([[0], np.cumsum(np.bincount(agents.world_of[chosen], minlength=world.n_worlds))])
    return offsets, {"total": total[chosen], "is_rich": chosen[chosen]}


OWN = [goods, holdings, rich]


def test_they_agree_with_the_tables_of_the_model() -> None:
    run = cx.run(PAIR, records=OWN)
    ticks, agents, mine, held, rows = (run.frame(name) for name in ("ticks", "agents", "goods", "holdings", "rich"))
    assert mine.tick.tolist() == list(range(-1, TICKS))
    assert mine.value.tolist() == (ticks.total_A + ticks.total_B).tolist()
    assert held[["tick", "uid"]].equals(agents[["tick", "uid"]])
    assert held.total.tolist() == (agents.A + agents.B).tolist()
    assert rows.total.tolist() == held[(held.total > 10) & (held.tick >= 0)].total.tolist() and len(rows)
    assert run.tables["holdings"] == ["tick", "uid", "total", "is_rich"]


def test_in_a_batch_each_run_has_its_own() -> None:
    together = cx.run_many([PAIR] * 3, seeds=[1, 2, 3], records=OWN)
    for seed, run in zip([1, 2, 3], together, strict=True):
        alone = cx.run(PAIR, seed=seed, records=OWN)
        for name in ("goods", "holdings", "rich"):
            assert run.frame(name).equals(alone.frame(name))


@pytest.mark.parametrize(("record", "tables", "rows"), [
    ("none", {"goods"}, TICKS + 1),
    ("summary", {"goods", "ticks", "trades", "pairings"}, TICKS + 1),
    ("trades,goods=10", {"goods", "ticks", "trades"}, 7),
])  # fmt: skip
def test_they_are_always_recorded_and_the_plan_gives_the_period(record: str, tables: set[str], rows: int) -> None:
    run = cx.run(PAIR, record=record, records=[goods])
    assert set(run.tables) == tables
    assert run.count("goods") == rows


@pytest.mark.parametrize("scenario", ["bazaar", "wolf_sheep", "forest_fire"])
def test_they_work_for_every_model(scenario: str) -> None:
    @cx.record("sizes", dtype="i8", table="worlds")
    def sizes(world: cx.World) -> Any:
        return len(next(table for name, table in world.tables.items() if name != "worlds"))

    run = cx.run(scenario, ticks=3, record="none", records=[sizes])
    assert len(run.frame("sizes")) == 4 and (run.frame("sizes").value > 0).all()


def test_files_and_datasets_say_what_they_mean(tmp_path: Path) -> None:
    run = cx.run(PAIR, out=tmp_path / "r", record="ticks,goods=10,holdings=25", records=[goods, holdings])
    with h5py.File(tmp_path / "r" / "telemetry.h5") as file:
        assert dict(file["goods/value"].attrs)["units"] == "unit of good"
        assert file["goods"].attrs["kind"] == "series" and file["holdings"].attrs["kind"] == "states"
    for source in (run, cx.run(PAIR, record="ticks,goods=10,holdings=25", records=[goods, holdings])):
        with source.dataset() as dataset:
            assert dataset.goods.dims == ("goods_tick",) and dataset.goods.attrs["long_name"] == "goods in all hands"
            assert dataset.goods_tick.values.tolist() == [-1, 0, 10, 20, 30, 40, 49]
            assert dataset.goods.values.tolist() == run.frame("goods").value.tolist()
            assert dataset.holdings_total.dims == ("holdings_tick", "holdings_uid")


def test_replay_compares_them_or_says_that_it_did_not(tmp_path: Path) -> None:
    cx.run(PAIR, out=tmp_path / "r", record="agents=10,goods=5", records=OWN).close()
    whole, part = cx.replay(tmp_path / "r", records=OWN), cx.replay(tmp_path / "r", records=[rich])
    assert whole.equal and whole.left_out == [] and set(whole.hashes) == {"ticks", "agents", "goods", "holdings", "rich"}
    assert part.equal and part.left_out == ["goods", "holdings"] and set(part.hashes) == {"ticks", "agents", "rich"}
    done = subprocess.run([sys.executable, "-m", "catallax", "replay", str(tmp_path / "r")], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.count("left out") == 3


def test_replay_finds_a_function_that_changed(tmp_path: Path) -> None:
    cx.run(PAIR, out=tmp_path / "r", records=[goods]).close()

    @cx.record("goods", dtype="i8", unit="unit of good")
    def other(world: cx.World) -> Any:
        return goods.read(world)[1]["value"] + (world.tick == 8)

    (difference,) = cx.replay(tmp_path / "r", records=[other]).differences
    assert (difference.table, difference.tick, difference.column) == ("goods", 7, "value")


@pytest.mark.parametrize("record", ["summary", "agents=7,goods=4", "none"])
def test_resume_goes_on_with_them(record: str, tmp_path: Path) -> None:
    whole = cx.run(PAIR, out=tmp_path / "whole", record=record, records=OWN)
    stopped(tmp_path / "part", 23, record=record, records=OWN, snapshots=10)
    with pytest.raises(cx.EngineError, match=r"got no record goods, holdings; needs the records that the run was given"):
        cx.resume(tmp_path / "part", records=[rich])
    assert_same_run(cx.resume(tmp_path / "part", records=OWN), whole)


def test_the_command_line_says_which_record_is_missing(tmp_path: Path) -> None:
    stopped(tmp_path / "part", 5, records=[goods])
    done = subprocess.run([sys.executable, "-m", "catallax", "resume", str(tmp_path / "part")], capture_output=True, text=True)
    assert done.returncode == 1 and "got no record goods" in done.stderr and "Traceback" not in done.stderr


def test_a_branch_shares_their_past(tmp_path: Path) -> None:
    parent = cx.run(PAIR, out=tmp_path / "r", record="goods=4", records=[goods, holdings])
    with pytest.raises(cx.EngineError, match="no record goods, holdings"):
        cx.branch(tmp_path / "r", at=30)
    same = cx.branch(tmp_path / "r", at=30, records=[goods, holdings])
    for name in ("goods", "holdings"):
        assert same.frame(name).equals(parent.frame(name))
    assert same.dataset().goods.equals(parent.dataset().goods)
    assert set(cx.branch(tmp_path / "r", at=30, record="ticks").tables) == {"ticks"}
    assert cx.replay(same.path, records=[holdings]).left_out == ["goods"]


def test_what_is_wrong_with_them_is_said_before_anything_is_written(tmp_path: Path) -> None:
    @cx.record("broken", dtype="i8")
    def broken(world: cx.World) -> Any:
        return 0.5

    for records, message in (
        ([broken], "record 'broken', value: got dtype float64; needs values of dtype i8"),
        ([goods, goods], "record goods: got a second table of that name"),
        ([lambda world: 1.0], "records: got .*; needs what @catallax.record makes"),
    ):
        with pytest.raises(cx.EngineError, match=message):
            cx.run(PAIR, out=tmp_path / "r", records=records)
        assert not (tmp_path / "r").exists()


def test_a_record_with_other_columns_is_not_taken_for_the_same(tmp_path: Path) -> None:
    stopped(tmp_path / "r", 5, records=[goods])

    @cx.record("goods")
    def other(world: cx.World) -> Any:
        return 1.0

    for act in (cx.replay, cx.resume):
        with pytest.raises(cx.EngineError, match="record 'goods': got other columns than the run recorded"):
            act(tmp_path / "r", records=[other])
