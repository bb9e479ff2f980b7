"""Keeps what one world of a batch leaves behind: run folder, telemetry, manifest, summary."""

from __future__ import annotations

import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...components.economy import Aggregates
from ...engine.clock import Clock
from ...engine.errors import EngineError
from ...engine.telemetry.record import Record
from ...engine.telemetry.writer import TelemetryWriter
from ...engine.world import World
from ...scenarios.schema import Scenario
from . import folder as run_folder
from .run import Run


class Keeper:
    """One run in the making. `append` takes its rows, `finish` turns it into a Run."""

    def __init__(self, world: World, w: int, path: Path | None, scenario: Scenario, record: str, records: list[Record]) -> None:
        """Begin the run of world `w`, in the folder `path` or in memory."""
        self.w, self.path, self.scenario = w, path, scenario
        self.manifest = run_folder.new_manifest(scenario, record)
        self.first = float(world[Aggregates].utility_mean[w])
        self.writer: TelemetryWriter | None = None
        attributes = {name: self.manifest[name] for name in ("catallax", "scenario", "scenario_hash", "seed", "rules")}
        if path is not None:
            path.mkdir(parents=True, exist_ok=True)
        try:
            if path is not None:
                run_folder.write_scenario(path, scenario)
                run_folder.write_manifest(path, self.manifest)
            if records:
                self.writer = TelemetryWriter(path / run_folder.TELEMETRY if path else None, records, attributes)
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
        self.writer.append(record.name, tick, columns)

    def finish(self, world: World, status: str, seconds: float, trades: int) -> Run:
        """Write what is left and return the run. If the disk is full, the manifest says so, and EngineError is raised."""
        trouble: EngineError | None = None
        telemetry: Any = None
        try:
            telemetry = self.writer.close() if self.writer is not None else None
        except EngineError as error:
            trouble, status = error, "failed"
        self._conclude(world, status, seconds, trades)
        if self.path is not None:
            world.commands.save(self.path / run_folder.COMMANDS, self.w)
            run_folder.write_manifest(self.path, self.manifest)
            telemetry = self.path / run_folder.TELEMETRY if self.writer is not None else None
        if trouble is not None:
            raise trouble
        return Run(self.manifest, self.scenario, telemetry, self.path)

    def _conclude(self, world: World, status: str, seconds: float, trades: int) -> None:
        numbers, w = world[Aggregates], self.w
        agents = int(np.diff(world.tables["agents"].offsets)[w])
        whole = status in ("done", "interrupted")  # else the state may be that of half a tick: no digest of it
        self.manifest |= {
            "status": status,
            "ticks_done": int(world[Clock].tick[w]),
            "seconds": round(seconds, 6),
            "state_digest": world.digest(w) if whole else None,
            "summary": {
                "ticks": int(world[Clock].tick[w]),
                "agents": agents,
                "trades": trades,
                "utility_gained": _plain((float(numbers.utility_mean[w]) - self.first) * agents),
                "utility_mean": _plain(float(numbers.utility_mean[w])),
                "gini_goods": _plain(float(numbers.gini_goods[w])),
                "mrs_dispersion": _plain(float(numbers.mrs_dispersion[w])),
                "status": status,
            },
        }


def _plain(number: float) -> float | None:
    """Return a number as JSON can say it."""
    return number if math.isfinite(number) else None
