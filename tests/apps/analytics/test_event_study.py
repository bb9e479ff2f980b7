"""Event studies against averages written out; commands as events; windows that do not fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import catallax as cx

from .recorded import Recorded

LENGTH = 12


def made_up(values: list[float]) -> Recorded:
    return Recorded(len(values) - 1, ticks={"tick": np.arange(-1, len(values) - 1), "y": values, "mode": ["both"] * len(values)})


VALUES = st.lists(st.floats(-100, 100), min_size=LENGTH, max_size=LENGTH)


@given(st.lists(VALUES, min_size=1, max_size=3), st.sets(st.integers(3, 7), min_size=1))
def test_change_is_what_is_above_the_level_before(series: list[list[float]], events: set[int]) -> None:
    found = cx.analytics.event_study([made_up(values) for values in series], "y", sorted(events), before=3, after=2)
    assert found.offset.tolist() == [-3, -2, -1, 0, 1, 2] and set(found.events) == {len(series) * len(events)}
    at = lambda values, tick: values[tick + 1]  # noqa: E731  the first is that of tick -1
    total = 0.0
    for row in found.itertuples():
        levels = [at(v, e + row.offset) for v in series for e in events]
        changes = [at(v, e + row.offset) - sum(at(v, e - k) for k in (1, 2, 3)) / 3 for v in series for e in events]
        assert row.mean == pytest.approx(sum(levels) / len(levels), abs=1e-9)
        assert row.change == pytest.approx(sum(changes) / len(changes), abs=1e-9)
        total += row.change * (row.offset >= 0)
        assert row.cumulative == pytest.approx(total, abs=1e-9)
        if len(changes) > 1:
            assert row.low - 1e-9 <= row.change <= row.high + 1e-9
        else:
            assert np.isnan(row.low) and np.isnan(row.high)


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_a_step_is_found_whole_and_a_level_is_nothing(level: float, step: float) -> None:
    run = made_up([level] * 7 + [level + step] * 5)
    found = cx.analytics.event_study(run, "y", 6, before=4, after=3)
    np.testing.assert_allclose(found.change, [0] * 4 + [step] * 4, atol=1e-9)
    assert found.cumulative.iloc[-1] == pytest.approx(4 * step, abs=1e-9)


def test_functions_and_commands(tmp_path: Path) -> None:
    def tax(world: cx.World) -> None:
        if world.tick == 0:
            world.commands.register("tax", lambda world, w: None)
            for tick, kind in ((4, "tax"), (7, "tax"), (7, "tax")):
                world.commands.push(cx.Command(tick, kind))

    run = cx.run("desert", ticks=12, record="summary", out=tmp_path / "r", progress=tax)
    assert cx.analytics.command_ticks(run) == cx.analytics.command_ticks(run, "tax") == [4, 7]
    assert cx.analytics.command_ticks(run, "subsidy") == []
    total = lambda run: run.frame("ticks").set_index("tick")["total_A"]  # noqa: E731
    found = cx.analytics.event_study(run, total, cx.analytics.command_ticks, before=2, after=3)
    assert found.equals(cx.analytics.event_study([run], "total_A", [4, 7], before=2, after=3))
    assert isinstance(found, pd.DataFrame) and (found.events == 2).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"at": 2, "before": 5}, "tick 2, with 5 ticks before it and 10 after it; needs the series at all of them; it has none at tick -3"),
        ({"at": 6, "before": 2, "after": 9}, "none at tick 11"),
        ({"at": []}, "got no events"),
        ({"at": -1}, "at: got -1"),
        ({"at": 5, "before": 0}, "before: got 0"),
        ({"at": 5, "after": -1}, "after: got -1"),
        ({"at": 5, "of": "mode"}, "a column of numbers of `ticks`: y"),
        ({"at": lambda run: cx.analytics.command_ticks(run)}, "a run in memory; needs a run folder"),
    ],
)
def test_what_cannot_be_studied(options: dict, message: str) -> None:
    with pytest.raises(cx.EngineError, match=message):
        cx.analytics.event_study(made_up([1.0] * LENGTH), **{"of": "y", **options})
