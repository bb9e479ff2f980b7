"""Nearest free cells by bits, against looking at every cell."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from catallax.kernels.ground import STRIP, claim, how_far, is_free, mark_free, nearest, offset
from catallax.kernels.jit import jit
from tests.kernels.test_space import call_displacement


@jit
def call_nearest(free_a, free_b, x, y, radius, width, height, torus):  # type: ignore[no-untyped-def]
    to_a, to_b = nearest(free_a, free_b, 0, x, y, radius, width, height, torus)
    return (how_far(to_a), *offset(to_a)), (how_far(to_b), *offset(to_b))


@jit
def call_claim(me, column, row, height, holder, free_a, free_b):  # type: ignore[no-untyped-def]
    before = is_free(column, row, 0, height, free_a, free_b)
    claim(me, column, row, 0, 0, height, holder, free_a, free_b)
    return before, is_free(column, row, 0, height, free_a, free_b)


@given(st.integers(1, 9), st.sampled_from([1, 5, 9, 63, 64, 65, 130]), st.booleans(), st.integers(0, 31), st.data())
def test_the_nearest_free_cell_is_found(width: int, height: int, torus: bool, radius: int, data: st.DataObject) -> None:
    if torus:
        radius = min(radius, (min(width, height) - 1) // 2)
    places = st.tuples(st.integers(0, width - 1), st.integers(0, height - 1))
    stocked = data.draw(st.lists(places, max_size=12, unique=True))
    claimed = set(data.draw(st.lists(st.sampled_from(stocked), max_size=3))) if stocked else set()
    good, amount = np.full(width * height, -1, np.int8), np.zeros(width * height, np.int32)
    holder = np.full(width * height, -1, np.int32)
    for k, (x, y) in enumerate(stocked):
        good[x * height + y], amount[x * height + y] = k % 2, 1
        holder[x * height + y] = 3 if (x, y) in claimed else -1
    per_column = -(-height // STRIP)
    strips = width * per_column
    free_a, free_b = np.empty(strips, np.uint64), np.empty(strips, np.uint64)
    one = np.array([0, width * height])
    mark_free(
        np.array([[0, 0, strips]]),
        np.array([0, strips]),
        one,
        np.array([height], np.int32),
        np.array([True]),
        good,
        amount,
        holder,
        free_a,
        free_b,
    )
    x, y = data.draw(places)
    found = call_nearest(free_a, free_b, x, y, radius, width, height, torus)
    for kind in (0, 1):
        offsets = [
            (call_displacement(x, cx, width, torus), call_displacement(y, cy, height, torus))
            for cx, cy in stocked
            if good[cx * height + cy] == kind and (cx, cy) not in claimed
        ]
        seen = sorted((abs(dx) + abs(dy), dx, dy) for dx, dy in offsets if abs(dx) + abs(dy) <= radius)
        far, dx, dy = found[kind]
        if not seen:
            assert far > radius
            continue
        assert (far, dx, dy) == seen[0]
        column, row = (x + dx) % width, (y + dy) % height
        assert call_claim(7, column, row, height, holder, free_a, free_b) == (True, False)
        assert holder[column * height + row] == 7
        after = seen[1][0] if len(seen) > 1 else radius + 1
        assert min(call_nearest(free_a, free_b, x, y, radius, width, height, torus)[kind][0], radius + 1) == after
