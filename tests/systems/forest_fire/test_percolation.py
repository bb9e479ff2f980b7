"""Without growth and lightning, the fire is site percolation; its threshold on the square lattice is known.

Source  Newman & Ziff 2000, Phys. Rev. Lett. 85, 4104: p_c = 0.59274621 for sites of the square lattice.
"""

from __future__ import annotations

import numpy as np
import pytest

import catallax as cx

THRESHOLD = 0.59274621
SIDE = 64
FORESTS = 150
TICKS = 700  # the longest fire of these took 400


def crossing_probability(density: float, **changes: object) -> float:
    """Return the share of forests in which fire from the left edge reaches the right one."""
    scenario = cx.load_scenario("forest_fire", changes={"density": density, "grid.width": SIDE, "grid.height": SIDE, **changes})
    runs = cx.run_many([scenario] * FORESTS, seeds=range(FORESTS), ticks=TICKS, record="none", threads=1)
    assert sum(run.summary["burning"] for run in runs) == 0, "every fire is out"
    return float(np.mean([run.summary["crossed"] for run in runs]))


def test_fire_crosses_above_the_threshold_and_not_below() -> None:
    """The side is finite, so the step is not quite sharp: it is about 64 ** -0.75 = 0.04 wide."""
    assert crossing_probability(0.55) < 0.1
    assert 0.35 < crossing_probability(0.593) < 0.65
    assert crossing_probability(0.63) > 0.85


def test_half_of_the_forests_are_crossed_at_the_threshold() -> None:
    """On a square, crossing has probability 1/2 at the threshold, as near as the size allows.

    150 forests give the probability to 0.041 (one standard error); it rises by about 0.14 for each 0.01 of density
    here, so 0.008 is nearly three standard errors.
    """
    below, above = 0.58, 0.605
    low, high = crossing_probability(below), crossing_probability(above)
    assert low < 0.5 < high
    estimate = below + (above - below) * (0.5 - low) / (high - low)
    assert estimate == pytest.approx(THRESHOLD, abs=0.008)


def test_diagonals_let_fire_through_far_below() -> None:
    """With eight neighbours the threshold is 1 - 0.5927 = 0.4073: paths of trees match walls of gaps (Sykes & Essam 1964)."""
    assert crossing_probability(0.45, neighbourhood="moore") > 0.9
    assert crossing_probability(0.36, neighbourhood="moore") < 0.1
