"""How fast time goes, and how numbers over time become a line."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catallax.apps.watch.keys import KEYS, bottom_line
from catallax.apps.watch.pace import SPEEDS, UNHURRIED, Pace
from catallax.apps.watch.sparklines import BLOCKS, Course, sparkline


@given(st.sampled_from([s for s in SPEEDS if s <= 20]), st.integers(1, 400))
def test_ticks_come_as_fast_as_was_asked_for(speed: float, pictures: int) -> None:
    pace = Pace(speed)
    pace.begin(100.0)
    ticks = sum(pace.due(100.0 + k / 20) for k in range(pictures))
    assert abs(ticks - (1 + (pictures - 1) / 20 * speed)) <= 0.5 + 1e-6


def test_who_falls_behind_does_not_catch_up() -> None:
    pace = Pace(20.0)
    pace.begin(0.0)
    assert pace.due(0.0) == 1
    assert pace.due(60.0) == 2
    assert pace.due(60.05) == 1


def test_faster_ends_at_as_fast_as_it_can_and_slower_at_the_slowest() -> None:
    pace = Pace(10.0)
    for _ in SPEEDS:
        pace.faster()
    assert (pace.speed, str(pace), pace.due(0.0)) == (math.inf, "as fast as it can", UNHURRIED)
    for _ in range(2 * len(SPEEDS)):
        pace.slower()
    assert pace.speed == SPEEDS[0] and str(pace) == "0.5/s"
    pace.faster()
    assert pace.speed == SPEEDS[1]


def test_a_line_has_its_lowest_and_highest_block_where_they_belong() -> None:
    assert sparkline(np.arange(8.0), 8) == BLOCKS
    assert sparkline(np.array([0.0, np.nan, 7.0]), 8) == "▁ █"
    assert sparkline(np.zeros(3), 8) == "▁▁▁"
    assert sparkline(np.array([5.0, 5.0]), 8) == "██"
    assert sparkline(np.array([5.0, 5.0]), 8, from_zero=False) == "▅▅"
    assert sparkline(np.array([-1.0, 0.0]), 8) == "▁█"
    assert sparkline(np.full(4, np.nan), 3) == "   "
    assert sparkline(np.zeros(0), 5) == sparkline(np.ones(3), 0) == ""


@given(st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(math.nan)), min_size=1, max_size=60), st.integers(1, 30))
def test_a_line_is_as_long_as_there_is_room_for(values: list[float], width: int) -> None:
    line = sparkline(np.array(values), width)
    assert len(line) == min(len(values), width)
    assert set(line) <= set(BLOCKS + " ")
    parts = [
        values[a:b] for a, b in zip(*(np.arange(len(line) + 1)[k : len(line) + k] * len(values) // len(line) for k in (0, 1)), strict=True)
    ]
    assert [block == " " for block in line] == [all(math.isnan(v) for v in part) for part in parts]


def test_a_tick_is_noted_once_and_what_was_unknown_may_become_known() -> None:
    course = Course(["a", "b"], 5)
    course.note(5, {"a": 1.0, "b": math.nan})
    course.note(600, {"a": 3.0, "b": 4.0})
    course.note(5, {"a": 9.0, "b": 2.0})
    found = course.until(600)
    assert len(found["a"]) == 596 and found["a"][0] == 1.0 and found["b"][0] == 2.0 and found["a"][-1] == 3.0
    assert np.isnan(found["a"][1:-1]).all()
    assert list(course.until(5)["a"]) == [1.0]


@pytest.mark.parametrize("width", range(1, 140, 7))
def test_the_bottom_line_fits_and_keeps_help_and_quit(width: int) -> None:
    line = bottom_line(width)
    assert sum(len(key) + len(word) + 3 for key, word in line) - 2 <= max(width, 6)
    assert line[-1] == ("q", "quit") and (width < 20 or ("?", "help") in line)


def test_no_key_does_two_things() -> None:
    names = [name for key in KEYS for name in key.keys.split(",")]
    assert len(names) == len(set(names))
