"""How long each system takes, tick by tick, in a world that runs as it always does.

Self-contained on purpose, as workload.py is: it also runs with the package of another commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import process_time
from typing import Any


@contextmanager
def wrapped_systems(world: Any, wrap: Callable[[str, Callable[[Any], None]], Callable[[Any], None]]) -> Iterator[None]:
    """Put `wrap(name of the system, call)` in place of each call of each system, within the block."""
    originals = [(system, system.calls) for system in world.schedule]
    try:
        for system, calls in originals:
            system.calls = [wrap(system.name, call) for call in calls]
        yield
    finally:
        for system, calls in originals:
            system.calls = calls


@contextmanager
def timed_systems(world: Any) -> Iterator[dict[str, float]]:
    """Sum up the processor seconds of each system within the block, in the order of the schedule; the flush after it is not counted."""
    seconds = {system.name: 0.0 for system in world.schedule}

    def wrap(name: str, call: Callable[[Any], None]) -> Callable[[Any], None]:
        def timed(chosen: Any) -> None:
            began = process_time()
            call(chosen)
            seconds[name] += process_time() - began

        return timed

    with wrapped_systems(world, wrap):
        yield seconds
