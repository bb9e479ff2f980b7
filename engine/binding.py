"""Binding: what a system's signature asks for becomes the arguments of a call, resolved once for each of its tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .access import check_singletons, events_of, own_tables, view_table
from .columns import Columns
from .rows import Rows
from .system import Need, System, View, ViewNeed
from .table import Population, Table

if TYPE_CHECKING:
    from .world import World


def bind(world: World, system: System) -> list[Call]:
    """Resolve everything that a system asks for, once for each of its tables. Raises EngineError if something is not there."""
    for signature in filter(None, (system.signature, system.when_signature)):
        check_singletons(world, signature)
    return [Call(world, system, table) for table in own_tables(world, system.signature)]


class Call:
    """One system bound to one table: which groups to touch before the call, and its arguments."""

    def __init__(self, world: World, system: System, table: Table) -> None:
        self.function = system.function
        self.writes: list[tuple[Table, type[Columns]]] = []
        self.arguments: list[Callable[[NDArray[np.bool_]], Any]] = []
        for _, asked in system.signature.parameters:
            self.arguments.append(self._argument(world, system, table, asked))

    def _argument(self, world: World, system: System, table: Table, asked: Any) -> Callable[[NDArray[np.bool_]], Any]:
        if asked is Rows:
            return table.rows
        if asked is Population:
            return lambda chosen: table
        if isinstance(asked, Need):
            bundle = self._bundle(world.tables["worlds"] if asked.singleton else table, asked)
            return lambda chosen: bundle
        if isinstance(asked, ViewNeed):
            other = view_table(world, system, asked.view)
            view = asked.view()
            for need in asked.needs:
                setattr(view, need.name, self._bundle(other, need))
            for name in asked.populations:
                setattr(view, name, other)

            def look(chosen: NDArray[np.bool_]) -> View:
                for name in asked.rows:
                    setattr(view, name, other.rows(chosen))
                return view

            return look
        events = events_of(world, system.signature, asked[1])
        return lambda chosen: events

    def _bundle(self, table: Table, need: Need) -> Columns:
        if need.writes:
            self.writes.append((table, need.group))
            return table.writer(need.group)
        return table.read(need.group)

    def __call__(self, chosen: NDArray[np.bool_]) -> None:
        """Run the system in the chosen worlds, bool[W]."""
        for table, group in self.writes:
            table.touch(group)
        self.function(*(argument(chosen) for argument in self.arguments))
