"""Keeps what one world of a batch leaves behind: run folder, telemetry, manifest, summary."""

from __future__ import annotations

import math
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ...engine.clock import Clock
from ...engine.errors import EngineError
from ...engine.telemetry.record import Record
from ...engine.telemetry.writer import TelemetryWriter
from ...engine.world import World
from ...scenarios.models import MODELS
from ...scenarios.schema import Scenario
from . import folder as run_folder
from .run import Run
from .tally import Tally


class Keeper:
    """One run in the making. `append` takes its rows, `finish` turns it into a Run."""

    def __init__(
        self, world: World, w: int, path: Path | None, scenario: Scenario, record: str, records: list[Record], told: Mapping[str, Any]
    ) -> None:
        """Begin the run of world `w`, in the folder `path` or in memory. The manifest says what is `told` besides."""
        self.w, self.path, self.scenario = w, path, scenario
        self.records = {record.name: record.in_parts(MODELS[scenario.model].parts(scenario)) for record in records}
        self.manifest = run_folder.new_manifest(scenario, record) | dict(told)
        self.model = MODELS[scenario.model]
        self.writer: TelemetryWriter | None = None
        names = ("catallax", "scenario", "scenario_hash", "seed", "rules")
        attributes = {name: self.manifest[name] for name in names if self.manifest[name] is not None}
        if path is not None:
            path.mkdir(parents=True, exist_ok=True)
        try:
            if path is not None:
                run_folder.write_scenario(path, scenario)
                run_folder.write_manifest(path, self.manifest)
            if records:
                telemetry = path / run_folder.TELEMETRY if path else None
                self.writer = TelemetryWriter(telemetry, self.records.values(), attributes)
        except BaseException:
            self.discard()
            raise

    def discard(self) -> None:
        """Remove what was begun: nothing has run yet."""
        if self.path is not None:
            shutil.rmtree(self.path, ignore_errors=True)

    def append(self, record: Record, tick: int, columns: dict[str, NDArray[Any]]) -> None:
        """Record the rows of one tick."""
        assert self.writer is not None
        self.writer.append(record.name, tick, self.records[record.name].in_units(columns))

    def copy(self, table: str, tick: int, columns: Mapping[str, NDArray[Any]]) -> None:
        """Record the rows of one tick as another run has recorded them."""
        assert self.writer is not None
        self.writer.append(table, tick, columns)

    def copied(self) -> None:
        """Say that the past is there: from now on the folder counts."""
        if self.writer is not None:
            self.writer.mark()
        del self.manifest["copying"]
        if self.path is not None:
            run_folder.write_manifest(self.path, self.manifest)

    def settle(self, world: World) -> None:
        """Put down for good what has been recorded and done so far, before a snapshot that relies on it."""
        if self.writer is not None:
            self.writer.mark()
        if self.path is not None:
            world.commands.save(self.path / run_folder.COMMANDS, self.w)

    def finish(self, world: World, status: str, seconds: float, tally: Tally) -> Run:
        """Write what is left and return the run. If the disk is full, the manifest says so, and EngineError is raised."""
        trouble: EngineError | None = None
        telemetry: Any = None
        try:
            telemetry = self.writer.close() if self.writer is not None else None
        except EngineError as error:
            trouble, status = error, "failed"
        self._conclude(world, status, seconds, tally)
        if self.path is not None:
            world.commands.save(self.path / run_folder.COMMANDS, self.w)
            run_folder.write_manifest(self.path, self.manifest)
            telemetry = self.path / run_folder.TELEMETRY if self.writer is not None else None
        if trouble is not None:
            raise trouble
        return Run(self.manifest, self.scenario, telemetry, self.path)

    def _conclude(self, world: World, status: str, seconds: float, tally: Tally) -> None:
        w, ticks = self.w, int(world[Clock].tick[self.w])
        whole = status in ("done", "interrupted")  # else the state may be that of half a tick: no digest of it
        outcome = self.model.wiring.summarise(world, w, tally.first(w), tally.totals(w))
        self.manifest |= {
            "status": status,
            "ticks_done": ticks,
            "seconds": round(seconds, 6),
            "state_digest": world.digest(w) if whole else None,
            "summary": {"ticks": ticks, **{name: _plain(value) for name, value in outcome.items()}, "status": status},
        }


def _plain(number: int | float) -> int | float | None:
    """Return a number as JSON can say it."""
    return number if math.isfinite(number) else None
