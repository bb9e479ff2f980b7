"""Start runs: one, or many at once in one batched table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ...engine.errors import EngineError
from ...engine.run import stop_on_interrupt
from ...engine.telemetry.record import Record
from ...scenarios.builder import checked
from ...scenarios.loader import Bearer, load_scenario
from ...scenarios.schema import Scenario
from . import folder as run_folder
from .batch import Batch, Observer
from .keeper import Keeper
from .lock import locked
from .moment import Moment, first_moment, queue_commands
from .plan import plan_without
from .run import Run

Source = str | Path | Mapping[str, Any] | Scenario | Bearer


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
    snapshots: int = 0,
    records: Sequence[Record] = (),
) -> Run:
    """Run a scenario to its end and return the run.

    scenario  path, shipped name, dict, a loaded Scenario, or what `catallax.generate` returns
    seed      in place of the scenario's; >= 0
    ticks     in place of the scenario's; >= 1
    rules     a preset in place of the scenario's: "standard", "vmt" or "vmt_protocols"
    out       run folder to write, new or empty; None keeps the run in memory
    record    "none", "summary", "full", or a list of the model's tables like "agents=10,cells=100,trades"
    threads   threads for parallel kernels; None is one for small worlds and all cores for others. Results do not depend on it
    progress  True for a line on standard error, or a function called with the World before the first and after each tick
    snapshots ticks from one snapshot in the run folder to the next, >= 1; 0 is one for each minute that the run takes
    records   custom records (see `catallax.record`), recorded whatever `record` says; it may give them a period: "ticks,mine=10"

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
        snapshots=snapshots,
        records=records,
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
    snapshots: int = 0,
    records: Sequence[Record] = (),
) -> list[Run]:
    """Run many scenarios at once, as worlds of one batched table; each Run equals the run alone, to the last bit.

    seeds  one for each scenario, or None for the scenarios' own
    out    a folder that gets one run folder for each, a list of run folders, or None to keep the runs in memory

    snapshots  as in `run`, but 0 is none if there are several
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
    checked(snapshots, "snapshots", 0)
    folders = _folders(out, len(loaded))
    with ExitStack() as stack:
        batches = [Batch(stack, name, resolved, record, records) for name in dict.fromkeys(s.model for s in resolved)]
        begun: list[Keeper] = []
        try:
            for batch in batches:
                batch.begin(folders, record, begun)
        except BaseException:
            for keeper in begun:
                keeper.discard()
            raise
        if len(folders) == 1 and folders[0] is not None:
            stack.enter_context(locked(folders[0]))
        if snapshots or len(folders) == 1:
            for batch in batches:
                chosen = {w: folders[k] for w, k in enumerate(batch.numbers)}
                batch.keep_snapshots({w: path / run_folder.SNAPSHOTS for w, path in chosen.items() if path is not None}, snapshots)
        runs = _go(batches, threads, progress)
    return [runs[k] for k in range(len(resolved))]


def go_on(
    scenario: Scenario,
    start: Moment,
    path: Path,
    record: str,
    threads: int | None,
    progress: bool | Observer,
    told: Mapping[str, Any],
    past: Callable[[Keeper], None] = lambda keeper: None,
    snapshots: Path | None = None,
    records: Sequence[Record] = (),
) -> Run:
    """Run a scenario on from a moment, into a folder whose manifest says what is `told` besides; return the run.

    past       records what came before, where the folder is to have it; until it has, the manifest says "copying"
    snapshots  the folder to keep them in, that of the run if not given
    """
    run_folder.check_free(path)
    with ExitStack() as stack:
        batch, begun = Batch(stack, scenario.model, [scenario], record, records), list[Keeper]()
        batch.start_at(start)
        batch.begin([path], record, begun, {**told, "copying": True})
        stack.enter_context(locked(path))
        past(begun[0])
        begun[0].copied()
        batch.keep_snapshots({0: snapshots or path / run_folder.SNAPSHOTS}, 0)
        return _go([batch], threads, progress)[0]


def again(folder: Path, path: Path, ticks: int, threads: int | None, records: Sequence[Record], left_out: Collection[str]) -> str:
    """Run what a run folder tells of anew, from its beginning, up to so many ticks; return the digest of the state then.

    records   its custom records, but for those that are `left_out`
    """
    manifest = run_folder.read_manifest(folder)
    record = plan_without(manifest["record"], left_out)
    own = [one for one in records if one.name in manifest.get("records", {})]
    scenario, parent = load_scenario(folder / run_folder.SCENARIO), run_folder.parent_of(folder, manifest)
    with ExitStack() as stack:
        batch, begun = Batch(stack, scenario.model, [scenario], record, own), list[Keeper]()
        if parent is not None:
            batch.start_at(first_moment(parent.folder, parent.at, scenario))
        queue_commands(batch.world, folder)
        batch.begin([path], record, begun)
        try:
            batch.go(threads, False, lambda: batch.world.tick >= ticks)
        finally:
            finished = batch.finish()
        digest: str = finished[0].manifest["state_digest"]
        return digest


def _go(batches: Sequence[Batch], threads: int | None, progress: bool | Observer) -> dict[int, Run]:
    """Let batches that have begun run one after the other, and finish however it went; return the runs by their place in the call."""
    runs: dict[int, Run] = {}

    def finish(batch: Batch) -> None:
        runs.update(batch.finish())

    with stop_on_interrupt() as should_stop, ExitStack() as ends:
        for batch in batches:
            ends.callback(finish, batch)
        for batch in batches:
            batch.go(threads, progress, should_stop)
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
