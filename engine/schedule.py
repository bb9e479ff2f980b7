"""The order of systems: what was asked for with `after` and `before`; anything left open that matters is an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from graphlib import CycleError, TopologicalSorter

from .columns import Columns
from .errors import AmbiguousOrder, EngineError
from .system import System

Access = tuple[str, type[Columns]]
"""(table name, group): what two systems may be at odds over."""


def order_systems(systems: Sequence[System], access: Callable[[System], tuple[set[Access], set[Access]]]) -> list[System]:
    """Return the systems in the order in which they run. `access` tells what each reads and writes.

    Raises EngineError for an unknown name or a cycle, AmbiguousOrder where two systems touch the same columns, one
    of them writing, and no chain of `after` and `before` says which goes first.
    """
    by_name = {system.name: system for system in systems}
    follows: dict[str, set[str]] = {name: set() for name in by_name}
    for system in systems:
        for other in (*system.after, *system.before):
            if other not in by_name:
                raise EngineError(
                    f"system {system.name}", repr(other), f"the name of a system: {', '.join(by_name)}", "Correct `after` or `before`."
                )
        for other in system.after:
            follows[system.name].add(other)
        for other in system.before:
            follows[other].add(system.name)
    try:
        names = _stable_order(list(by_name), follows)
    except CycleError as error:
        raise EngineError("schedule", " -> ".join(error.args[1]), "an order without a cycle", "Drop one `after` or `before`.") from None
    ordered = [by_name[name] for name in names]
    _refuse_ambiguity(ordered, follows, access)
    return ordered


def _stable_order(names: list[str], follows: dict[str, set[str]]) -> list[str]:
    """Sort topologically; systems that could go in either order keep the order in which they were added."""
    sorter = TopologicalSorter(follows)
    sorter.prepare()
    place = {name: k for k, name in enumerate(names)}
    ready, result = list(sorter.get_ready()), []
    while ready:
        ready.sort(key=place.__getitem__)
        name = ready.pop(0)
        result.append(name)
        sorter.done(name)
        ready.extend(sorter.get_ready())
    return result


def _refuse_ambiguity(
    ordered: list[System], follows: dict[str, set[str]], access: Callable[[System], tuple[set[Access], set[Access]]]
) -> None:
    earlier: dict[str, set[str]] = {}
    for system in ordered:
        direct = follows[system.name]
        earlier[system.name] = direct | {name for d in direct for name in earlier[d]}
    sets = {system.name: access(system) for system in ordered}
    for k, second in enumerate(ordered):
        for first in ordered[:k]:
            if first.name in earlier[second.name]:
                continue
            reads_1, writes_1 = sets[first.name]
            reads_2, writes_2 = sets[second.name]
            clash = (writes_1 & (reads_2 | writes_2)) | (writes_2 & reads_1)
            if clash:
                what = ", ".join(sorted(f"{table}.{group.__name__}" for table, group in clash))
                raise AmbiguousOrder(
                    f"systems {first.name} and {second.name}",
                    f"no order, though both touch {what}",
                    "one to go first",
                    f"Add {second.name} with after={first.name!r} or before={first.name!r}.",
                )
