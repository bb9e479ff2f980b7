"""The frontier of the Edgeworth box against its twin: a grid of the whole box."""

from __future__ import annotations

import math

import numpy as np
import pytest

from catallax.kernels.edgeworth import SCAN, best_with, frontier
from catallax.kernels.utility import utility
from tests.kernels.test_utility import arguments

CES = {"type": "ces", "params": {"rho": -1.0, "wA": 0.7, "wB": 0.3}}
LINEAR = {"type": "linear", "params": {"vA": 1.0, "vB": 2.0}}
BLISS = {"type": "quadratic", "params": {"A_star": 5.0, "B_star": 4.0, "sigma_A": 3.0, "sigma_B": 2.0, "gamma": 0.1}}
COBB = {"type": "stone_geary", "params": {"alpha_A": 1.0, "alpha_B": 2.0}}
GRID = 41


def best_on_grid(first: tuple, second: tuple, store: np.ndarray, level: float) -> float:
    """The best for the second person among the points of a grid at which the first has the level."""
    best = -math.inf
    for a in np.linspace(0.0, store[0], GRID):
        for b in np.linspace(0.0, store[1], GRID):
            if utility(*first, a, b) >= level:
                best = max(best, utility(*second, store[0] - a, store[1] - b))
    return best


@pytest.mark.parametrize(("one", "other"), [(CES, COBB), (LINEAR, CES), (BLISS, COBB), (CES, BLISS), (LINEAR, LINEAR), (BLISS, BLISS)])
def test_nothing_on_a_grid_is_better_and_something_is_nearly_as_good(one: dict, other: dict) -> None:
    kernels = [arguments(entry["type"], entry["params"]) for entry in (one, other)]
    store = np.array([10.0, 8.0])
    families, parameters = np.array([k[0] for k in kernels], np.int8), np.array([k[1:] for k in kernels])
    middle = [utility(*kernels[0], *(store * share)) for share in (0.2, 0.4)]
    levels = np.array([*middle, 1e9])
    bundles, utilities = np.empty((3, 2)), np.empty((3, 2))
    assert frontier(families, parameters, store, levels, bundles, utilities) == 0
    assert utilities[2, 1] == -math.inf, "out of reach"
    for k in range(2):
        expected = best_on_grid(kernels[0], kernels[1], store, levels[k])
        assert utilities[k, 1] >= expected - 1e-7 * (1.0 + abs(expected))
        assert utilities[k, 0] >= levels[k] - 1e-9 * (1.0 + abs(levels[k]))
        assert utilities[k, 1] == utility(*kernels[1], *(store - bundles[k]))
        assert utilities[k, 1] <= expected + 0.12 * (1.0 + abs(expected)), "a grid point is near"


@pytest.mark.parametrize(("one", "other"), [(CES, COBB), (COBB, CES), (BLISS, COBB), (CES, BLISS)])
def test_the_best_is_sought_between_the_points_of_the_scan(one: dict, other: dict) -> None:
    kernels = [arguments(entry["type"], entry["params"]) for entry in (one, other)]
    store, families, parameters = np.array([10.0, 8.0]), np.array([k[0] for k in kernels], np.int8), np.array([k[1:] for k in kernels])
    levels = np.array([utility(*kernels[0], *(store * share)) for share in (0.2, 0.31)])
    bundles, utilities = np.empty((2, 2)), np.empty((2, 2))
    frontier(families, parameters, store, levels, bundles, utilities)
    for k in range(2):
        around = bundles[k, 0] + store[0] / SCAN * np.linspace(-1.0, 1.0, 201)
        others = [best_with(families, parameters, store, levels[k], a)[1] for a in around if 0.0 <= a <= store[0]]
        assert max(others) <= utilities[k, 1] + 1e-9 * (1.0 + abs(utilities[k, 1]))
