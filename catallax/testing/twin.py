"""Twins: a system against a slow version of it in plain Python, that can be read against the book."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from ..engine.columns import Columns
from ..engine.errors import EngineError
from ..engine.rows import Rows
from ..engine.system import Need, System
from ..engine.world import World
from .start import Start
from .traces import State, assert_same, begin, state_of
from .watch import find_system, watch

Twin = Callable[..., None]


class Row:
    """One row of a group: `inventory.money` is a number of that row, and can be set."""

    def __init__(self, group: Columns, row: int) -> None:
        object.__setattr__(self, "_place", (group, row))

    def __getattr__(self, name: str) -> Any:
        group, row = self._place
        return getattr(group, name)[row]

    def __setattr__(self, name: str, value: Any) -> None:
        group, row = self._place
        getattr(group, name)[row] = value


def by_row(twin: Twin) -> Twin:
    """Mark a twin as a function of one row: its groups are `Row`s of one entity, its singletons those of the entity's world.

        @ct.by_row
        def slow_growth(energy, weather):
            energy.energy += weather.rain

    Views, events and `Population` are handed over as the system gets them. Rows are done in their order.
    """
    twin.by_row = True  # type: ignore[attr-defined]
    return twin


def check_twin(start: Start, system: str, twin: Twin, rtol: float = 0.0) -> None:
    """Check that a system and its twin leave the same world behind, call by call, row by row.

    twin  a function with parameters named as the system's, of which it may leave some out. It gets what the system gets
    rtol  greatest relative difference of numbers; with one, the twin goes on from the system's state after each tick
    """
    fast_states: list[State] = []
    slow_states: list[State] = []

    def watch_into(world: World, states: list[State]) -> None:
        begin(world)
        watch(world, system, after=lambda world: states.append(state_of(world, scratch=True)), flush=True)

    with start.build() as fast, start.build(forget=False) as slow:
        _put_in_place(slow, system, twin)
        watch_into(fast, fast_states)
        watch_into(slow, slow_states)
        while fast.running.any():
            tick = fast.tick
            fast.step()
            slow.step()
            assert_same(slow_states, fast_states, f"{system} and its twin differ after a call in tick {tick}", rtol=rtol)
            fast_states.clear()
            slow_states.clear()
            if rtol:
                slow.restore(fast.snapshot())


def _put_in_place(world: World, name: str, twin: Twin) -> None:
    system = find_system(world, name)
    for call in system.calls:
        call.function = _with_arguments(system, twin)


def _with_arguments(system: System, twin: Twin) -> Callable[..., None]:
    """Return a function of the system's arguments that calls the twin with those that it names."""
    asked = dict(system.signature.parameters)
    wanted = list(inspect.signature(twin).parameters)
    unknown = [name for name in wanted if name not in asked]
    if unknown:
        raise EngineError(f"twin of {system.name}", ", ".join(unknown), f"parameters of the system: {', '.join(asked)}")

    def call(*arguments: Any) -> None:
        given = dict(zip(asked, arguments, strict=True))
        if not getattr(twin, "by_row", False):
            twin(**{name: given[name] for name in wanted})
            return
        for world, row in _rows(asked, given):
            twin(**{name: _one(asked[name], given[name], world, row) for name in wanted})

    return call


def _rows(asked: dict[str, Any], given: dict[str, Any]) -> list[tuple[int, int]]:
    """Return (world, row) of every row to be done; where the system does not ask for `Rows`, it does all, of one world."""
    shape = next((given[name] for name, what in asked.items() if what is Rows), None)
    if shape is not None:
        return [(int(w), i) for w in shape.worlds for i in range(shape.offsets[w], shape.offsets[w + 1])]
    own = next(given[name] for name, what in asked.items() if isinstance(what, Need) and not what.singleton)
    return [(0, i) for i in range(len(getattr(own, own.columns[0].name)))]


def _one(what: Any, given: Any, world: int, row: int) -> Any:
    return Row(given, world if what.singleton else row) if isinstance(what, Need) else given
