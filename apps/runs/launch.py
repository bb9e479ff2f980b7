"""Start runs: one, or many at once in one batched table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from ...components.economy import Aggregates
from ...engine.errors import EngineError
from ...engine.run import Outcome, run_world, stop_on_interrupt
from ...engine.telemetry.record import Plan, Recorder, parse_plan
from ...engine.world import World
from ...kernels.jit import limit_threads
from ...scenarios.builder import build_world, checked
from ...scenarios.loader import load_scenario
from ...scenarios.schema import Scenario
from . import folder as run_folder
from .keeper import Keeper
from .run import Run

Source = str | Path | Mapping[str, Any] | Scenario
Observer = Callable[[World], None]
WORTH_THREADS = 20_000  # agents; smaller worlds lose more by waiting for threads than they gain


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
    out       run folder to write, new or empty; None keeps the run in memory
    record    "none", "summary", "full", or a list like "agents=10,cells=100,trades"
    threads   threads for parallel kernels; None is one for small worlds and all cores for others. Results do not depend on it
    progress  True for a line on standard error, or a function called with the World before the first and after each tick

    Ctrl-C ends the run at a tick boundary with everything kept; `run.manifest["status"]` is then "interrupted".
    Raises ScenarioError for a bad scenario, EngineError for a bad option; nothing is written then.
    """
    return run_many(
        [scenario],
        seeds=None if seed is None else [seed],
        ticks=ticks,
        rules=rules,
        out=None if out is None else [out],
        record=record,
        threads=threads,
        progress=progress,
    )[0]


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
    if isinstance(scenarios, str | Path):
        raise EngineError("run_many", repr(scenarios), "a list of scenarios", "For one scenario use run, or [scenario].")
    loaded = [load_scenario(source, rules=rules) for source in scenarios]
    if seeds is not None and len(seeds) != len(loaded):
        raise EngineError("run_many", f"{len(seeds)} seeds for {len(loaded)} scenarios", "one seed each", "Repeat the scenario.")
    resolved = [
        scenario.model_copy(
            update={
                "seed": scenario.seed if seeds is None else checked(seeds[k], "seed", 0),
                "ticks": scenario.ticks if ticks is None else checked(ticks, "ticks", 1),
            }
        )
        for k, scenario in enumerate(loaded)
    ]
    if threads is not None:
        checked(threads, "threads", 1)
    folders = _folders(out, len(loaded))
    if not loaded:
        return []
    with ExitStack() as stack:
        should_stop = stack.enter_context(stop_on_interrupt())
        world = stack.enter_context(build_world(resolved, [s.seed for s in resolved], [s.ticks for s in resolved]))
        plan = parse_plan(record, world.records)
        observe = _observer(progress, stack)
        few = len(world.tables["agents"]) < WORTH_THREADS
        limit_threads(1 if threads is None and few else threads)
        keepers: list[Keeper] = []
        try:
            for w, scenario in enumerate(resolved):
                keepers.append(Keeper(world, w, folders[w], scenario, record, [world.records[name] for name in plan]))
        except BaseException:
            for keeper in keepers:
                keeper.discard()
            raise
        return _run(world, plan, keepers, observe, should_stop)


def _run(world: World, plan: Plan, keepers: list[Keeper], observe: Observer, should_stop: Callable[[], bool]) -> list[Run]:
    """Step the world to its end, and let the keepers finish however it goes."""
    status, outcome = "failed", Outcome(0, False, 0.0)
    trades = np.zeros(world.n_worlds, np.int64)
    try:
        recorder = Recorder(world, plan, lambda w, record, tick, columns: keepers[w].append(record, tick, columns))
        observe(world)

        def after_tick(world: World) -> None:
            ran = recorder.after_tick(world)
            trades[ran] += world[Aggregates].n_trades[ran]
            observe(world)

        outcome = run_world(world, after_tick, should_stop)
        recorder.finish(world)
        status = "interrupted" if outcome.stopped else "done"
    except KeyboardInterrupt:
        status = "interrupted in the middle of a tick"
        raise
    finally:
        runs = [keeper.finish(world, status, outcome.seconds, int(trades[keeper.w])) for keeper in keepers]
    return runs


def _folders(out: str | Path | Sequence[str | Path] | None, count: int) -> list[Path | None]:
    """Return the run folder of each run, all of them free and different."""
    if out is None:
        return [None] * count
    folders = [Path(out) / f"{k:05d}" for k in range(count)] if isinstance(out, str | Path) else [Path(path) for path in out]
    if len(folders) != count or len(set(folders)) != count:
        raise EngineError("run_many", f"{len(set(folders))} different folders for {count} runs", "one each", "Or give one folder for all.")
    for path in folders:
        run_folder.check_free(path)
    return list(folders)


def _observer(progress: bool | Observer, stack: ExitStack) -> Observer:
    if callable(progress):
        return progress
    if progress:
        from ..cli.progress import ProgressLine

        return stack.enter_context(ProgressLine())
    return lambda world: None
