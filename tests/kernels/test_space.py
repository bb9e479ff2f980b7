"""Grids against the obvious: count every cell and every pair."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catallax.kernels.jit import jit
from catallax.kernels.space import RUN, cell_list, count_in_view, displacement, distance, drawn_neighbour, in_view, neighbour, neighbours


@jit
def call_distance(x0, y0, x1, y1, width, height, torus):  # type: ignore[no-untyped-def]
    return distance(x0, y0, x1, y1, width, height, torus)


@jit
def call_displacement(origin, goal, size, torus):  # type: ignore[no-untyped-def]
    return displacement(origin, goal, size, torus)


@jit
def call_in_view(x, y, radius, width, height, torus, end, before, at, away):  # type: ignore[no-untyped-def]
    return in_view(x, y, radius, width, height, torus, 0, 0, end, before, at, away)


@jit
def call_count(x, y, radius, width, height, torus, end, enough):  # type: ignore[no-untyped-def]
    return count_in_view(x, y, radius, width, height, torus, 0, end, enough)


@jit
def call_neighbours(x, y, moore, width, height, torus, out):  # type: ignore[no-untyped-def]
    for k in range(neighbours(moore)):
        out[k] = neighbour(x, y, k, moore, width, height, torus)
    return neighbours(moore)


@jit
def call_drawn(draw, x, y, moore, width, height, torus):  # type: ignore[no-untyped-def]
    return drawn_neighbour(draw, x, y, moore, width, height, torus)


def around(a: int, b: int, size: int, torus: bool) -> int:
    return min((b - a) % size, (a - b) % size) if torus else abs(b - a)


@given(st.integers(1, 9), st.booleans(), st.data())
def test_displacement_is_the_shorter_way_and_positive_on_a_tie(size: int, torus: bool, data: st.DataObject) -> None:
    a, b = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    steps = call_displacement(a, b, size, torus)
    assert abs(steps) == around(a, b, size, torus)
    assert (a + steps) % size == b
    if torus and 2 * abs(steps) == size:
        assert steps > 0


@settings(max_examples=settings().max_examples * 4)
@given(st.integers(1, 9), st.integers(1, 9), st.booleans(), st.integers(0, 3) | st.integers(0, 9), st.data())
def test_rows_in_view_are_those_within_the_radius_each_once(width: int, height: int, torus: bool, radius: int, data: st.DataObject) -> None:
    n = data.draw(st.integers(0, 12))
    x = np.array(data.draw(st.lists(st.integers(0, width - 1), min_size=n, max_size=n)), np.int32)
    y = np.array(data.draw(st.lists(st.integers(0, height - 1), min_size=n, max_size=n)), np.int32)
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)), np.bool_)
    end, order = np.empty(width * height, np.int32), np.empty(n, np.int32)
    cell_list(np.array([0]), np.array([0, n]), np.array([0, width * height]), np.array([height], np.int32), chosen, x, y, end, order)
    order = order[: end[-1]]
    assert order.tolist() == sorted(np.flatnonzero(chosen), key=lambda i: (x[i] * height + y[i], i))
    at_x, at_y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    room = n + RUN
    at, away = np.empty(room, np.uint32), np.empty(room, np.int32)
    count = call_in_view(at_x, at_y, radius, width, height, torus, end, None, at, away)
    found = {
        int(order[k]): int(far) + around(at_y, int(y[order[k]]), height, torus) for k, far in zip(at[:count], away[:count], strict=True)
    }
    steps = {i: around(at_x, int(x[i]), width, torus) + around(at_y, int(y[i]), height, torus) for i in order.tolist()}
    assert count == len(found)
    assert found == {i: d for i, d in steps.items() if d <= radius}
    assert call_count(at_x, at_y, radius, width, height, torus, end, n + 1) == count
    enough = data.draw(st.integers(1, n + 1))
    assert (call_count(at_x, at_y, radius, width, height, torus, end, enough) >= enough) == (count >= enough)
    if count > 0:
        assert call_in_view(at_x, at_y, radius, width, height, torus, end, None, at[: count - 1 + RUN], away) == -1
    part = np.array(data.draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order))), np.bool_)
    before = np.concatenate([[0], np.cumsum(part)]).astype(np.int32)
    count = call_in_view(at_x, at_y, radius, width, height, torus, end, before, at, away)
    assert sorted(order[part][at[:count]].tolist()) == sorted(i for i in found if i in order[part])


@pytest.mark.parametrize("torus", [False, True])
def test_from_every_cell_of_a_full_grid_all_within_the_radius_are_seen(torus: bool) -> None:
    """Somebody stands on each cell of 7 by 7, so that a place in the list is a cell; views lie within the grid or across its edge."""
    end, cells = np.arange(1, 50, dtype=np.int32), range(49)
    at, away = np.empty(49 + RUN, np.uint32), np.empty(49 + RUN, np.int32)
    for here, radius in product(cells, range(4)):
        count = call_in_view(*divmod(here, 7), radius, 7, 7, torus, end, None, at, away)
        steps = [around(here // 7, c // 7, 7, torus) + around(here % 7, c % 7, 7, torus) for c in cells]
        assert sorted(at[:count].tolist()) == [c for c in cells if steps[c] <= radius], f"from {divmod(here, 7)} as far as {radius}"
        assert call_count(*divmod(here, 7), radius, 7, 7, torus, end, 50) == count


def test_numbers_of_the_original() -> None:
    assert call_distance(0, 0, 3, 4, 99, 99, False) == 7
    for radius, cells in ((0, 1), (1, 5), (2, 13)):
        assert sum(call_distance(5, 5, x, y, 11, 11, False) <= radius for x in range(11) for y in range(11)) == cells


@given(st.integers(1, 6), st.integers(1, 6), st.booleans(), st.booleans(), st.data())
def test_neighbours_are_the_cells_around_by_offset_and_each_can_be_drawn(
    width: int, height: int, torus: bool, moore: bool, data: st.DataObject
) -> None:
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    offsets = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if (dx, dy) != (0, 0) and (moore or dx == 0 or dy == 0)]
    cells = [(x + dx, y + dy) for dx, dy in offsets]
    if torus:
        expected = [a % width * height + b % height for a, b in cells]
    else:
        expected = [a * height + b if 0 <= a < width and 0 <= b < height else -1 for a, b in cells]
    out = np.empty(8, np.int64)
    assert call_neighbours(x, y, moore, width, height, torus, out) == len(offsets)
    assert out[: len(offsets)].tolist() == expected
    inside = [cell for cell in expected if cell >= 0]
    drawn = [call_drawn(np.uint64(k), x, y, moore, width, height, torus) for k in range(2 * max(len(inside), 1))]
    assert drawn == 2 * (inside or [x * height + y])
