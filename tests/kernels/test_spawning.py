"""Spawning: what appears where, against the rule read cell by cell."""

from __future__ import annotations

import numpy as np
import pytest

from catallax.engine.rng import stream_key
from catallax.kernels import rng
from catallax.kernels.spawning import spawn

KEY = stream_key(4, "spawning")


class Field:
    """A row of cells of one world. `after` lets one tick pass and returns what lies there."""

    def __init__(
        self,
        amount: list[int],
        good: list[int],
        capacity: list[int],
        *,
        rate: float = 1.0,
        quantity: int = 3,
        cap: int = 3,
        only_empty: bool = True,
    ) -> None:
        self.amount, self.good, self.capacity = np.array(amount, np.int32), np.array(good, np.int8), np.array(capacity, np.int32)
        self.rules = np.array([rate]), np.array([quantity], np.int32), np.array([cap], np.int32), np.array([only_empty])

    def after(self, tick: int = 0) -> list[int]:
        n = len(self.amount)
        rate, quantity, cap, only_empty = self.rules
        spawn(
            np.array([[0, 0, n]]),
            np.array([0, n]),
            np.array([tick]),
            np.array([KEY]),
            rate,
            quantity,
            cap,
            only_empty,
            self.good,
            self.capacity,
            self.amount,
        )
        return self.amount.tolist()


def test_only_cells_with_nothing_on_them_get_something() -> None:
    field = Field([0, 2, 0], [0, 1, -1], [5, 5, 0])
    assert field.after() == [3, 2, 3]
    assert field.after(1) == [3, 2, 3]


def test_elsewhere_it_adds_up_to_the_capacity_and_what_is_above_it_stays() -> None:
    field = Field([1, 4, 9], [0, 1, 0], [5, 5, 7], only_empty=False)
    assert field.after() == [4, 5, 9]


def test_a_cell_that_was_small_holds_what_appears() -> None:
    field = Field([0], [1], [2])
    assert field.after() == [3] and field.capacity.tolist() == [3]


def test_a_first_resource_brings_its_kind_and_the_cap() -> None:
    field = Field([0] * 2000, [-1] * 2000, [0] * 2000, cap=8)
    assert set(field.after()) == {3} and set(field.capacity.tolist()) == {8}
    kinds = field.good.copy()
    assert (kinds == 0).mean() == pytest.approx(0.5, abs=0.04) and set(kinds.tolist()) == {0, 1}
    field.amount[:] = 0
    field.after(1)
    assert (field.good == kinds).all(), "a cell keeps its kind"


def test_the_rate_is_the_share_of_cells_in_a_tick() -> None:
    field = Field([0] * 20_000, [0] * 20_000, [3] * 20_000, rate=0.2)
    assert np.mean(field.after()) / 3 == pytest.approx(0.2, abs=0.01)
    assert [a > 0 for a in field.amount[:50]] == [rng.uniform(KEY, 0, c, 0) < 0.2 for c in range(50)]
    assert np.mean(field.after(1)) / 3 == pytest.approx(0.36, abs=0.015)


def test_a_rate_of_nothing_is_never() -> None:
    assert Field([0], [0], [3], rate=0.0).after() == [0]
