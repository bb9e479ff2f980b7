"""Threads that share a kernel: each share is done once, errors come out, and nobody works on behind the caller's back."""

from __future__ import annotations

import multiprocessing
import threading
import time

import pytest

from catallax.kernels.team import Team


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_each_share_is_done_once(threads: int) -> None:
    done: list[int] = []
    Team().do(done.append, 20, threads)
    assert sorted(done) == list(range(20))


def test_several_threads_work() -> None:
    meeting = threading.Barrier(2, timeout=60)  # the first two shares wait for each other
    Team().do(lambda share: meeting.wait() if share < 2 else None, 4, 2)


def test_an_error_is_raised_when_all_have_ended() -> None:
    ended = []

    def work(share: int) -> None:
        if share == 0:
            raise ZeroDivisionError("share 0")
        time.sleep(0.01)
        ended.append(share)

    with pytest.raises(ZeroDivisionError, match="share 0"):
        Team().do(work, 6, 2)
    assert sorted(ended) == [1, 2, 3, 4, 5]


def test_an_interrupt_waits_for_the_others() -> None:
    ended = []

    def work(share: int) -> None:
        if threading.current_thread() is threading.main_thread():
            raise KeyboardInterrupt
        time.sleep(0.05)
        ended.append(share)

    with pytest.raises(KeyboardInterrupt):
        Team().do(work, 4, 2)
    assert len(ended) >= 3


def do_in_child(team: Team, answers: multiprocessing.SimpleQueue) -> None:
    done: list[int] = []
    team.do(done.append, 4, 2)
    answers.put(sorted(done))


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_makes_threads_of_its_own() -> None:
    team, context = Team(), multiprocessing.get_context("fork")
    team.do(lambda share: None, 4, 2)
    answers = context.SimpleQueue()
    child = context.Process(target=do_in_child, args=(team, answers))
    child.start()
    child.join(60)
    assert child.exitcode == 0 and answers.get() == [0, 1, 2, 3]
