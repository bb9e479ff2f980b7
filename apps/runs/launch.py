"""Start runs: one, or many at once in one batched table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ...engine.errors import EngineError
from ...engine.run import stop_on_interrupt
from ...scenarios.builder import checked
from ...scenarios.loader import load_scenario
from ...scenarios.schema import Scenario
from . import folder as run_folder
from .batch import Batch, Observer
from .keeper import Keeper
from .run import Run

Source = str | Path | Mapping[str, Any] | Scenario


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
    rules     a preset in place of the scenario's: "standard", "vmt" or "vmt_protocols"
    out       run folder to write, new or empty; None keeps the run in memory
    record    "none", "summary", "full", or a list of the model's tables like "agents=10,cells=100,trades"
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

    Scenarios of different models are batched by model, one batch after the other; runs come in the order of the scenarios.

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
    with ExitStack() as stack:
        should_stop = stack.enter_context(stop_on_interrupt())
        batches = [Batch(stack, name, resolved, record) for name in dict.fromkeys(s.model for s in resolved)]
        begun: list[Keeper] = []
        try:
            for batch in batches:
                batch.begin(folders, record, begun)
        except BaseException:
            for keeper in begun:
                keeper.discard()
            raise
        runs: dict[int, Run] = {}
        try:
            for batch in batches:
                batch.go(threads, progress, should_stop)
        finally:
            for batch in batches:
                runs |= batch.finish()
    return [runs[k] for k in range(len(resolved))]


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
