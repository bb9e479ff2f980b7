"""The run loop: step until every world has ended or somebody asks to stop, always at a tick boundary."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .world import World


@dataclass(frozen=True)
class Outcome:
    """How a run went: ticks done by the world that went furthest, whether it was stopped early, wall time in seconds."""

    ticks: int
    stopped: bool
    seconds: float


def run_world(
    world: World, observe: Callable[[World], None] = lambda world: None, should_stop: Callable[[], bool] = lambda: False
) -> Outcome:
    """Step the world to its end, calling `observe` after each tick. Stops between ticks when `should_stop` says so."""
    began, ticks = perf_counter(), 0
    while world.running.any():
        if should_stop():
            return Outcome(ticks, True, perf_counter() - began)
        world.step()
        ticks += 1
        observe(world)
    return Outcome(ticks, False, perf_counter() - began)


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Turn Ctrl-C (and SIGTERM) into a question: the context gives a function that says whether to stop.

    A second Ctrl-C interrupts at once, as usual. Outside the main thread signals are left alone.
    """
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return

    def ask(number: int, frame: FrameType | None) -> None:
        asked.set()
        signal.signal(number, previous[number])

    previous: dict[int, Any] = {int(number): signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in previous:
        signal.signal(number, ask)
    try:
        yield asked.is_set
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
