"""The run loop stops at tick boundaries, on request or on a signal."""

from __future__ import annotations

import os
import signal
import threading

from catallax.engine.clock import Clock
from catallax.engine.run import run_world, stop_on_interrupt

from .worlds import Place, make


def test_each_world_runs_to_its_own_end() -> None:
    with make(worlds=2) as world:
        world.end[:] = [2, 5]
        ticks = []
        outcome = run_world(world, lambda w: ticks.append(w[Clock].tick.tolist()))
        assert (outcome.ticks, outcome.stopped) == (5, False)
        assert ticks == [[1, 1], [2, 2], [2, 3], [2, 4], [2, 5]]


def test_ctrl_c_stops_between_two_ticks() -> None:
    before = signal.getsignal(signal.SIGINT)
    with make() as world, stop_on_interrupt() as should_stop:
        world.end[:] = 100

        def interrupt_at_three(w: object) -> None:
            if world.tick == 3:
                os.kill(os.getpid(), signal.SIGINT)

        outcome = run_world(world, interrupt_at_three, should_stop)
        assert (outcome.ticks, outcome.stopped) == (3, True)
        assert world[Place].x.tolist() == [3, 3, 3]
    assert signal.getsignal(signal.SIGINT) is before


def test_outside_the_main_thread_signals_are_left_alone() -> None:
    before, seen = signal.getsignal(signal.SIGINT), []

    def work() -> None:
        with stop_on_interrupt() as should_stop:
            seen.append(should_stop())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]
    assert signal.getsignal(signal.SIGINT) is before
