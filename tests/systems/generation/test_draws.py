"""The start of a world: the original's draws one by one, and our own streams."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catallax.systems.generation.original import draw_original
from catallax.systems.generation.placement import draw_cells
from catallax.systems.generation.preferences import draw_mix, pick
from catallax.systems.generation.resources import draw_resources


def one_by_one(seed: int, size: int, density: float, n_agents: int, weights: list[float]) -> tuple[list[int], list[int], list[int]]:
    """economy.md section 1, word for word."""
    generator = np.random.default_rng(seed)
    good = []
    for _x in range(size):
        for _y in range(size):
            good.append((0 if generator.random() < 0.5 else 1) if generator.random() < density else -1)
    entry = [int(generator.choice(len(weights), p=weights)) for _ in range(n_agents)]
    places = [(x, y) for x in range(size) for y in range(size)]
    if n_agents <= len(places):
        generator.shuffle(places)
        places = places[:n_agents]
    else:
        places = [(int(generator.integers(0, size)), int(generator.integers(0, size))) for _ in range(n_agents)]
    return good, entry, [x * size + y for x, y in places]


@given(
    st.integers(0, 10**6),
    st.integers(1, 7),
    st.sampled_from([0.0, 0.1, 0.5, 1.0]),
    st.integers(1, 60),
    st.sampled_from([[1.0], [0.2, 0.3, 0.5]]),
)
def test_the_originals_draws_value_for_value(seed: int, size: int, density: float, n_agents: int, weights: list[float]) -> None:
    drawn = draw_original(seed, size, size, density, n_agents, weights)
    assert tuple(part.tolist() for part in drawn) == one_by_one(seed, size, density, n_agents, weights)


@given(st.integers(0, 10**6), st.integers(1, 40), st.integers(1, 30))
def test_no_cell_is_used_twice_before_all_are_used_once(seed: int, n_agents: int, n_cells: int) -> None:
    counts = np.bincount(draw_cells(seed, n_agents, n_cells), minlength=n_cells)
    assert counts.max() - counts.min() <= 1


def test_shares_are_as_asked() -> None:
    goods = draw_resources(3, 100_000, 0.3)
    assert (goods >= 0).mean() == pytest.approx(0.3, abs=0.01)
    assert (goods[goods >= 0] == 0).mean() == pytest.approx(0.5, abs=0.02)
    mix = draw_mix(3, 100_000, [0.3333333, 0.3333333, 0.3333333])
    assert np.bincount(mix, minlength=3) / 100_000 == pytest.approx([1 / 3] * 3, abs=0.01)
    cells = draw_cells(3, 20_000, 100_000)
    assert cells.mean() == pytest.approx(50_000, rel=0.02)


def test_draws_are_pinned() -> None:
    """Each start has streams of its own. A change here is a change of results."""
    assert draw_cells(3, 5, 20).tolist() == [6, 13, 10, 1, 2]
    assert draw_mix(3, 9, [0.2, 0.3, 0.5]).tolist() == [2, 2, 2, 2, 1, 1, 0, 1, 2]
    assert draw_resources(3, 12, 0.6).tolist() == [-1, 0, -1, -1, 0, 1, 0, 0, -1, -1, 0, 0]


def test_a_draw_on_the_border_of_two_entries_is_the_upper_one() -> None:
    assert pick(np.array([0.0, 0.2, 0.25, 0.5, 0.99]), [1.0, 1.0, 2.0]).tolist() == [0, 0, 1, 2, 2]
