"""The world: tables, singletons, events and systems. The only file that touches esper.

Each table is one esper entity, whose esper components are the `Table` itself and its read-only column groups; each system
is an esper processor, and `esper.get_components` finds the tables that a system runs on. One `World` holds any number
of worlds that do not touch each other, as rows of the same tables.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import esper
import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import describe as _describe
from .access import access_of
from .binding import bind
from .clock import Clock
from .columns import Columns
from .commands import CommandQueue
from .errors import EngineError
from .events import Event, Events
from .schedule import Access, order_systems
from .snapshot import Snapshot, digest, restore, take
from .system import System, SystemFunction, Watcher, read_signature
from .table import Table
from .telemetry.record import Record

NEVER = 2**62  # ticks
C = TypeVar("C", bound=Columns)
E = TypeVar("E", bound=Event)

_esper = threading.RLock()  # esper's current world is global: one thread at a time may switch it
_names = itertools.count()


class World:
    """Tables, singletons, event tables and a schedule of systems, for one world or many.

        with World(seeds=[7]) as world:
            world.add_table("sheep", [Position, Energy], counts=[100])
            world.add(graze, after="move")
            world.step()

    Worlds are numbered 0 .. n_worlds - 1; what `Res` gives has one row for each.

    end  int64[n_worlds]  first tick that each world does not run; set it to make a run longer or shorter
    """

    def __init__(
        self, seeds: Sequence[int] = (0,), singletons: Sequence[type[Columns]] = (), sizes: Mapping[str, int] | None = None
    ) -> None:
        """Make a world for each seed, with a row of each singleton group per world."""
        self.n_worlds = len(seeds)
        self.end = np.full(self.n_worlds, NEVER)
        self.tables: dict[str, Table] = {}
        self.events: dict[str, Events[Any]] = {}
        self.systems: list[System] = []
        self.records: dict[str, Record] = {}
        self.commands = CommandQueue()
        self._context = f"catallax-{next(_names)}"
        self._open = True
        self._ordered: list[System] | None = None
        self._processors: list[Any] = []
        with self._active():
            pass  # the first switch creates esper's context
        self.add_table("worlds", [Clock, *singletons], np.ones(self.n_worlds, np.int64), sizes or {})
        self.edit(Clock).seed[:] = seeds

    # -- putting a world together ----------------------------------------------------------------

    def add_table(self, name: str, groups: Sequence[type[Columns]], counts: ArrayLike, sizes: Mapping[str, int] | None = None) -> Table:
        """Add a table with `counts[w]` rows in world w. `sizes` gives numbers to named sizes of column shapes."""
        if name in self.tables or name in self.events:
            raise EngineError(f"table {name}", "a second table of that name", "one", "Choose another name.")
        table = Table(name, groups, counts, sizes or {})
        self.tables[name] = table
        with self._active():
            esper.create_entity(table, *(table.read(group) for group in table.groups))
        self._ordered = None
        return table

    def add_component(self, table: str, group: type[Columns]) -> None:
        """Add a column group to a table that is there already, filled with the columns' fill."""
        if table not in self.tables:
            raise EngineError(f"component {group.__name__}", repr(table), f"a table: {', '.join(self.tables)}", "Add the table first.")
        if group in self.tables[table].groups:
            raise EngineError(f"component {group.__name__}", f"a second {group.__name__} in {table}", "one", "It is there already.")
        self.tables[table].add_group(group)
        with self._active():
            entity = next(entity for entity, found in esper.get_component(Table) if found is self.tables[table])
            esper.add_component(entity, self.tables[table].read(group))
        self._ordered = None

    def add_events(self, name: str, group: type[E]) -> Events[E]:
        """Add an event table: systems write to it with `Events[group]`; it is emptied at the start of each tick."""
        if name in self.tables or name in self.events:
            raise EngineError(f"events {name}", "a second table of that name", "one", "Choose another name.")
        events = Events(name, group)
        self.events[name] = events
        with self._active():
            esper.create_entity(events)
        self._ordered = None
        return events

    def add(
        self,
        function: SystemFunction,
        *,
        after: str | Sequence[str] = (),
        before: str | Sequence[str] = (),
        every: int = 1,
        when: Callable[..., NDArray[np.bool_]] | None = None,
        name: str | None = None,
    ) -> None:
        """Add a system. It runs every `every` ticks, in the worlds for which `when` (a function of singletons) is true."""
        name = name or function.__name__
        if any(system.name == name for system in self.systems):
            raise EngineError(f"system {name}", "a second system of that name", "one", "Give it a name: world.add(f, name=...).")
        if every < 1:
            raise EngineError(f"system {name}", f"every={every}", "every >= 1", "Leave it out for each tick.")
        condition = read_signature(when) if when else None
        if condition and (condition.own or condition.views or condition.events):
            raise EngineError(
                f"system {name}, when={condition.where}", "more than singletons", "Res[...] parameters only", "Mark them with Res."
            )
        as_names = lambda names: (names,) if isinstance(names, str) else tuple(names)  # noqa: E731
        self.systems.append(
            System(
                name,
                function,
                read_signature(function),
                as_names(after),
                as_names(before),
                every,
                when,
                condition,
            )
        )
        self._ordered = None

    def add_record(self, record: Record) -> None:
        """Add a table that can be recorded: `--record` and `run.frame` know it by its name. See `catallax.record`.

        Raises EngineError if there is one of that name.
        """
        if record.name in self.records:
            raise EngineError(f"record {record.name}", "a second table of that name", "one", "Choose another name.")
        self.records[record.name] = record

    # -- reading and changing from outside -------------------------------------------------------

    def table_of(self, group: type[Columns]) -> Table:
        """Return the one table that has the group."""
        found = [table for table in self.tables.values() if group in table.groups]
        if len(found) != 1:
            names = ", ".join(table.name for table in found) or "no table"
            raise EngineError(group.__name__, names, "exactly one table with this group", "Name the table: world.tables[...].")
        return found[0]

    def __getitem__(self, group: type[C]) -> C:
        """Return the read-only columns of a group, `world[Position].x`, from the one table that has it."""
        return self.table_of(group).read(group)

    def edit(self, group: type[C]) -> C:
        """Return the writable columns of a group, for filling a new world; during a run, use commands."""
        return self.table_of(group).write(group)

    @property
    def tick(self) -> int:
        """The tick that comes next, in the world that is furthest on."""
        return int(self.tables["worlds"].read(Clock).tick.max())

    @property
    def running(self) -> NDArray[np.bool_]:
        """bool[W]: which worlds have not reached their end."""
        return self.tables["worlds"].read(Clock).tick < self.end

    def describe(self) -> str:
        """Return the tables with their columns and units, the systems with what they read and write, in order."""
        return _describe.describe(self)

    # -- running ---------------------------------------------------------------------------------

    @property
    def schedule(self) -> list[System]:
        """The systems in the order in which they run. Raises EngineError if it cannot be built."""
        if self._ordered is None:
            with self._active():
                self._ordered = order_systems(self.systems, self.access)
                for kind in self._processors:
                    esper.remove_processor(kind)
                self._processors = []
                for k, system in enumerate(self._ordered):
                    system.calls = bind(self, system)
                    self._processors.append(type(system.name, (_Processor,), {}))  # esper tells processors apart by type
                    esper.add_processor(self._processors[-1](system), priority=len(self._ordered) - k)
        return self._ordered

    def step(self) -> None:
        """Run one tick of every world that has not ended."""
        running = self.running
        self.schedule  # noqa: B018  build it before anything changes
        for events in self.events.values():
            events.clear()
        self.commands.apply(self)
        self.flush()
        with self._active():
            esper.process(self, running)
        self.tables["worlds"].write(Clock).tick[running] += 1

    def run_system(self, name: str, chosen: NDArray[np.bool_]) -> None:
        """Run one system alone in the chosen worlds (bool[W]): for setting a world up, and for tests."""
        system = self._system(name)
        self.schedule  # noqa: B018  bind it
        self._carry_out(system, chosen)

    def watch(self, name: str, watcher: Watcher) -> None:
        """Let a watcher look at the world right before and right after each run of a system: for who records."""
        self._system(name).watchers.append(watcher)

    def flush(self) -> None:
        """Carry out births and deaths now, and keep references right. The engine does so after each system."""
        for events in self.events.values():
            events.name_by_uid(lambda table, worlds, rows: self.tables[table].uids(worlds, rows))
        for name, table in self.tables.items():
            moves = table.flush()
            if moves is not None:
                for other in self.tables.values():
                    other.follow(name, moves)

    # -- snapshots -------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """Return the state of all worlds between two ticks. It costs no copy: columns are copied when next written."""
        return take(self)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot of this world, or of one built alike."""
        restore(self, snapshot)

    def digest(self, world: int = 0) -> str:
        """Return a digest of the state of one world: equal for equal content, whatever else is in the batch."""
        return digest(self, world)

    def close(self) -> None:
        """Let go of esper's context. A closed world can be read, and cannot step."""
        if self._open:
            with _esper:
                if esper.current_world == self._context:
                    esper.switch_world("default")
                esper.delete_world(self._context)
            self._open = False

    def __enter__(self) -> World:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"World({self.n_worlds} worlds, tick {self.tick}; {', '.join(f'{t.name} {len(t)}' for t in self.tables.values())})"

    def _repr_html_(self) -> str:
        """What a notebook shows of the world."""
        return _describe.as_html(self)

    # -- insides ---------------------------------------------------------------------------------

    @contextmanager
    def _active(self) -> Iterator[None]:
        if not self._open:
            raise EngineError("World", "a closed world", "an open one", "Build it again.")
        with _esper:
            previous = esper.current_world
            esper.switch_world(self._context)
            try:
                yield
            finally:
                esper.switch_world(previous)

    def access(self, system: System) -> tuple[set[Access], set[Access]]:
        """Return what a system reads and what it writes, as (table, group)."""
        return access_of(self, system)

    def tables_with(self, groups: Sequence[type[Columns]]) -> list[Table]:
        """Return the tables that have all of some groups, in the order in which they were added."""
        with self._active():
            found = [components[0] for _, components in esper.get_components(Table, *groups)]
        return sorted(found, key=list(self.tables.values()).index)

    def _system(self, name: str) -> System:
        for system in self.systems:
            if system.name == name:
                return system
        raise EngineError("world", repr(name), f"a system: {', '.join(s.name for s in self.systems)}", "Add it first.")

    def _carry_out(self, system: System, chosen: NDArray[np.bool_]) -> None:
        """Run a system in the chosen worlds (bool[W])."""
        for watcher in system.watchers:
            watcher.before(self, chosen)
        for call in system.calls:
            call(chosen)
        for watcher in system.watchers:
            watcher.after(self, chosen)
        self.flush()


class _Processor(esper.Processor):
    """Runs one system on its tables, in the worlds where its period and condition allow."""

    def __init__(self, system: System) -> None:
        self.system = system

    def process(self, world: World, running: NDArray[np.bool_]) -> None:
        system, chosen = self.system, running
        if system.every > 1:
            chosen = chosen & (world.tables["worlds"].read(Clock).tick % system.every == 0)
        if system.when is not None and system.when_signature is not None:
            singletons = world.tables["worlds"]
            chosen = chosen & system.when(*(singletons.read(need.group) for need in system.when_signature.singletons))
        if chosen.any():
            world._carry_out(system, chosen)
