"""Branches share the past of their parent, differ from a tick on, and know where they come from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import catallax as cx
from catallax.apps.runs.lineage import family_trees
from tests.sameness import assert_same_run

from .test_resume import PAIR


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    cx.run(PAIR, out=tmp_path / "parent", record="agents=4,trades,pairings", snapshots=15).close()
    return tmp_path / "parent"


@pytest.mark.parametrize("at", [0, 1, 15, 22, 50])
def test_a_branch_with_no_change_equals_its_parent_and_touches_nothing_of_it(parent: Path, at: int) -> None:
    before = contents(parent)
    branch = cx.branch(parent, at=at, ticks=60)
    assert_same_run(branch, cx.run(PAIR, ticks=60, record="agents=4,trades,pairings"))
    assert contents(parent) == before
    assert cx.replay(branch.path).equal


def test_a_branch_differs_from_its_tick_on(parent: Path) -> None:
    branch, whole = cx.branch(parent, at=20, changes={"params.vision_radius": 1, "params.forage_rate": 3}), cx.open_run(parent)
    ours, theirs = branch.frame("ticks"), whole.frame("ticks")
    assert ours[ours.tick < 20].equals(theirs[theirs.tick < 20])
    assert not ours.equals(theirs) and ours.tick.tolist() == theirs.tick.tolist()
    assert branch.scenario.params.vision_radius == 1
    assert branch.count("ticks") == len(ours)
    assert branch.summary["trades"] == ours.n_trades.sum() == branch.count("trades")


def test_the_dataset_of_a_branch_has_its_past(parent: Path) -> None:
    whole = cx.run(PAIR, ticks=60, record="agents=4,trades,pairings").dataset()
    branch = cx.branch(parent, at=50, ticks=60).dataset()  # the parent recorded its last tick, which was not due
    assert branch.equals(whole[list(branch.data_vars)]) and set(branch.data_vars) == set(whole.data_vars)


def test_quotes_follow_the_new_rules_at_once(parent: Path) -> None:
    branch = cx.branch(parent, at=20, changes={"params.spread": 0.5}, record="quotes")
    quotes = branch.frame("quotes")
    first = quotes[quotes.tick == 20]
    assert (first.ask_A_in_B / first.mrs).to_numpy() == pytest.approx(1.5)


def test_families(parent: Path, tmp_path: Path) -> None:
    child = cx.branch(parent, at=20)
    grandchild = cx.branch(child.path, at=30, changes={"params.beta": 0.5})
    cousin = cx.branch(child.path, at=10)  # before its parent left
    assert child.parent.path == parent and [run.path for run in cx.open_run(parent).children] == [child.path]
    assert grandchild.frame("trades").equals(cx.open_run(grandchild.path).frame("trades"))
    assert_same_run(cousin, cx.run(PAIR, record="agents=4,trades,pairings"))
    assert cx.replay(grandchild.path).equal
    ((root, _, (branch,)),) = family_trees(tmp_path)
    assert root == parent and branch[0] == child.path and len(branch[2]) == 2
    assert_same_run(cx.resume(grandchild.path, ticks=70), cx.branch(child.path, at=30, ticks=70, changes={"params.beta": 0.5}))
    shutil.rmtree(parent)
    with pytest.raises(cx.EngineError, match="needs the run that it was branched from"):
        cx.open_run(child.path).frame("trades")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"at": 51}, "at: got 51; needs a tick from 0 to 50"),
        ({"at": 20, "ticks": 20}, "ticks: got 20; needs a whole number from 21"),
        ({"at": 20, "changes": {"agents": 7}}, "got agents; needs keys that matter later"),
        ({"at": 20, "changes": {"resource_seed.density": 0.9}}, "got resource_seed.density; needs keys that matter later"),
        ({"at": 20, "changes": {"params.exchange_regime": "money_only", "initial_inventories.M": 5}}, "got initial_inventories.M"),
        ({"at": 20, "changes": {"params.resource_spawn_amount": 2}}, "changes that say how a run begins"),
        ({"at": 20, "changes": {"params.beta": 7}}, "params.beta"),
        ({"at": 20, "changes": {"params.nothing": 7}}, "nothing"),
    ],
)
def test_what_cannot_be_branched_is_refused_and_leaves_nothing(parent: Path, options: dict, message: str) -> None:
    with pytest.raises((cx.EngineError, cx.ScenarioError), match=message):
        cx.branch(parent, **options)
    assert [path.name for path in parent.parent.iterdir()] == ["parent"]


def test_a_run_that_was_killed_can_be_branched_where_it_came_to(parent: Path) -> None:
    manifest = json.loads((parent / "manifest.json").read_text())
    (parent / "manifest.json").write_text(json.dumps(manifest | {"status": "running", "ticks_done": 0}))
    assert_same_run(cx.branch(parent, at=20), cx.run(PAIR, record="agents=4,trades,pairings"))


def test_what_cannot_begin_leaves_nothing(parent: Path) -> None:
    @cx.record("broken", dtype="i8", unit="1", doc="a mistake")
    def broken(world: cx.World) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cx.branch(parent, at=20, records=[broken])
    assert [path.name for path in parent.parent.iterdir()] == ["parent"]


def test_a_damaged_snapshot_is_named(parent: Path) -> None:
    index = json.loads((parent / "snapshots" / "000000015.json").read_text())
    column = parent / "snapshots" / "columns" / f"{index['columns']['agents/Inventory/goods']}.npy"
    column.write_bytes(column.read_bytes()[:-1] + b"\1")
    with pytest.raises(cx.EngineError, match="other content than its name says"):
        cx.branch(parent, at=20)
