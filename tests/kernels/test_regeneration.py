"""Regrowth: the number sequences that define it (economy.md sections 5 and 10)."""

from __future__ import annotations

import numpy as np
import pytest

from catallax.kernels.regeneration import regrow


class Patch:
    """One cell, which is in no zone; there may be one elsewhere, where growth is fast. Harvest, regrow, look."""

    def __init__(self, amount: int, capacity: int, growth: int = 1, rest: int = 5, zones: int = 0) -> None:
        self.amount, self.capacity = np.array([amount], np.int32), np.array([capacity], np.int32)
        self.growth, self.rest = np.array([growth], np.int32), np.array([rest], np.int32)
        self.harvested = np.array([-1], np.int32)
        self.zone_growth, self.zone_rest = np.full(zones, 9, np.int32), np.zeros(zones, np.int32)

    def harvest(self, tick: int, units: int = 1) -> None:
        self.amount -= units
        self.harvested[:] = tick

    def after(self, tick: int) -> int:
        zone_offsets, nowhere = np.array([0, len(self.zone_growth)]), np.array([-1], np.int8)
        regrow(
            np.array([[0, 0, 1]]), zone_offsets, np.array([tick]), self.growth, self.rest, self.zone_growth, self.zone_rest, nowhere,
            self.harvested, self.capacity, self.amount,
        )  # fmt: skip
        return int(self.amount[0])


def test_a_partial_harvest_rests_five_ticks_then_grows() -> None:
    patch = Patch(3, 3)
    patch.harvest(10)
    assert [patch.after(t) for t in range(10, 16)] == [2, 2, 2, 2, 2, 3]


def test_from_nothing_it_grows_every_tick_once_it_has_rested() -> None:
    patch = Patch(3, 3)
    patch.harvest(10, 3)
    assert [patch.after(t) for t in range(14, 19)] == [0, 1, 2, 3, 3]


def test_growth_stops_at_the_cap() -> None:
    patch = Patch(3, 3, growth=2)
    patch.harvest(0, 3)
    assert [patch.after(t) for t in (5, 6, 7)] == [2, 3, 3]


def test_a_harvest_during_regrowth_rests_again() -> None:
    patch = Patch(5, 5)
    patch.harvest(1)
    assert [patch.after(t) for t in range(2, 7)] == [4, 4, 4, 4, 5]
    patch.harvest(7)
    assert [patch.after(t) for t in range(8, 13)] == [4, 4, 4, 4, 5]


def test_harvest_at_7_of_a_growing_cell_blocks_8_and_grows_at_12() -> None:
    patch = Patch(5, 5)
    patch.harvest(0, 5)
    assert [patch.after(t) for t in (5, 6)] == [1, 2]
    patch.harvest(7)
    assert [patch.after(t) for t in (8, 11, 12)] == [1, 1, 2]


@pytest.mark.parametrize("zones", [0, 1])
@pytest.mark.parametrize("growth", [0, -1])
def test_growth_of_nothing_is_never(growth: int, zones: int) -> None:
    patch = Patch(3, 3, growth=growth, zones=zones)
    patch.harvest(0)
    assert patch.after(100) == 2


def test_a_cell_never_harvested_does_not_grow() -> None:
    assert Patch(1, 5).after(100) == 1


def test_rest_of_nothing_grows_in_the_tick_of_the_harvest() -> None:
    patch = Patch(3, 3, rest=0)
    patch.harvest(4)
    assert patch.after(4) == 3


def test_more_than_the_cap_stays() -> None:
    patch = Patch(6, 4)
    patch.harvest(0)
    assert patch.after(50) == 5
