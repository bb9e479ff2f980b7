"""Starts: worlds before their first tick, as plain data.

A test builds the same world many times over, so what Hypothesis draws is not a live world but what makes it. A start shrinks,
and prints as something that can be pasted: a scenario file, or the rows of a `Blueprint`.
"""

from __future__ import annotations

import pprint
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml

from ..engine.world import World
from ..scenarios.builder import build_world
from ..scenarios.loader import load_scenario
from .blueprint import Blueprint, Rows, Setup, nothing
from .memory import Memory


@dataclass(frozen=True, repr=False)
class Start(ABC):
    """A world before its first tick.

    setup   called with each new world: adds the system that is tested
    memory  what systems remember outside their columns; forgotten whenever a world is built
    """

    setup: Setup = nothing
    memory: Memory | None = None

    def build(self, *, forget: bool = True) -> World:
        """Build the world. The caller closes it."""
        return self.build_with([], forget=forget)

    def build_with(self, others: Sequence[Start], *, forget: bool = True) -> World:
        """Build one `World` that holds this world and others of its kind."""
        if forget and self.memory is not None:
            self.memory.forget()
        world = self._build([self, *others])
        try:
            self.setup(world)
        except BaseException:
            world.close()
            raise
        return world

    def using(self, setup: Setup, memory: Memory | None = None) -> Start:
        """Return the same start with another setup."""
        return replace(self, setup=setup, memory=memory)

    @abstractmethod
    def lasting(self, ticks: int) -> Start:
        """Return the same start with another length."""

    @abstractmethod
    def _build(self, starts: Sequence[Any]) -> World: ...

    @abstractmethod
    def crowded(self, rows: int) -> Start:
        """Return a start like this with about as many rows as asked for: enough for threads to meet."""

    @abstractmethod
    def text(self) -> str:
        """Return what can be pasted to have the same start again."""


@dataclass(frozen=True, repr=False)
class ScenarioStart(Start):
    """A world of a scenario, given as a dict."""

    scenario: Mapping[str, Any] = None  # type: ignore[assignment]  # dataclass fields after defaults need one

    def _build(self, starts: Sequence[ScenarioStart]) -> World:
        loaded = [load_scenario(start.scenario) for start in starts]
        return build_world(loaded, [s.seed for s in loaded], [s.ticks for s in loaded])

    def lasting(self, ticks: int) -> Start:
        """Return the scenario with another length."""
        return replace(self, scenario={**self.scenario, "ticks": ticks})

    def crowded(self, rows: int) -> Start:
        """Return the scenario with more agents, on a larger grid."""
        agents = int(self.scenario["agents"])
        times = max(1, rows // agents)
        each = {
            part: {key: value * times if isinstance(value, list) else value for key, value in self.scenario[part].items()}
            for part in ("initial_inventories", "params", "mode_schedule")
            if part in self.scenario
        }
        side = int((rows * 2) ** 0.5)
        grid = {**self.scenario["grid"], "width": side, "height": side}
        return replace(self, scenario={**self.scenario, **each, "agents": agents * times, "grid": grid})

    def text(self) -> str:
        """Return the scenario as a file."""
        return yaml.safe_dump(dict(self.scenario), sort_keys=False, default_flow_style=None, width=120)

    def __repr__(self) -> str:
        return f"ScenarioStart(scenario={dict(self.scenario)!r})"


@dataclass(frozen=True, repr=False)
class TablesStart(Start):
    """A world of a user's own tables: a blueprint, and the rows of one world."""

    blueprint: Blueprint = None  # type: ignore[assignment]
    rows: Rows = None  # type: ignore[assignment]

    def _build(self, starts: Sequence[TablesStart]) -> World:
        return self.blueprint.build(*(start.rows for start in starts))

    def lasting(self, ticks: int) -> Start:
        """Return the rows with another length."""
        return replace(self, rows={**self.rows, "ticks": ticks})

    def crowded(self, rows: int) -> Start:
        """Return the same rows many times over."""

        def repeated(name: str, table: Any) -> Any:
            if name not in self.blueprint.tables or table["rows"] == 0:
                return table
            times = max(1, rows // table["rows"])
            return {key: value * times for key, value in table.items()}

        return replace(self, rows={name: repeated(name, table) for name, table in self.rows.items()})

    def text(self) -> str:
        """Return the call that builds the world."""
        return f"blueprint.build({pprint.pformat(dict(self.rows), width=120, sort_dicts=False)})"

    def __repr__(self) -> str:
        return f"TablesStart(rows={dict(self.rows)!r})"
