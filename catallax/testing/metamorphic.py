"""Metamorphic checks: two ways to run the same world that must end in the same state, to the last bit.

Each takes a start and raises AssertionError that names the first tick, column and row in which the two runs differ.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from ..engine.commands import Command
from ..engine.rows import cut_rows
from ..engine.snapshot import load_snapshot
from ..engine.world import World
from .invariants import bounds, references, uids_rise
from .start import Start
from .threads import threads
from .traces import State, assert_same, begin, state_of, trace
from .watch import find_system, watch


def check_repeat(start: Start) -> None:
    """Check that a second run of the same start is the same: nothing is drawn from a generator that others draw from too."""
    first = trace(start, scratch=True)
    assert_same(first, trace(start, scratch=True, forget=False), "a second run differs from the first")


WAYS_TO_CUT = ((1, False, 1), (1, True, 1), (2, False, 1), (3, True, 1), (4096, False, 2), (1, False, 2), (2, True, 3))
"""(rows of a block, last block first, threads)"""


def check_threads(start: Start) -> None:
    """Check that neither the number of threads nor the size and the order of blocks matters.

    Worlds of a few rows have a single block as a rule, and one block is no work for two threads; so blocks of one row to three
    are tried, forwards and backwards.
    """
    with threads(1):
        straight = trace(start, scratch=True)
    for block, backwards, number in WAYS_TO_CUT:
        with threads(number) as used, cut_rows(block, backwards=backwards):
            order = "last first" if backwards else "first first"
            what = f"blocks of {block} rows, {order}, and {used} threads give another result than one block and one thread"
            assert_same(straight, trace(start, scratch=True), what)


def check_crowd(start: Start, rows: int = 2000, ticks: int = 3) -> None:
    """Check with so many rows that threads work at the same time: what they write to the same place shows."""
    crowd = start.crowded(rows)
    with threads(1):
        straight = trace(crowd, ticks=ticks)
    with threads(4) as used, cut_rows(64):
        assert_same(straight, trace(crowd, ticks=ticks), f"in a crowd, {used} threads give another result than one")


def check_batch(starts: Sequence[Start]) -> None:
    """Check that each world of a batch is the world alone, also when another one ends earlier."""
    alone = [trace(start) for start in starts]
    with starts[0].build_with(starts[1:]) as world:
        begin(world)
        states = [[state_of(world, w)] for w in range(world.n_worlds)]
        while world.running.any():
            running = world.running
            world.step()
            for w in range(world.n_worlds):
                if running[w]:
                    states[w].append(state_of(world, w))
                else:
                    state, before = state_of(world, w, events=False), states[w][-1]
                    assert_same([before], [{**before, **state}], f"tick {world.tick - 1}: world {w} has ended and still changes")
    for w, (expected, found) in enumerate(zip(alone, states, strict=True)):
        assert_same(expected, found, f"world {w} of a batch differs from the world alone")


def check_split(start: Start, stop: int, commands: Sequence[Command] = ()) -> None:
    """Check that a run that is saved after `stop` ticks and goes on in a new world, as in a new process, is the run in one go."""
    assert_same(trace(start, commands=commands), _in_two_parts(start, stop, commands), f"a run that is saved and loaded at tick {stop}")


def _in_two_parts(start: Start, stop: int, commands: Sequence[Command]) -> list[State]:
    states = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "snapshot.npz"
        with start.build() as first:
            begin(first, commands)
            states.append(state_of(first))
            while first.running.any() and len(states) <= stop:
                first.step()
                states.append(state_of(first))
            first.snapshot().save(path)
        with start.build() as second:
            begin(second)
            second.restore(load_snapshot(path, second))
            while second.running.any():
                second.step()
                states.append(state_of(second))
    return states


def check_deaths(start: Start, system: str, commands: Sequence[Command]) -> None:
    """Check that a system lives with the births and deaths of a command log.

    It runs first with its kernels interpreted, where a row number past the end is an IndexError and not a read of what lies
    there; then as it is. What it writes is in bounds, references lead to rows, and a run that is saved and loaded at each
    birth or death is the run in one go: the system keeps no row numbers and no counts of rows outside of its columns.
    """

    def ready(world: World) -> None:
        _, writes = world.access(find_system(world, system))
        groups = [group for _, group in writes if group in {g for t in world.tables.values() for g in t.groups}]
        watch(world, system, after=lambda world: bounds(world, groups), flush=True)

    def each(world: World) -> None:
        references(world)
        uids_rise(world)

    with _interpreted(start, system), np.errstate(all="ignore"):
        trace(start, commands=commands, ready=ready, each=each)
    straight = trace(start, commands=commands, ready=ready, each=each)
    for stop in sorted({command.tick + 1 for command in commands})[:2]:
        assert_same(
            straight, _in_two_parts(start, stop, commands), f"with births and deaths, a run that is saved and loaded at tick {stop}"
        )


@contextmanager
def _interpreted(start: Start, system: str) -> Iterator[None]:
    """Put Python in place of the kernels that a system's function names."""
    with start.build() as world:
        function = find_system(world, system).function
    namespace = getattr(function, "__globals__", {})
    names = getattr(getattr(function, "__code__", None), "co_names", ())
    kernels = {name: namespace[name] for name in names if hasattr(namespace.get(name), "py_func")}
    namespace.update({name: kernel.py_func for name, kernel in kernels.items()})
    try:
        yield
    finally:
        namespace.update(kernels)
