"""A batch: all runs of one model, as worlds of one `World`, from the first tick to what they leave behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from ...engine.run import run_world
from ...engine.telemetry.record import Recorder, parse_plan
from ...engine.world import World
from ...kernels.jit import limit_threads
from ...scenarios.builder import build_world
from ...scenarios.models import MODELS
from ...scenarios.schema import Scenario
from .keeper import Keeper
from .run import Run
from .tally import Tally

Observer = Callable[[World], None]
WORTH_THREADS = 20_000  # agents; smaller worlds lose more by waiting for threads than they gain


class Batch:
    """The runs of one model among those of a call."""

    def __init__(self, stack: ExitStack, model: str, scenarios: Sequence[Scenario], record: str) -> None:
        """Build the world of the scenarios that have this model; the stack closes it. Nothing is written yet."""
        self.model = MODELS[model]
        self.numbers = [k for k, scenario in enumerate(scenarios) if scenario.model == model]
        self.scenarios = [scenarios[k] for k in self.numbers]
        self.world = stack.enter_context(build_world(self.scenarios, [s.seed for s in self.scenarios], [s.ticks for s in self.scenarios]))
        self.plan = parse_plan(record, self.world.records)
        self.tally = Tally(self.world, self.model)
        self.keepers: list[Keeper] = []
        self.status, self.seconds = "failed", 0.0

    def begin(self, folders: Sequence[Path | None], record: str, begun: list[Keeper]) -> None:
        """Begin the run folders; each keeper is put on the list as soon as it has begun, for who must clear up."""
        records = [self.world.records[name] for name in self.plan]
        for w, k in enumerate(self.numbers):
            self.keepers.append(Keeper(self.world, w, folders[k], self.scenarios[w], record, records))
            begun.append(self.keepers[-1])

    def go(self, threads: int | None, progress: bool | Observer, should_stop: Callable[[], bool]) -> None:
        """Step the world to its end, or until somebody asks to stop."""
        few = self.model.count(self.world) < WORTH_THREADS
        limit_threads(1 if threads is None and few else threads)
        with ExitStack() as stack:
            observe = self._observer(progress, stack)
            try:
                self._run(observe, should_stop)
            except KeyboardInterrupt:
                self.status = "interrupted in the middle of a tick"
                raise

    def _run(self, observe: Observer, should_stop: Callable[[], bool]) -> None:
        recorder = Recorder(self.world, self.plan, lambda w, record, tick, columns: self.keepers[w].append(record, tick, columns))
        observe(self.world)

        def after_tick(world: World) -> None:
            self.tally.after_tick(world, recorder.after_tick(world))
            observe(world)

        outcome = run_world(self.world, after_tick, should_stop)
        recorder.finish(self.world)
        self.status, self.seconds = "interrupted" if outcome.stopped else "done", outcome.seconds

    def finish(self) -> dict[int, Run]:
        """Let the keepers finish, however it went; return the runs by their place in the call."""
        finished = [keeper.finish(self.world, self.status, self.seconds, self.tally) for keeper in self.keepers]
        return dict(zip(self.numbers, finished, strict=True))

    def _observer(self, progress: bool | Observer, stack: ExitStack) -> Observer:
        if callable(progress):
            return progress
        if progress:
            from ..cli.progress import ProgressLine

            return stack.enter_context(ProgressLine(self.model))
        return lambda world: None
