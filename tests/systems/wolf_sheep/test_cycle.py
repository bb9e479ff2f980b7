"""The predator-prey cycle, and what the shipped scenario says of itself.

Source  Lotka 1925, Elements of Physical Biology, and Volterra 1926, Nature 118: 558-560: predators follow their prey, with
        a lag between none and half a period; Wilensky 1997, NetLogo Wolf Sheep Predation model: with grass, both survive.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import catallax as cx

SETTLED = 200  # ticks
LONGEST = 150  # ticks: more than half a period


def lag(sheep: NDArray[np.int64], wolves: NDArray[np.int64]) -> tuple[int, float]:
    """Return the lag at which wolves correlate best with earlier sheep (positive: wolves come later), and how well."""
    s, w = (series - series.mean() for series in (sheep, wolves))
    norm = np.sqrt((s @ s) * (w @ w))
    after = [(s[: len(s) - k] @ w[k:]) / norm for k in range(LONGEST)]
    before = [(w[: len(w) - k] @ s[k:]) / norm for k in range(LONGEST)]
    correlation = np.array([*before[:0:-1], *after])
    return int(np.argmax(correlation)) - (LONGEST - 1), float(correlation.max())


def period(series: NDArray[np.int64]) -> int:
    """Return the lag of the highest peak of the autocorrelation after it has first been negative."""
    s = series - series.mean()
    autocorrelation = np.correlate(s, s, "full")[len(s) - 1 :]
    first = int(np.argmax(autocorrelation < 0))
    return first + int(np.argmax(autocorrelation[first : len(s) // 2]))


def test_wolves_follow_sheep_round_and_round_and_both_survive() -> None:
    for run in cx.run_many(["wolf_sheep"] * 6, seeds=range(6), ticks=1800, record="ticks", threads=1):
        ticks = run.columns("ticks")
        sheep, wolves = ticks["n_sheep"][SETTLED:], ticks["n_wolves"][SETTLED:]
        assert sheep.min() > 0 and wolves.min() > 0
        assert sheep.max() > 2 * sheep.min() and wolves.max() > 2 * wolves.min(), "they swing"
        behind, strength = lag(sheep, wolves)
        length = period(sheep)
        assert 150 < length < 350
        assert 0.1 * length < behind < 0.5 * length, "the wolves' peaks come after the sheep's"
        assert strength > 0.6


def test_where_grass_takes_long_wolves_die_out() -> None:
    scenario = cx.load_scenario("wolf_sheep", changes={"grass.regrowth_ticks": 60})
    for run in cx.run_many([scenario] * 4, seeds=range(4), record="none"):
        assert run.summary["wolves"] == 0 and run.summary["sheep"] > 100
