"""Replay derives a run again, and names the first difference if there is one."""

from __future__ import annotations

import json
from pathlib import Path

import h5py
import pytest

import catallax as cx

from .test_resume import PAIR, stopped


@pytest.mark.parametrize("record", ["full", "summary", "agents=7", "none"])
def test_a_run_is_derived_again(record: str, tmp_path: Path) -> None:
    stopped(tmp_path / "r", 31, record=record)
    found = cx.replay(tmp_path / "r")
    assert found.equal and found.ticks == 31 and found.versions == []
    assert set(found.hashes) == set(cx.open_run(tmp_path / "r").tables)
    assert all(recorded == derived for recorded, derived in found.hashes.values())


def test_the_first_difference_is_named_in_each_table(tmp_path: Path) -> None:
    cx.run(PAIR, out=tmp_path / "r", record="full").close()
    with cx.open_run(tmp_path / "r") as run:
        second_of_tick_30 = int((run.columns("agents")["tick"] < 30).sum()) + 1
    with h5py.File(tmp_path / "r" / "telemetry.h5", "r+") as file:
        rows = file["agents/A"]
        rows[second_of_tick_30] += 1
        rows[second_of_tick_30 + 20] += 1
        file["ticks/utility_mean"][4] *= 1.0000001
    found = cx.replay(tmp_path / "r")
    assert not found.equal
    where = {d.table: (d.tick, d.row, d.column) for d in found.differences}
    assert where == {"agents": (30, 1, "A"), "ticks": (3, 0, "utility_mean")}
    agents = next(d for d in found.differences if d.table == "agents")
    assert agents.recorded == agents.derived + 1


def test_other_versions_and_another_end_are_told(tmp_path: Path) -> None:
    cx.run(PAIR, out=tmp_path / "r", record="summary").close()
    path = tmp_path / "r" / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["libraries"]["numpy"], manifest["state_digest"] = "1.0", "0" * 32
    path.write_text(json.dumps(manifest))
    found = cx.replay(tmp_path / "r")
    assert [(name, then) for name, then, _ in found.versions] == [("numpy", "1.0")]
    assert [(d.table, d.tick, d.recorded) for d in found.differences] == [("state", 49, "0" * 32)]
