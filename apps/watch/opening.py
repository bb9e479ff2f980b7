"""What is watched: a scenario from its beginning, or a run, which is its scenario, its seed and its commands, worked out again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ...engine.errors import EngineError
from ...engine.snapshot import Snapshot
from ...engine.world import World
from ...scenarios.loader import load_scenario
from ...scenarios.models import MODELS
from ...scenarios.schema import Scenario
from ..runs import folder as run_folder
from ..runs.moment import moment_of, queue_commands, world_of
from ..runs.snapshots import SnapshotStore


@dataclass(frozen=True)
class Watched:
    """A world that is ready to be watched, and how to build another like it.

    offered, load  ticks of which there are snapshots on disk, and what reads one of them
    """

    scenario: Scenario
    world: World
    build: Callable[[], World]
    offered: tuple[int, ...] = ()
    load: Callable[[int], Snapshot] | None = None

    @property
    def inhabitants(self) -> int:
        """How many there are now."""
        return MODELS[self.scenario.model].count(self.world)

    @property
    def title(self) -> str:
        """What is watched, in a few words."""
        return f"{self.scenario.name}, seed {self.scenario.seed}"


def watch_scenario(scenario: Scenario, at: int) -> Watched:
    """Build the world of a scenario, at its first tick or at a later one. Raises EngineError for a tick behind its end."""
    _check(at, 0, scenario.ticks)
    build = lambda: world_of(scenario, scenario.ticks)  # noqa: E731
    world = build()
    while world.tick < at:
        world.step()
    return Watched(scenario, world, build)


def watch_run(folder: Path, at: int | None) -> Watched:
    """Build the world of a run folder, at its beginning or at a later tick; that of a branch where it left its parent.

    What is shown is worked out again, whatever was recorded; the run's snapshots shorten the way.
    Raises EngineError for a folder without a run, a tick that is not in it, a command that is not known here.
    """
    manifest = run_folder.read_manifest(folder)
    parent = run_folder.parent_of(folder, manifest)
    scenario = load_scenario(folder / run_folder.SCENARIO)
    first = 0 if parent is None else parent.at
    begin = first if at is None else at
    _check(begin, first, scenario.ticks, "" if parent is None else f"It is a branch; what came before is in {parent.folder}.")

    def build() -> World:
        world = world_of(scenario, scenario.ticks)
        queue_commands(world, folder)
        return world

    world = build()
    world.restore(moment_of(folder, begin).snapshot)
    store = SnapshotStore(folder / run_folder.SNAPSHOTS)
    offered = tuple(tick for tick in store.ticks if begin < tick <= scenario.ticks)
    return Watched(scenario, world, build, offered, lambda tick: store.load(tick, world)[0])


def _check(at: int, first: int, end: int, remedy: str = "") -> None:
    if not first <= at <= end:
        raise EngineError("watch, --at", str(at), f"a tick from {first} to {end}", remedy)
