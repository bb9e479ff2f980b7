"""Snapshots: saved, loaded, restored, and branched worlds go on as if nothing had happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from catallax.engine.errors import EngineError
from catallax.engine.snapshot import load_snapshot

from .worlds import Energy, Place, make


def test_restore_goes_back_and_the_same_future_follows(tmp_path: Path) -> None:
    with make() as world:
        world.step()
        snapshot = world.snapshot()
        snapshot.save(tmp_path / "s.npz")
        digest = world.digest()
        world.step(), world.step()
        future = world.digest()
        assert future != digest
        world.restore(snapshot)
        assert world.digest() == digest
        world.step(), world.step()
        assert world.digest() == future
        with make() as other:
            other.restore(load_snapshot(tmp_path / "s.npz", other))
            other.step(), other.step()
            assert other.digest() == future


def test_a_branch_does_not_touch_its_parent() -> None:
    with make() as parent, make() as branch:
        parent.step()
        branch.restore(parent.snapshot())
        before = parent.digest()
        branch.edit(Energy).energy[:] = 99.0
        assert parent.digest() == before
        parent.step()
        assert branch[Energy].energy.tolist() == [99.0] * 3
        assert branch[Place].x.tolist() == [1, 1, 1]


def test_a_snapshot_of_other_tables_or_with_births_waiting_is_refused(tmp_path: Path) -> None:
    with make() as world:
        world.tables["sheep"].spawn(0, 1)
        with pytest.raises(EngineError, match="births or deaths waiting in sheep"):
            world.snapshot()
        world.flush()
        world.snapshot().save(tmp_path / "s.npz")
        with make() as other:
            other.add_table("goats", [Place], [1])
            with pytest.raises(EngineError, match="other columns in table goats"):
                load_snapshot(tmp_path / "s.npz", other)
            with pytest.raises(EngineError, match="Restore into a world built alike"):
                other.restore(world.snapshot())
