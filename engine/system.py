"""A system is a function whose signature is its query and its access set.

    def foraging(rows: Rows, position: Position, inventory: Mut[Inventory], patches: Patches, clock: Res[Clock]) -> None

A parameter annotated with a column group is that group of the system's own table; the function is called once for each
table that has them all. A `View` subclass reaches one other table, `Res[Group]` a row per world, `Events[Group]` an event
table to add to, `Rows` the shape of the own table, and `Population` its births and deaths.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from .columns import SINGLETON, WRITES, Columns
from .errors import EngineError
from .events import Events
from .rows import Rows
from .table import Population

SystemFunction = Callable[..., Any]


class View:
    """One other table, reached from a system. Subclass it with one annotation per group: `cell: Mut[Cell]`.

    A member annotated `Rows` is the other table's shape, one annotated `Population` its births and deaths.
    """


@dataclass(frozen=True)
class Need:
    """One group that a system asks for: its own table's (`via` empty), a view's, or a singleton."""

    name: str
    group: type[Columns]
    writes: bool = False
    singleton: bool = False


@dataclass(frozen=True)
class ViewNeed:
    """A view that a system asks for: the groups of one other table."""

    name: str
    view: type[View]
    needs: tuple[Need, ...]
    rows: tuple[str, ...]
    populations: tuple[str, ...]


@dataclass(frozen=True)
class Signature:
    """What a system's parameters ask for, in the order of the parameters."""

    where: str
    parameters: tuple[tuple[str, Any], ...]
    own: tuple[Need, ...]
    views: tuple[ViewNeed, ...]
    singletons: tuple[Need, ...]
    events: tuple[type[Columns], ...]


class Watcher(Protocol):
    """Who looks at a world right before a system runs and right after it, and changes nothing: `World.watch`."""

    def before(self, world: Any, chosen: NDArray[np.bool_]) -> None:
        """Look at what the system will find in the chosen worlds, bool[W]."""
        ...

    def after(self, world: Any, chosen: NDArray[np.bool_]) -> None:
        """Look at what it has left there. The births and deaths that it ordered are still to come."""
        ...


@dataclass
class System:
    """A scheduled system: its function, what it asks for, and when it runs."""

    name: str
    function: SystemFunction
    signature: Signature
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    every: int = 1
    when: Callable[..., Any] | None = None
    when_signature: Signature | None = None
    calls: list[Any] = field(default_factory=list)
    watchers: list[Watcher] = field(default_factory=list)


def read_signature(function: SystemFunction) -> Signature:
    """Parse a system's annotations. Raises EngineError naming the parameter that is not understood."""
    where = f"system {getattr(function, '__name__', function)}"
    hints = get_type_hints(function, include_extras=True)
    own: list[Need] = []
    views: list[ViewNeed] = []
    singletons: list[Need] = []
    events: list[type[Columns]] = []
    parameters: list[tuple[str, Any]] = []
    for name in inspect.signature(function).parameters:
        hint = hints.get(name)
        if hint is Rows or hint is Population:
            parameters.append((name, hint))
        elif get_origin(hint) is Events:
            events.append(get_args(hint)[0])
            parameters.append((name, ("events", events[-1])))
        elif isinstance(hint, type) and issubclass(hint, View):
            views.append(_read_view(f"{where}, parameter {name}", name, hint))
            parameters.append((name, views[-1]))
        else:
            need = _read_need(f"{where}, parameter {name}", name, hint)
            (singletons if need.singleton else own).append(need)
            parameters.append((name, need))
    return Signature(where, tuple(parameters), tuple(own), tuple(views), tuple(singletons), tuple(events))


def _read_view(where: str, name: str, view: type[View]) -> ViewNeed:
    needs, rows, populations = [], [], []
    for member, hint in get_type_hints(view, include_extras=True).items():
        if hint is Rows:
            rows.append(member)
        elif hint is Population:
            populations.append(member)
        else:
            needs.append(_read_need(f"{where}, {view.__name__}.{member}", member, hint))
    if not needs:
        raise EngineError(where, f"{view.__name__} without groups", "at least one annotated group", "Write `cell: Cell` in the class.")
    return ViewNeed(name, view, tuple(needs), tuple(rows), tuple(populations))


def _read_need(where: str, name: str, hint: Any) -> Need:
    marks: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *extra = get_args(hint)
        marks = tuple(extra)
    if not (isinstance(hint, type) and issubclass(hint, Columns)):
        raise EngineError(where, repr(hint), "a Columns group, Mut[...], Res[...], a View, Events[...] or Rows", "Annotate the parameter.")
    return Need(name, hint, WRITES in marks, SINGLETON in marks)


def touched(system: System) -> Iterator[tuple[Any, type[Columns], bool]]:
    """Yield (scope, group, writes) for everything the system may touch.

    The scope is "own", "world", "event" or the view's class: which table that is, only binding knows.
    """
    signatures = [system.signature] + ([system.when_signature] if system.when_signature else [])
    for signature in signatures:
        for need in signature.own:
            yield "own", need.group, need.writes
        for need in signature.singletons:
            yield "world", need.group, need.writes
        for view in signature.views:
            for need in view.needs:
                yield view.view, need.group, need.writes
        for group in signature.events:
            yield "event", group, True
