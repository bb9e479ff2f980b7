"""Distributions drawn from streams: Kolmogorov-Smirnov distance from the closed form, with fixed seeds."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catallax.kernels import normal as scores
from catallax.systems.generation import quantiles
from catallax.systems.generation.draws import draw_shares
from catallax.systems.generation.population import draw_dirichlet

N = 20_000
CRITICAL = 1.95 / math.sqrt(N)  # exceeded once in a thousand samples
PHI = NormalDist().cdf
PINNED_PARTS = [0.9108843133725177, 0.08911568662748223]
PINNED_VALUES = [11.0, 12.0, 19.0, 12.0, 23.0]


def distance(values: Any, cdf: Callable[[float], float]) -> float:
    """Kolmogorov-Smirnov distance, also where values repeat: it is taken at the values and just below them."""
    found, counts = np.unique(np.asarray(values), return_counts=True)
    upto = np.cumsum(counts) / len(values)
    at = np.array([cdf(float(v)) for v in found])
    below = np.array([cdf(float(np.nextafter(v, -np.inf))) for v in found])
    return float(max(np.abs(upto - at).max(), np.abs(upto - counts / len(values) - below).max()))


def within(z: float, low: float, high: float) -> float:
    """The share below z of a standard normal distribution that is cut off."""
    return (PHI(min(max(z, low), high)) - PHI(low)) / (PHI(high) - PHI(low))


def shares(stream: str = "test", seed: int = 5) -> np.ndarray[Any, Any]:
    return draw_shares(seed, stream, N)


CASES: dict[str, tuple[Any, Callable[[float], float]]] = {
    "uniform": (quantiles.uniform(shares(), 2.0, 6.0, False), lambda x: min(max((x - 2) / 4, 0), 1)),
    "whole uniform": (quantiles.uniform(shares(), -1, 3, True), lambda x: min(max((math.floor(x) + 2) / 5, 0), 1)),
    "normal": (quantiles.normal(shares(), 10, 3, -math.inf, math.inf, False), lambda x: PHI((x - 10) / 3)),
    "cut normal": (quantiles.normal(shares(), 10, 3, 12, 14, False), lambda x: within((x - 10) / 3, 2 / 3, 4 / 3)),
    "far tail": (quantiles.normal(shares(), 0, 1, 4.5, math.inf, False), lambda x: 1 - PHI(-x) / PHI(-4.5) if x > 4.5 else 0),
    "whole normal": (quantiles.normal(shares(), 3, 2, 0, 9, True), lambda x: within((math.floor(x) + 0.5 - 3) / 2, -1.75, 3.25)),
    "lognormal": (quantiles.lognormal(shares(), 1.0, 0.5, 0, math.inf, False), lambda x: PHI((math.log(x) - 1) / 0.5)),
    "cut lognormal": (quantiles.lognormal(shares(), 1.0, 0.5, 0, math.e, False), lambda x: within((math.log(x) - 1) / 0.5, -math.inf, 0)),
    "choice": (quantiles.choice(shares(), [7, 1], [0.25, 0.75]), lambda x: 0.75 * (x >= 1) + 0.25 * (x >= 7)),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_values_follow_the_closed_form(case: str) -> None:
    values, cdf = CASES[case]
    assert distance(values, cdf) < CRITICAL


def test_the_distance_notices_another_distribution() -> None:
    values, _ = CASES["normal"]
    assert distance(values, lambda x: PHI((x - 10.3) / 3)) > CRITICAL


@given(st.floats(0, 1, exclude_max=True), st.integers(-5, 5), st.integers(0, 9), st.floats(-20, 20), st.floats(0.01, 9))
def test_whole_values_are_whole_and_between_the_limits(share: float, low: int, width: int, mean: float, sd: float) -> None:
    assume(PHI((low + width + 0.5 - mean) / sd) - PHI((low - 0.5 - mean) / sd) > 1e-6)  # a file that asks for less is refused
    one = np.array([share])
    for value in (quantiles.uniform(one, low, low + width, True)[0], quantiles.normal(one, mean, sd, low, low + width, True)[0]):
        assert value == math.floor(value) and low <= value <= low + width


def test_half_is_rounded_up() -> None:
    assert quantiles.normal(np.array([0.5]), 2.5, 1e-9, -9, 9, True).tolist() == [3.0]


@pytest.mark.parametrize("correlation", [-1.0, -0.8, 0.0, 0.5, 1.0])
def test_a_copula_correlates_scores_and_leaves_the_second_uniform(correlation: float) -> None:
    first, second = shares("initial A"), shares("initial B")
    joint = quantiles.correlate(first, second, correlation)
    assert distance(joint, lambda x: x) < CRITICAL
    x, y = np.empty(N), np.empty(N)
    scores.fill_scores(-np.inf, np.inf, first, x)
    scores.fill_scores(-np.inf, np.inf, joint, y)
    assert np.corrcoef(x, y)[0, 1] == pytest.approx(correlation, abs=0.015)


@pytest.mark.parametrize(
    ("concentrations", "cdf"),
    [
        ([1.0, 1.0], lambda x: x),
        ([0.5, 0.5], lambda x: 2 / math.pi * math.asin(math.sqrt(x))),
        ([2.0, 1.0], lambda x: x**2),
        ([1.0, 1.5, 0.5], lambda x: 1 - (1 - x) ** 2),  # the first of three: beta(1, 2)
        ([0.0, 3.0, 1.0], lambda x: float(x >= 0)),
    ],
)
def test_a_part_of_a_dirichlet_distribution_is_beta(concentrations: list[float], cdf: Callable[[float], float]) -> None:
    drawn = [draw_dirichlet(seed, concentrations) for seed in range(4000)]
    assert all(math.isclose(math.fsum(parts), 1.0) for parts in drawn)
    assert distance([parts[0] for parts in drawn], cdf) < 1.95 / math.sqrt(4000)


def test_a_small_concentration_gives_all_to_one_and_no_nan() -> None:
    parts = np.array([draw_dirichlet(seed, [1e-4, 1e-4, 1e-4]) for seed in range(200)])
    assert np.isfinite(parts).all() and (parts.max(axis=1) > 0.999).mean() > 0.95


def test_one_part_more_keeps_the_proportions_of_the_others() -> None:
    two, three = draw_dirichlet(4, [2.0, 3.0]), draw_dirichlet(4, [2.0, 3.0, 1.0])
    assert two[0] / two[1] == pytest.approx(three[0] / three[1])


def test_draws_are_pinned() -> None:
    """A change here is a change of results."""
    assert draw_dirichlet(3, [2.0, 0.5]) == pytest.approx(PINNED_PARTS, rel=1e-12)
    found = quantiles.lognormal(draw_shares(3, "initial A", 5), 3.0, 0.5, 0, 100, True)
    assert found.tolist() == PINNED_VALUES
