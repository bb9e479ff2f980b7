"""Start runs: one, or many at once in one batched table."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...components.economy import Aggregates
from ...engine.clock import Clock
from ...engine.errors import EngineError
from ...engine.run import Outcome, run_world, stop_on_interrupt
from ...engine.telemetry.record import Record, Recorder, parse_plan
from ...engine.telemetry.writer import TelemetryWriter
from ...engine.world import World
from ...kernels.jit import limit_threads
from ...scenarios.builder import build_world
from ...scenarios.loader import load_scenario
from ...scenarios.schema import Scenario
from . import folder as run_folder
from .run import Run

Source = str | Path | Mapping[str, Any] | Scenario
Observer = Callable[[World], None]


def run(
    scenario: Source,
    *,
    seed: int | None = None,
    ticks: int | None = None,
    rules: str | None = None,
    out: str | Path | None = None,
    record: str = "full",
    threads: int | None = None,
    progress: bool | Observer = False,
) -> Run:
    """Run a scenario to its end and return the run.

    scenario  path, shipped name, dict, or a loaded Scenario
    seed      in place of the scenario's; >= 0
    ticks     in place of the scenario's; >= 1
    rules     a preset in place of the scenario's: "standard" or "vmt"
    out       run folder to write; None keeps the run in memory
    record    "none", "summary", "full", or a list like "agents=10,cells=100,trades"
    threads   threads for parallel kernels; all cores if None. Results do not depend on it
    progress  True for a line on standard error, or a function called with the World before the first and after each tick

    Ctrl-C ends the run at a tick boundary with everything kept; `run.manifest["status"]` is then "interrupted".
    Raises ScenarioError for a bad scenario, EngineError for a bad option; nothing is written then.
    """
    return run_many([scenario], seeds=None if seed is None else [seed], ticks=ticks, rules=rules, out=None if out is None else [out],
                    record=record, threads=threads, progress=progress)[0]  # fmt: skip


def run_many(
    scenarios: Sequence[Source],
    *,
    seeds: Sequence[int] | None = None,
    ticks: int | None = None,
    rules: str | None = None,
    out: str | Path | Sequence[str | Path] | None = None,
    record: str = "full",
    threads: int | None = None,
    progress: bool | Observer = False,
) -> list[Run]:
    """Run many scenarios at once, as worlds of one batched table; each Run equals the run alone, to the last bit.

    seeds  one for each scenario, or None for the scenarios' own
    out    a folder that gets one run folder for each, a list of run folders, or None to keep the runs in memory

    The rest as `run`.
    """
    if not scenarios:
        return []
    loaded = [load_scenario(source, rules=rules) for source in scenarios]
    use_seeds = [s.seed for s in loaded] if seeds is None else [_checked(seed, "seed", 0) for seed in seeds]
    if len(use_seeds) != len(loaded):
        raise EngineError("run_many", f"{len(use_seeds)} seeds for {len(loaded)} scenarios", "one seed each", "Repeat the scenario.")
    use_ticks = [s.ticks if ticks is None else _checked(ticks, "ticks", 1) for s in loaded]
    limit_threads(threads)
    with ExitStack() as stack:
        should_stop = stack.enter_context(stop_on_interrupt())
        world = stack.enter_context(build_world(loaded, use_seeds, use_ticks))
        plan = parse_plan(record, world.records)
        keepers = [
            _Keeper(world, w, path, scenario, seed, length, record, [world.records[name] for name in plan])
            for w, (path, scenario, seed, length) in enumerate(zip(_folders(out, loaded), loaded, use_seeds, use_ticks, strict=True))
        ]
        return _run(world, plan, keepers, _observer(progress), should_stop)


def _run(world: World, plan: dict[str, int], keepers: list[_Keeper], observe: Observer, should_stop: Callable[[], bool]) -> list[Run]:
    status, outcome = "failed", Outcome(0, False, 0.0)
    try:
        recorder = Recorder(world, plan, lambda w, record, tick, columns: keepers[w].append(record, tick, columns))
        observe(world)

        def after_tick(world: World) -> None:
            recorder.after_tick(world)
            for keeper in keepers:
                keeper.count(world)
            observe(world)

        outcome = run_world(world, after_tick, should_stop)
        recorder.finish(world)
        status = "interrupted" if outcome.stopped else "done"
    except KeyboardInterrupt:
        status = "interrupted"
        raise
    finally:
        runs = [keeper.finish(world, status, outcome) for keeper in keepers]
    return runs


class _Keeper:
    """Keeps what one world of the batch leaves behind."""

    def __init__(
        self, world: World, w: int, path: Path | None, scenario: Scenario, seed: int, ticks: int, record: str, records: list[Record]
    ) -> None:
        self.w, self.path, self.scenario = w, path, scenario
        self.manifest = run_folder.new_manifest(scenario, seed, ticks, record)
        self.first = world[Aggregates].utility_mean[w].item()
        self.trades = 0
        self._counted = -1
        self.writer: TelemetryWriter | None = None
        attributes = {name: self.manifest[name] for name in ("catallax", "scenario", "scenario_hash", "seed", "rules")}
        if path is not None:
            run_folder.create(path)
            run_folder.write_scenario(path, scenario)
            run_folder.write_manifest(path, self.manifest)
        if records:
            self.writer = TelemetryWriter(path / run_folder.TELEMETRY if path else None, records, attributes)

    def append(self, record: Record, tick: int, columns: dict[str, NDArray[Any]]) -> None:
        assert self.writer is not None
        self.writer.append(record.name, tick, columns)

    def count(self, world: World) -> None:
        tick = int(world[Clock].tick[self.w])
        if tick > self._counted:
            self._counted = tick
            self.trades += int(world[Aggregates].n_trades[self.w])

    def finish(self, world: World, status: str, outcome: Outcome) -> Run:
        numbers = world[Aggregates]
        n_agents = int(np.diff(world.tables["agents"].offsets)[self.w])
        self.manifest["status"] = status
        self.manifest["ticks_done"] = int(world[Clock].tick[self.w])
        self.manifest["seconds"] = round(outcome.seconds, 6)
        self.manifest["state_digest"] = world.digest(self.w)
        self.manifest["summary"] = {
            "ticks": self.manifest["ticks_done"],
            "agents": n_agents,
            "trades": self.trades,
            "utility_gained": _plain((numbers.utility_mean[self.w].item() - self.first) * n_agents),
            "utility_mean": _plain(numbers.utility_mean[self.w].item()),
            "gini_goods": _plain(numbers.gini_goods[self.w].item()),
            "mrs_dispersion": _plain(numbers.mrs_dispersion[self.w].item()),
            "status": status,
        }
        telemetry: Any = None
        if self.writer is not None:
            telemetry = self.writer.close()
        if self.path is not None:
            world.commands.save(self.path / run_folder.COMMANDS, self.w)
            run_folder.write_manifest(self.path, self.manifest)
            telemetry = self.path / run_folder.TELEMETRY if self.writer is not None else None
        return Run(self.manifest, self.scenario, telemetry, self.path)


def _plain(number: float) -> float | None:
    """Return a number as JSON can say it."""
    return number if math.isfinite(number) else None


def _folders(out: str | Path | Sequence[str | Path] | None, scenarios: Sequence[Scenario]) -> list[Path | None]:
    if out is None:
        return [None] * len(scenarios)
    if isinstance(out, str | Path):
        parent = Path(out)
        return [parent / f"{k:05d}" for k in range(len(scenarios))]
    return [Path(path) for path in out]


def _checked(value: int, name: str, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not least <= value < 2**62:
        raise EngineError(name, repr(value), f"a whole number of at least {least}", "")
    return int(value)


def _observer(progress: bool | Observer) -> Observer:
    if callable(progress):
        return progress
    if progress:
        from ..cli.progress import ProgressLine

        return ProgressLine()
    return lambda world: None
