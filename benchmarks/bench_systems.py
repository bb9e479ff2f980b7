"""Each system, in the state in which the tick reaches it: ns per agent, what it leaves behind checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

import catallax as cx

from .moments import Film, system_moments
from .phases import wrapped_systems

ROUNDS = 5


class _Reached(Exception):
    """The tick has come to the system that is measured."""


def test_system(benchmark: Any, film: Film, system: str, agents: int) -> None:
    start = system_moments()[system]
    world, digests, ran = film.at(start), set(), []

    def prepare() -> tuple[tuple[Any, ...], dict[str, Any]]:
        if ran:
            digests.add(digest_of_everything(world))
        film.at(start)
        return (reach(world, system),), {}

    benchmark.pedantic(lambda run: ran.append(run()), setup=prepare, rounds=ROUNDS, warmup_rounds=1)
    digests.add(digest_of_everything(world))
    assert len(ran) > ROUNDS and len(digests) == 1, f"{system}: repeated from the same state, it left another"
    benchmark.extra_info |= {"agents": agents, "ns_per_agent": benchmark.stats.stats.min / agents * 1e9}


def reach(world: cx.World, name: str) -> Callable[[], None]:
    """Run a tick up to a system, and return what runs the system. Columns that it writes are its own already, not a snapshot's."""
    found: list[Callable[[], None]] = []

    def wrap(system: str, call: Callable[[Any], None]) -> Callable[[Any], None]:
        def halt(chosen: Any) -> None:
            found.append(lambda: call(chosen))
            raise _Reached

        return halt if system == name else call

    with wrapped_systems(world, wrap):
        try:
            world.step()
        except _Reached:
            pass
        else:
            pytest.fail(f"{name} does not run in tick {world.tick - 1}")
    for table, group in world.access(next(s for s in world.schedule if s.name == name))[1]:
        if table in world.tables:
            world.tables[table].touch(group)
    return found[0]


def digest_of_everything(world: cx.World) -> str:
    """Return a digest of all columns, scratch included, and of all events: what a system leaves in the middle of a tick."""
    result = hashlib.blake2b(digest_size=16)
    for table in world.tables.values():
        for group in table.groups:
            for column in group.columns:
                result.update(getattr(table.read(group), column.name).tobytes())
    for events in world.events.values():
        for column in events.rows().values():
            result.update(column.tobytes())
    return result.hexdigest()
