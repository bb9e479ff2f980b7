"""Access: which tables a system reaches, and what it reads and writes there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .columns import Columns
from .errors import EngineError
from .events import Events
from .schedule import Access
from .system import Signature, System, touched
from .table import Table

if TYPE_CHECKING:
    from .world import World


def access_of(world: World, system: System) -> tuple[set[Access], set[Access]]:
    """Return what a system reads and what it writes, as (table, group)."""
    reads: set[Access] = set()
    writes: set[Access] = set()
    own = [table.name for table in own_tables(world, system.signature)]
    for scope, group, mutable in touched(system):
        if scope == "own":
            names = own
        elif scope == "world":
            names = ["worlds"]
        elif scope == "event":
            names = [events_of(world, system.signature, group).name]
        else:
            names = [view_table(world, system, scope).name]
        (writes if mutable else reads).update((name, group) for name in names)
    return reads, writes


def own_tables(world: World, signature: Signature) -> list[Table]:
    """Return the tables on which a system runs. Raises EngineError if there is none."""
    if not signature.own:
        return [world.tables["worlds"]]
    groups = [need.group for need in signature.own]
    tables = world.tables_with(groups)
    if not tables:
        names = ", ".join(group.__name__ for group in groups)
        raise EngineError(
            signature.where, f"no table with {names}", "at least one", "Add the groups to a table, or mark singletons with Res."
        )
    return tables


def view_table(world: World, system: System, view: type) -> Table:
    """Return the one table that a system's view reaches. Raises EngineError if none or several fit."""
    need = next(v for v in system.signature.views if v.view is view)
    groups = [n.group for n in need.needs]
    tables = world.tables_with(groups)
    if len(tables) != 1:
        names = ", ".join(group.__name__ for group in groups)
        raise EngineError(
            f"{system.signature.where}, view {need.name}",
            f"{len(tables)} tables with {names}",
            "exactly one",
            "Name more groups in the view, or fewer.",
        )
    return tables[0]


def events_of(world: World, signature: Signature, group: type[Columns]) -> Events[Any]:
    """Return the event table of a group. Raises EngineError if there is none."""
    for events in world.events.values():
        if events.group is group:
            return events
    raise EngineError(signature.where, f"no event table of {group.__name__}", "one", f"world.add_events(name, {group.__name__}) first.")


def check_singletons(world: World, signature: Signature) -> None:
    """Raise EngineError unless the world has every singleton that a system, or its condition, asks for."""
    groups = world.tables["worlds"].groups
    for need in signature.singletons:
        if need.group not in groups:
            have = ", ".join(group.__name__ for group in groups)
            raise EngineError(
                f"{signature.where}, parameter {need.name}",
                f"Res[{need.group.__name__}]",
                f"one of the singletons: {have}",
                "Add it to the world.",
            )
