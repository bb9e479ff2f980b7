"""A batch: all runs of one model, as worlds of one `World`, from the first tick to what they leave behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...engine.clock import Clock
from ...engine.run import run_world
from ...engine.telemetry.record import Record, Recorder
from ...engine.world import World
from ...kernels.jit import limit_threads
from ...scenarios.builder import build_world
from ...scenarios.models import MODELS
from ...scenarios.schema import Scenario
from .keeper import Keeper
from .moment import Moment
from .plan import check_custom, plan_of, told_of
from .run import Run
from .snapshots import SnapshotStore
from .tally import Tally

Observer = Callable[[World], None]
WORTH_THREADS = 20_000  # agents; smaller worlds lose more by waiting for threads than they gain
SECONDS_BETWEEN_SNAPSHOTS = 60.0  # so that going on from a run that was killed repeats a minute of it, not hours


def threads_for(inhabitants: int, threads: int | None) -> int | None:
    """Return how many threads to use, None for all: those that were asked for; if none were, one where more are not worth it."""
    return 1 if threads is None and inhabitants < WORTH_THREADS else threads


class Batch:
    """The runs of one model among those of a call."""

    def __init__(self, stack: ExitStack, model: str, scenarios: Sequence[Scenario], record: str, custom: Sequence[Record] = ()) -> None:
        """Build the world of the scenarios that have this model; the stack closes it. Nothing is written yet."""
        self.model = MODELS[model]
        self.numbers = [k for k, scenario in enumerate(scenarios) if scenario.model == model]
        self.scenarios = [scenarios[k] for k in self.numbers]
        self.world = stack.enter_context(build_world(self.scenarios, [s.seed for s in self.scenarios], [s.ticks for s in self.scenarios]))
        check_custom(custom)
        for own in custom:
            self.world.add_record(own)
            if not own.within:
                own.read(self.world)  # so that a mistake shows before anything is written
        self.custom = custom
        self.plan = plan_of(record, self.world.records, [own.name for own in custom])
        self.tally = Tally(self.world, self.model)
        self.keepers: list[Keeper] = []
        self.status, self.seconds = "failed", 0.0
        self.stores: dict[int, SnapshotStore] = {}
        self.every, self.goes_on = 0, False

    def keep_snapshots(self, folders: Mapping[int, Path], every: int) -> None:
        """Keep the states between ticks of some worlds, by number: every so many ticks, or (0) now and then if the run takes long."""
        self.stores, self.every = {w: SnapshotStore(folder) for w, folder in folders.items()}, every

    def start_at(self, moment: Moment) -> None:
        """Begin with the state of another tick than the first; what lies before it is recorded already."""
        moment.put(self.world, self.tally)
        self.goes_on = True

    def begin(
        self, folders: Sequence[Path | None], record: str, begun: list[Keeper], told: Mapping[str, Any] = MappingProxyType({})
    ) -> None:
        """Begin the run folders; each keeper is put on the list as soon as it has begun, for who must clear up.

        told  what manifests say besides what a run is
        """
        records = [self.world.records[name] for name in self.plan]
        for w, k in enumerate(self.numbers):
            self.keepers.append(Keeper(self.world, w, folders[k], self.scenarios[w], record, records, {**told, **told_of(self.custom)}))
            begun.append(self.keepers[-1])

    def go(self, threads: int | None, progress: bool | Observer, should_stop: Callable[[], bool]) -> None:
        """Step the world to its end, or until somebody asks to stop."""
        limit_threads(threads_for(self.model.count(self.world), threads))
        with ExitStack() as stack:
            observe = self._observer(progress, stack)
            try:
                self._run(observe, should_stop)
            except KeyboardInterrupt:
                self.status = "interrupted in the middle of a tick"
                raise

    def _run(self, observe: Observer, should_stop: Callable[[], bool]) -> None:
        sink = lambda w, record, tick, columns: self.keepers[w].append(record, tick, columns)  # noqa: E731
        recorder = Recorder(self.world, self.plan, sink, self.goes_on)
        observe(self.world)
        kept_at = monotonic()

        def after_tick(world: World) -> None:
            nonlocal kept_at
            ran = recorder.after_tick(world)
            self.tally.after_tick(world, ran)
            due = world.tick % self.every == 0 if self.every else monotonic() - kept_at > SECONDS_BETWEEN_SNAPSHOTS
            if self.stores and due:
                self._keep(world, ran)
                kept_at = monotonic()
            observe(world)

        outcome = run_world(self.world, after_tick, should_stop)
        recorder.finish(self.world)
        if self.every or outcome.seconds > SECONDS_BETWEEN_SNAPSHOTS:
            self._keep(self.world, np.ones(self.world.n_worlds, np.bool_))
        for store in self.stores.values():
            store.wait()
        self.status, self.seconds = "interrupted" if outcome.stopped else "done", outcome.seconds

    def _keep(self, world: World, chosen: NDArray[np.bool_]) -> None:
        """Keep snapshots of the chosen worlds, bool[W], each behind all that was recorded before it."""
        snapshot, tick = world.snapshot(), world[Clock].tick.tolist()
        for w, store in self.stores.items():
            if chosen[w]:
                self.keepers[w].settle(world)
                store.save(tick[w], snapshot.of(w), self.tally.state(w))

    def finish(self) -> dict[int, Run]:
        """Let all keepers finish, however it went with others; return the runs by their place in the call."""
        finished: dict[int, Run] = {}

        def finish(k: int, keeper: Keeper) -> None:
            finished[k] = keeper.finish(self.world, self.status, self.seconds, self.tally)

        with ExitStack() as ends:
            for k, keeper in zip(self.numbers, self.keepers, strict=True):
                ends.callback(finish, k, keeper)
        return finished

    def _observer(self, progress: bool | Observer, stack: ExitStack) -> Observer:
        if callable(progress):
            return progress
        if progress:
            from ..cli.progress import ProgressLine

            return stack.enter_context(ProgressLine(self.model))
        return lambda world: None
