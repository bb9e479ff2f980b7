"""A run: its tables as frames and datasets, its summary, its scenario. From memory or from a folder; ended, killed, or going on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...engine.errors import EngineError
from ...engine.telemetry.journal import Journal, journal_of
from ...engine.telemetry.reader import TelemetryReader, open_telemetry
from ...scenarios.loader import load_scenario
from ...scenarios.schema import Scenario
from . import folder as run_folder
from .lineage import children_of, shared

if TYPE_CHECKING:
    import pandas
    import xarray


class Run:
    """One run. `run.summary` is a dict of its outcome; `run.frame("trades")` a pandas frame of a table.

    path      the run folder, None for a run that was kept in memory
    manifest  seed, rules, versions, status, ...: what the folder's manifest.json says

    Of a run that goes on in another process the tables grow: each call tells what was recorded by then.
    """

    def __init__(self, manifest: dict[str, Any], scenario: Scenario, telemetry: Path | Journal | None, path: Path | None = None) -> None:
        """Wrap what a run left behind; `catallax.run` and `catallax.open_run` do this."""
        self.manifest, self.scenario, self.path = manifest, scenario, path
        self._telemetry = telemetry
        self._opened: TelemetryReader | None = None

    @property
    def _reader(self) -> TelemetryReader | None:
        """The telemetry, opened when it is first asked for: a thousand runs need no thousand open files."""
        if self._opened is None and self._telemetry is not None:
            source = self._telemetry
            self._opened = TelemetryReader(source) if isinstance(source, Journal) else open_telemetry(source)
        return self._opened

    @property
    def tables(self) -> dict[str, list[str]]:
        """Names of the recorded tables, each with its columns."""
        return self._reader.tables if self._reader else {}

    @property
    def summary(self) -> dict[str, Any]:
        """The outcome in a few numbers: ticks, how it ended, and what the model says, such as trades or wolves left."""
        return dict(self.manifest.get("summary", {}))

    @property
    def ticks_done(self) -> int:
        """How many ticks the run has done. One that goes on, or was killed, says so only in what it recorded."""
        told = int(self.manifest["ticks_done"])
        if "ticks" not in self.tables or self.count("ticks") == 0:
            return told
        return max(told, int(self.columns("ticks", ["tick"])["tick"][-1]) + 1)

    @cached_property
    def parent(self) -> Run | None:
        """The run that this one was branched from, None if it is no branch. Raises EngineError if it is not where it was."""
        found = run_folder.parent_of(self.path, self.manifest) if self.path is not None else None
        return None if found is None else open_run(found.folder)

    @property
    def children(self) -> list[Run]:
        """The branches of this run that are beside it."""
        return [] if self.path is None else [open_run(path) for path in children_of(self.path)]

    def count(self, table: str) -> int:
        """Return the number of rows of a recorded table."""
        assert self._reader is not None
        return len(self.columns(table, ["tick"])["tick"]) if self.parent is not None else self._reader.length(table)

    def columns(self, table: str, names: Sequence[str] | None = None) -> dict[str, NDArray[Any]]:
        """Return the columns of a recorded table as numpy arrays, names in place of the numbers of enumerations.

        names  of the columns, all if not given; only they are read

        Raises EngineError for a table or a column that was not recorded.
        """
        if self._reader is None:
            raise EngineError("run", repr(table), "a table that was recorded, and none was", "Run with record='summary' or 'full'.")
        ranked = {"reason", "rank"} <= {*self.tables.get(table, ())} and (names is None or "reason" in names)
        columns = self._reader.columns(table, names if names is None or not ranked else [*names, "rank"])
        columns = ranked_reasons(columns)
        if names is not None:
            columns = {name: columns[name] for name in names}
        if self.parent is not None and table in self.parent.tables:
            known = self.parent.columns(table, None if names is None else ["tick", *names])
            past = shared(self.parent, self.manifest["parent"]["at"], table, known)
            columns = {name: np.concatenate([past[name], values]) for name, values in columns.items()}
        return columns

    def trajectory(self, uid: int, names: Sequence[str] | None = None, table: str = "agents") -> dict[str, NDArray[Any]]:
        """Return what became of one entity: `tick` and the columns of a table of states, at the rows of this entity alone.

        uid    the entity; one that never was has no rows
        names  of columns, such as ["x", "y"] for a path; all if not given. Of a large run only what is asked for is read
        table  "agents", or "sheep" and the like

        Raises EngineError for a table or a column that was not recorded.
        """
        if self._reader is None:
            raise EngineError("run", repr(table), "a table that was recorded, and none was", "Run with record='full'.")
        columns = self._reader.trajectory(table, uid, names)
        if self.parent is not None and table in self.parent.tables:
            past = shared(self.parent, self.manifest["parent"]["at"], table, self.parent.trajectory(uid, [*columns], table))
            columns = {name: np.concatenate([past[name], values]) for name, values in columns.items()}
        return columns

    def frame(self, table: str) -> pandas.DataFrame:
        """Return a recorded table as a pandas frame. Needs `catallax[analysis]`."""
        import pandas

        return pandas.DataFrame(self.columns(table))

    def dataset(self) -> xarray.Dataset:
        """Return the run as an xarray dataset: aggregates by tick, and the recorded states of entities by (tick, uid).

        Agents are `agent_A` and so on by (agent_tick, uid); entities of other tables carry the table's name, as `sheep_x`
        by (sheep_tick, sheep_uid). Who is absent is NaN. Units and meanings are attributes. Values are read from the run's
        file when they are asked for; those of a branch at once, behind its parent's. Needs `catallax[analysis]`.
        """
        import xarray

        from .dataset import dataset_of, dataset_with_past

        dataset = dataset_of(self._reader) if self._reader is not None else xarray.Dataset()
        if self.parent is not None:
            dataset = dataset_with_past(self.parent, self.manifest["parent"]["at"], dataset)
        told = {name: self.manifest[name] for name in ("scenario", "seed", "rules") if self.manifest[name] is not None}
        dataset.attrs.update(told)
        return dataset

    def close(self) -> None:
        """Close the telemetry file. A run on disk opens it again when asked; one in memory is gone."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
        if not isinstance(self._telemetry, Path):
            self._telemetry = None

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        where = self.path if self.path is not None else "memory"
        return f"Run({self.manifest['scenario']}, seed {self.manifest['seed']}, {self.manifest['ticks_done']} ticks, {where})"

    def _repr_html_(self) -> str:
        """What a notebook shows of the run."""
        from .card import card_of

        return card_of(self)


def open_run(path: str | Path) -> Run:
    """Open a run folder. Raises EngineError if it is not one. A run that was killed has the status "running" for ever."""
    folder = Path(path)
    manifest = run_folder.read_manifest(folder)
    scenario = load_scenario(folder / run_folder.SCENARIO)
    telemetry = folder / run_folder.TELEMETRY
    recorded = telemetry.exists() or journal_of(telemetry).exists()
    return Run(manifest, scenario, telemetry if recorded else None, folder)


@contextmanager
def opened(run: Run | str | Path) -> Iterator[Run]:
    """Give a run; one that is named by its folder is opened, and closed again."""
    if isinstance(run, Run):
        yield run
        return
    with open_run(run) as found:
        yield found


def ranked_reasons(columns: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return a log of pairings whose reasons say how far down its list an agent had to go; other columns as they are."""
    if "rank" not in columns or "reason" not in columns:
        return columns
    ranked = columns["rank"] >= 0
    reasons = columns["reason"].copy()
    reasons[ranked] = [f"{reason}_rank_{rank}" for reason, rank in zip(reasons[ranked], columns["rank"][ranked], strict=True)]
    return {**columns, "reason": reasons}
