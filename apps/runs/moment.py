"""A moment of a run: the whole state with which one of its ticks begins, from a snapshot or worked out anew."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...engine.clock import Clock
from ...engine.commands import load_commands
from ...engine.errors import EngineError
from ...engine.snapshot import Snapshot
from ...engine.world import World
from ...scenarios.builder import build_world
from ...scenarios.loader import load_scenario
from ...scenarios.models import MODELS
from ...scenarios.schema import Scenario
from . import folder as run_folder
from .overlay import overlay
from .snapshots import SnapshotStore
from .tally import Tally


@dataclass(frozen=True)
class Moment:
    """The state of a run with which `tick` begins, and what its summary has noted by then (see `Tally`)."""

    tick: int
    snapshot: Snapshot
    tally: dict[str, Any]

    def put(self, world: World, tally: Tally) -> None:
        """Let a world that was built alike, and its tally, go on from here."""
        world.restore(self.snapshot)
        tally.restore(self.tally)


def moment_of(folder: Path, tick: int) -> Moment:
    """Return the state with which a tick of a run begins.

    It is worked out from the last snapshot before it; in a branch from where it left its parent, if that comes later; or from the
    beginning. A run is its scenario, its seed and its commands, so all three give the same.
    Raises EngineError if a command of the run is of a kind that is not known here, or a snapshot is damaged.
    """
    manifest = run_folder.read_manifest(folder)
    scenario = load_scenario(folder / run_folder.SCENARIO)
    parent = run_folder.parent_of(folder, manifest)
    if parent is not None and tick < parent.at:
        return moment_of(parent.folder, tick)
    store = SnapshotStore(folder / run_folder.SNAPSHOTS)
    with world_of(scenario, max(tick, scenario.ticks)) as world:
        tally = Tally(world, MODELS[scenario.model])
        kept = [known for known in store.ticks if known <= tick]
        if kept:
            Moment(kept[-1], *store.load(kept[-1], world)).put(world, tally)
        elif parent is not None:
            first_moment(parent.folder, parent.at, scenario).put(world, tally)
        queue_commands(world, folder)
        while world.tick < tick:
            world.step()
            tally.after_tick(world, np.ones(1, np.bool_))
        return Moment(tick, world.snapshot(), tally.state())


def first_moment(parent: Path, at: int, scenario: Scenario) -> Moment:
    """Return the state with which a branch begins: that of its parent, with what its own scenario sets differently."""
    moment = moment_of(parent, at)
    was = load_scenario(parent / run_folder.SCENARIO)
    if was.model_copy(update={"ticks": scenario.ticks}) == scenario:
        return moment
    where = f"branch {parent}"
    with world_of(was, was.ticks) as old, world_of(scenario, scenario.ticks) as new:
        snapshot = overlay(where, moment.snapshot, old.snapshot(), new.snapshot())
        new.restore(snapshot)
        MODELS[scenario.model].wiring.changed(new)
        return Moment(at, new.snapshot(), moment.tally)


def world_of(scenario: Scenario, ticks: int) -> World:
    """Build the world of one run, at its first tick."""
    return build_world([scenario], [scenario.seed], [ticks])


def queue_commands(world: World, folder: Path) -> None:
    """Queue what a run was told to do and what this world has not done yet."""
    path, now = folder / run_folder.COMMANDS, int(world[Clock].tick[0])
    if path.exists():
        for command in load_commands(path):
            if command.tick >= now:
                try:
                    world.commands.push(command)
                except EngineError as error:
                    raise EngineError(str(path), error.got, error.needs, "Runs with commands are replayed from Python.") from None
