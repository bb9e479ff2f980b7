"""Threads that do the shares of a parallel kernel together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any


class Team:
    """Threads that wait for work: made when first needed, and anew in a process that was forked."""

    def __init__(self) -> None:
        self.pool: ThreadPoolExecutor | None = None
        os.register_at_fork(after_in_child=self.forget)

    def forget(self) -> None:
        """Drop the threads of another process."""
        self.pool = None

    def do(self, work: Callable[[int], Any], shares: int, threads: int) -> None:
        """Call `work(0)` to `work(shares - 1)` on so many threads, this one among them; return when all are done.

        What a share raises is raised here, but not before the others have ended: nobody writes to arrays behind the caller's back.
        """
        if self.pool is None:
            self.pool = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="catallax")
        todo = iter(range(shares))
        others = [self.pool.submit(take, work, todo) for _ in range(threads - 1)]
        try:
            take(work, todo)
        finally:
            wait(others)
        for other in others:
            other.result()


def take(work: Callable[[int], Any], todo: Iterator[int]) -> None:
    """Do what is left, one share after the other. Python hands out each number once, whoever asks."""
    for share in todo:
        work(share)
