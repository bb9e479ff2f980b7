"""Traces: the states that a world goes through, and where two of them first differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..engine.commands import Command
from ..engine.world import World
from .changes import register_changes
from .start import Start

State = dict[str, NDArray[np.generic]]
"""Columns of one world by name: "agents.uid", "agents.Inventory.goods", "trades.buyer" for events. Copies."""


def state_of(world: World, number: int = 0, *, scratch: bool = False, events: bool = True) -> State:
    """Return everything that one world holds: uids and columns of its rows, and the events of its last tick."""
    state: State = {}
    for name, table in world.tables.items():
        here = slice(int(table.offsets[number]), int(table.offsets[number + 1]))
        state[f"{name}.uid"] = table.uid[here].copy()
        state[f"{name}.next_uid"] = table.next_uid[number : number + 1].copy()
        for group in table.groups:
            if group.scratch and not scratch:
                continue
            columns = table.read(group)
            for c in group.columns:
                values = getattr(columns, c.name)[here]
                if any(isinstance(size, str) for size in c.shape):  # widened for a neighbour in the batch
                    used = np.flatnonzero((values != c.fill).any(axis=0))
                    values = values[:, : used[-1] + 1 if len(used) else 0]
                state[f"{name}.{group.__name__}.{c.name}"] = values.copy()
    if events:
        for name, rows in ((name, table.rows()) for name, table in world.events.items()):
            here_only = rows["world"] == number
            state |= {f"{name}.{column}": values[here_only] for column, values in rows.items() if column != "world"}
    return state


def trace(
    start: Start,
    *,
    ticks: int | None = None,
    commands: Sequence[Command] = (),
    ready: Callable[[World], None] = lambda world: None,
    each: Callable[[World], None] = lambda world: None,
    scratch: bool = False,
    forget: bool = True,
) -> list[State]:
    """Build the world, run it to its end or for some ticks, and return its state at the start and after each tick.

    ready  called with the world before the first tick;  each  after each tick
    """
    with start.build(forget=forget) as world:
        begin(world, commands, ready)
        states = [state_of(world, scratch=scratch)]
        while world.running.any() and (ticks is None or len(states) <= ticks):
            world.step()
            each(world)
            states.append(state_of(world, scratch=scratch))
    return states


def run(start: Start, ready: Callable[[World], None], each: Callable[[World], None] = lambda world: None) -> None:
    """Build the world and run it to its end, without keeping states."""
    with start.build() as world:
        begin(world, (), ready)
        while world.running.any():
            world.step()
            each(world)


def begin(world: World, commands: Iterable[Command] = (), ready: Callable[[World], None] = lambda world: None) -> None:
    """Make a new world ready to be run by a test: with commands waiting."""
    register_changes(world)
    world.commands.replay(commands)
    ready(world)


def assert_same(expected: Sequence[State], found: Sequence[State], what: str, *, rtol: float = 0.0) -> None:
    """Raise AssertionError that names the first tick, column and row in which two traces differ."""
    for k, (first, second) in enumerate(zip(expected, found, strict=False)):
        difference = first_difference(first, second, rtol)
        if difference:
            when = f"at the end of tick {k - 1}" if k else "at the start"
            raise AssertionError(f"{what}: {when}, {difference}")
    assert len(expected) == len(found), f"{what}: {len(found) - 1} ticks; needs {len(expected) - 1}"


def first_difference(expected: State, found: State, rtol: float = 0.0) -> str | None:
    """Return where two states first differ, in words: column, row, uid and both values; None if they are the same."""
    for name, first in expected.items():
        if name not in found:
            return f"{name}: nothing; needs a column"
        second = found[name]
        if first.shape != second.shape:
            return f"{name}: got {_rows(second)}; needs {_rows(first)}"
        if first.dtype == second.dtype and first.tobytes() == second.tobytes():
            continue
        differs = first != second if rtol == 0.0 else ~np.isclose(second, first, rtol=rtol, atol=0.0, equal_nan=True)
        if rtol == 0.0 and first.dtype.kind == "f":  # NaN is NaN, and 0.0 is not -0.0
            differs = (differs & ~(np.isnan(first) & np.isnan(second))) | (np.signbit(first) != np.signbit(second))
        if not differs.any():
            continue
        place = tuple(int(k) for k in np.argwhere(differs)[0])
        return f"{name}{_row(expected, name, place)}: got {second[place]!s}; needs {first[place]!s}"
    return None


def _rows(values: NDArray[np.generic]) -> str:
    return f"{values.shape[0]} rows" if values.ndim == 1 else f"shape {values.shape}"


def _row(state: State, name: str, place: tuple[int, ...]) -> str:
    uid = state.get(f"{name.split('.')[0]}.uid")
    named = f" (uid {uid[place[0]]})" if uid is not None and place[0] < len(uid) else ""
    index = f"[{', '.join(str(k) for k in place[1:])}]" if len(place) > 1 else ""
    return f"{index}, row {place[0]}{named}"
