"""A loop in shares: together they run every round once, whatever their number; and what is no such loop is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import prange

from catallax.kernels.shares import share_of


def count_rounds(first, last, rounds):
    """Says so."""
    for i in prange(first, last):
        rounds[i] += 1
    return 0


def with_result(values):
    total = 0
    for i in prange(values.shape[0]):
        total += values[i]
    return total


def two_loops(values):
    for i in prange(values.shape[0]):
        values[i] = 1
    for i in prange(values.shape[0]):
        values[i] += 1
    return 0


def loop_inside(values):
    for i in prange(values.shape[0]):
        for k in prange(3):
            values[i] += k
    return 0


def with_step(values):
    for i in prange(0, values.shape[0], 2):
        values[i] = 1
    return 0


def serial(values):
    for i in range(values.shape[0]):
        values[i] = 1
    return 0


@given(first=st.integers(0, 5), length=st.integers(0, 40), shares=st.integers(1, 50))
def test_shares_run_each_round_once(first: int, length: int, shares: int) -> None:
    rounds, sizes = np.zeros(50, np.int64), []
    for share in range(shares):
        before = rounds.sum()
        assert share_of(count_rounds)(share, shares, first, first + length, rounds) == 0
        sizes.append(int(rounds.sum() - before))
    assert rounds[first : first + length].tolist() == [1] * length and rounds.sum() == length
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize("function", [with_result, two_loops, loop_inside, with_step, serial], ids=lambda f: f.__name__)
def test_what_would_be_done_once_for_each_share_is_refused(function) -> None:
    with pytest.raises(
        TypeError, match=rf"test_shares.{function.__name__}: got another shape; needs one loop over prange, and `return 0` or nothing"
    ):
        share_of(function)


def test_a_function_that_closes_over_another_keeps_it() -> None:
    def maker(step):
        def fill(values):
            for i in prange(values.shape[0]):
                values[i] += step
            return 0

        return fill

    values = np.zeros(5)
    share_of(maker(3))(0, 1, values)
    share_of(maker(4))(0, 1, values)
    assert values.tolist() == [7.0] * 5


def test_errors_point_at_the_line_that_was_written() -> None:
    shared = share_of(count_rounds)
    assert (shared.__code__.co_filename, shared.__code__.co_firstlineno) == (__file__, count_rounds.__code__.co_firstlineno)
    assert shared.__qualname__ == "count_rounds"
