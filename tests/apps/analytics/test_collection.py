"""Many runs as one frame, from memory and from folders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import catallax as cx
from catallax.apps.analytics.log import read_log


def test_runs_in_memory_and_on_disk_come_in_their_order(tmp_path: Path) -> None:
    first, second = cx.run_many(["two_traders"] * 2, seeds=[1, 2], ticks=12, out=tmp_path)
    third = cx.run("two_traders", seed=3, ticks=12)
    sources = [first.path, str(second.path), third]
    trades = cx.analytics.collect(sources, "trades")
    assert trades.columns[:2].tolist() == ["run", "tick"] and trades.index.is_unique
    for k, run in enumerate((first, second, third)):
        alone = trades[trades.run == k].drop(columns="run").reset_index(drop=True)
        assert alone.equals(run.frame("trades"))
    found = cx.analytics.summaries(sources)
    assert found.run.tolist() == [0, 1, 2] and found.seed.tolist() == [1, 2, 3] and set(found.status) == {"done"}
    assert found.folder.tolist() == [str(tmp_path / "00000"), str(tmp_path / "00001"), ""]
    assert found.set_index("run").trades.tolist() == trades.groupby("run").size().tolist()


def test_what_cannot_be_collected(tmp_path: Path, money: cx.Run) -> None:
    with pytest.raises(cx.EngineError, match=r"collect: got one run, .*; needs a list of runs"):
        cx.analytics.collect(money, "trades")
    with pytest.raises(cx.EngineError, match="no runs; needs at least one"):
        cx.analytics.summaries([])
    with pytest.raises(
        cx.EngineError, match=r"run 1 \(two_traders, seed \d+\): got .quotes.; needs a table that it recorded: ticks, trades"
    ):
        cx.analytics.collect([money, cx.run("two_traders", ticks=2, record="summary")], "quotes")
    with pytest.raises(cx.EngineError, match="no run there"):
        cx.analytics.collect([tmp_path], "trades")


def test_a_run_that_was_killed_is_as_long_as_what_it_recorded(tmp_path: Path) -> None:
    """Failed: such a run says that it has run 0 ticks, so that volumes were empty and pairs lasted less than nothing."""
    run = cx.run("two_traders", ticks=12, out=tmp_path / "r")
    whole = [cx.analytics.volumes(run), cx.analytics.pair_durations(run)]
    manifest = json.loads((tmp_path / "r" / "manifest.json").read_text())
    unfinished = {name: value for name, value in manifest.items() if name not in ("seconds", "state_digest", "summary")}
    (tmp_path / "r" / "manifest.json").write_text(json.dumps({**unfinished, "status": "running", "ticks_done": 0}))
    with cx.open_run(tmp_path / "r") as killed:
        assert cx.analytics.volumes(killed).equals(whole[0]) and cx.analytics.pair_durations(killed).equals(whole[1])
        assert read_log(killed, tick=11).missing == {}
        assert cx.analytics.export(killed, tmp_path / "out", "sqlite").rows["tick_states"] == 12
    assert cx.analytics.summaries([tmp_path / "r"]).status.tolist() == ["running"]
