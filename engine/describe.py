"""A world in words: what it holds, and what happens to it in which order."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from .columns import Column, Columns

if TYPE_CHECKING:
    from .world import World


def describe(world: World) -> str:
    """Return tables with columns, event tables, and the schedule with reads and writes, as plain text."""
    lines = [f"{world.n_worlds} world{'s' if world.n_worlds > 1 else ''}, tick {world.tick}", "", "TABLES"]
    for table in world.tables.values():
        lines.append(f"  {table.name}: {len(table)} rows")
        lines += _groups(table.groups)
    lines += ["", "EVENTS (rows live for one tick)"]
    for events in world.events.values():
        lines.append(f"  {events.name}")
        lines += _groups([events.group])
    lines += ["", "SCHEDULE"]
    for k, system in enumerate(world.schedule, 1):
        reads, writes = world.access(system)
        condition = f"  every {system.every} ticks" if system.every > 1 else ""
        condition += f"  when {system.when.__name__}" if system.when else ""
        lines.append(f"  {k}. {system.name}{condition}")
        lines.append(f"       reads  {_names(reads - writes)}")
        lines.append(f"       writes {_names(writes)}")
    return "\n".join(lines)


def as_html(world: World) -> str:
    """Return the tables of a world with their rows and groups, as a small HTML table. Names are escaped."""
    cell = 'style="text-align:left"'
    rows = "".join(
        f"<tr><th {cell}>{escape(table.name)}</th><td>{len(table):,}</td>"
        f"<td {cell}>{escape(', '.join(group.__name__ for group in table.groups))}</td></tr>"
        for table in world.tables.values()
    )
    head = f"<tr><th {cell}>table</th><th>rows</th><th {cell}>components</th></tr>"
    worlds = f"{world.n_worlds} world{'s' if world.n_worlds > 1 else ''}"
    return f"<div><strong>{worlds}, tick {world.tick}</strong><table>{head}{rows}</table></div>"


def _groups(groups: Iterable[type[Columns]]) -> list[str]:
    lines = []
    for group in groups:
        summary = (group.__doc__ or "").strip().split("\n")[0]
        lines.append(f"    {group.__name__}{' (scratch)' if group.scratch else ''}  {summary}")
        lines += [f"      {c.name:16} {_type(c):16} [{c.unit}]  {c.doc}" for c in group.columns]
    return lines


def _type(c: Column) -> str:
    return c.dtype.name + (f"[{', '.join(str(n) for n in c.shape)}]" if c.shape else "")


def _names(access: Iterable[tuple[str, type[Columns]]]) -> str:
    return ", ".join(sorted(f"{table}.{group.__name__}" for table, group in access)) or "nothing"
