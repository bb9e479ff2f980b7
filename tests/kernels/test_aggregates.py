"""The numbers of a tick against numpy and textbook formulas."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from catallax.kernels.aggregates import count_agents, count_resources, summarise
from catallax.kernels.aggregates import gini as gini_of_sorted


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from([0, 1, 7, 10**6])), min_size=1, max_size=20), st.data())
def test_equal_to_the_formulas(held: list[tuple[int, int]], data: st.DataObject) -> None:
    n = len(held)
    goods = np.array(held, np.int64)
    level = np.array(data.draw(st.lists(st.floats(-50, 50), min_size=n, max_size=n)))
    rate = np.array(data.draw(st.lists(st.sampled_from([0.5, 1.0, 3.0, math.nan, -1.0, math.inf, 0.0]), min_size=n, max_size=n)))
    good, amount = np.array([0, 1, -1, 1], np.int8), np.array([3, 0, 0, 4], np.int32)
    one, whole = np.empty(1), np.empty(1, np.int64)
    totals, resources, mean, least, gini, dispersion = (
        np.empty((1, 3), np.int64),
        np.empty((1, 2), np.int64),
        *(one.copy() for _ in range(4)),
    )
    blocks, cell_blocks = np.array([[0, 0, n // 2], [0, n // 2, n]]), np.array([[0, 0, 1], [0, 1, 4]])
    held_by_block, found, log_rate = np.empty((2, 5), np.int64), np.empty((2, 2), np.int64), np.empty(n)
    count_agents(blocks, np.array([0, n]), goods, np.full(n, 2), rate, np.full(n, -1, np.int32), held_by_block, log_rate)
    count_resources(cell_blocks, good, amount, found)
    summarise(np.array([0]), np.array([0, n]), blocks, cell_blocks, held_by_block, found, goods, level, log_rate,
              whole, totals, resources, mean, least, gini, dispersion)  # fmt: skip
    assert totals[0].tolist() == [*goods.sum(axis=0).tolist(), 2 * n]
    assert resources[0].tolist() == [3, 4]
    assert math.isclose(mean[0], level.mean(), abs_tol=1e-9)
    assert least[0] == level.min()
    x = goods.sum(axis=1)
    expected = np.abs(x[:, None] - x[None, :]).sum() / (2 * n * n * x.mean()) if x.sum() else 0.0
    assert math.isnan(gini[0]) == (x.max() > 4 * n + 1024)
    assert math.isclose(gini_of_sorted(np.sort(x)), expected, abs_tol=1e-9)
    assert math.isnan(gini[0]) or math.isclose(gini[0], expected, abs_tol=1e-9)
    logs = np.log(rate[(rate > 0) & np.isfinite(rate)])
    if len(logs):
        assert math.isclose(dispersion[0], logs.std(), abs_tol=1e-7)
    else:
        assert math.isnan(dispersion[0])
