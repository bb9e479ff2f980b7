"""One entity's trajectory is what the rows of everybody say of it, from any source and any population."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import catallax as cx
from catallax.engine.errors import EngineError
from catallax.engine.telemetry import writer

LAYOUT_1 = Path(__file__).parents[2] / "golden" / "layout-1"


def check(run: cx.Run, table: str, uids: list[int]) -> None:
    """Compare trajectories with the rows of the whole table."""
    columns = run.columns(table)
    for uid in uids:
        mine = columns["uid"] == uid
        found = run.trajectory(uid, table=table)
        assert [*found] == [*columns]
        for name, values in columns.items():
            np.testing.assert_array_equal(found[name], values[mine], strict=True)
    assert all(len(values) == 0 for values in run.trajectory(10**6, table=table).values())


@pytest.mark.parametrize("chunk", [7, 65_536])
@pytest.mark.parametrize("out", [True, False], ids=["folder", "memory"])
def test_of_a_population_that_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int, out: bool) -> None:
    monkeypatch.setattr(writer, "CHUNK", chunk)
    with cx.run("two_towns", ticks=9, out=tmp_path / "run" if out else None, record="agents=2,cells=3,trades") as run:
        check(run, "agents", [0, 1, run.scenario.agents - 1])
        assert run.trajectory(3, ["y", "activity"]).keys() == {"tick", "y", "activity"}
        assert run.trajectory(3, [])["tick"].tolist() == [-1, 0, 2, 4, 6, 8]


@pytest.mark.parametrize("chunk", [64, 65_536])
def test_of_those_who_are_born_and_die(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(writer, "CHUNK", chunk)
    with cx.run("wolf_sheep", ticks=30, out=tmp_path / "run", record="sheep,wolves=3") as run:
        for table in ("sheep", "wolves"):
            uids = np.unique(run.columns(table)["uid"])
            check(run, table, [*uids[:2].tolist(), *uids[-2:].tolist()])


def test_of_a_run_of_the_first_layout() -> None:
    with cx.open_run(LAYOUT_1) as run:
        check(run, "agents", [0, 2])


def test_of_a_branch_and_of_its_branch(tmp_path: Path) -> None:
    cx.run("bazaar", ticks=9, out=tmp_path / "a", record="agents=4").close()
    cx.branch(tmp_path / "a", at=5, changes={"params.beta": 0.5}, out=tmp_path / "b", record="agents=3").close()
    with cx.branch(tmp_path / "b", at=8, out=tmp_path / "c", ticks=12) as run:
        check(run, "agents", [0, 7])


def test_some_columns_of_a_branch_are_those_of_all(tmp_path: Path) -> None:
    cx.run("bazaar", ticks=9, out=tmp_path / "a").close()
    with cx.branch(tmp_path / "a", at=5, out=tmp_path / "b") as run:
        every = run.columns("pairings")
        for names in (["reason"], ["reason", "tick"], ["rank", "reason"], ["event"], []):
            some = run.columns("pairings", names)
            assert [*some] == names
            for name, values in some.items():
                np.testing.assert_array_equal(values, every[name], strict=True)


def test_what_was_not_recorded_is_told(tmp_path: Path) -> None:
    with cx.run("two_traders", ticks=2, record="ticks,agents,trades") as run:
        with pytest.raises(EngineError, match="got 'trades'; needs a table of entities that was recorded: agents"):
            run.trajectory(0, table="trades")
        with pytest.raises(EngineError, match=r"got agents\.z; needs one of its columns: tick, uid, x"):
            run.trajectory(0, ["x", "z"])
    with cx.run("two_traders", ticks=2, record="none") as run, pytest.raises(EngineError, match="none was"):
        run.trajectory(0)
