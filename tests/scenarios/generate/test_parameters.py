"""The default mode's draws: distributed as asked, each from a stream of its own, weights that sum to one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import catallax as cx
from catallax.scenarios.generate.parameters import Draws, draw_mix, from_pieces, whole_weights
from catallax.scenarios.generate.ranges import read_ranges

FAMILIES = ["ces", "linear", "quadratic", "translog", "stone_geary"]
HOLDINGS = (15.0, 60.0)
SAMPLE = 600


def drawn(family: str, name: str) -> list[float]:
    """Return a parameter from many seeds."""
    mixes = (draw_mix(Draws(seed), [(family, 1.0)], HOLDINGS, read_ranges(None)) for seed in range(SAMPLE))
    return [mix[0]["params"][name] for mix in mixes]


@pytest.mark.parametrize(
    ("family", "name", "low", "high"),
    [
        ("ces", "wA", 0.3, 0.7), ("linear", "vA", 0.5, 3.0), ("linear", "vB", 0.5, 3.0), ("quadratic", "A_star", 18.0, 48.0),
        ("quadratic", "B_star", 18.0, 48.0), ("quadratic", "gamma", 0.0, 0.2), ("translog", "alpha_A", 0.4, 0.6),
        ("translog", "beta_AA", -0.1, -0.02), ("translog", "beta_AB", -0.03, 0.03), ("stone_geary", "alpha_A", 0.4, 0.6),
    ],
)  # fmt: skip
def test_parameters_are_uniform_where_they_should_be(family: str, name: str, low: float, high: float) -> None:
    assert stats.kstest(drawn(family, name), stats.uniform(low, high - low).cdf).pvalue > 1e-3


def test_rho_is_uniform_on_both_sides_of_zero_and_never_near_it() -> None:
    values = np.array(drawn("ces", "rho"))
    assert np.all((values <= -0.01) | (values >= 0.01)) and values.min() >= -1.0 and values.max() <= 0.79
    shares = np.where(values < 0, values + 1.0, values + 0.98) / (0.99 + 0.78)  # without the gap
    assert stats.kstest(shares, "uniform").pvalue > 1e-3


def test_widths_are_a_share_of_bliss_points() -> None:
    stars, widths = np.array(drawn("quadratic", "A_star")), np.array(drawn("quadratic", "sigma_A"))
    assert stats.kstest(widths / stars, stats.uniform(0.4, 0.4).cdf).pvalue > 1e-3
    assert abs(stats.pearsonr(widths / stars, stars).statistic) < 0.12, "the share does not depend on the point"


def test_goods_are_uniform_whole_numbers() -> None:
    held = np.array([cx.generate("x", preset="minimal", agents=500, seed=seed).values["initial_inventories"]["A"] for seed in range(4)])
    counts = np.bincount(held.ravel(), minlength=51)[10:]
    assert held.min() == 10 and held.max() == 50
    assert stats.chisquare(counts).pvalue > 1e-3


def test_different_draws_are_independent() -> None:
    made = cx.generate("x", preset="minimal", agents=2000, seed=1).values["initial_inventories"]
    assert abs(stats.pearsonr(made["A"], made["B"]).statistic) < 0.07
    assert abs(stats.pearsonr(made["A"][1:], made["A"][:-1]).statistic) < 0.07
    assert abs(stats.pearsonr(drawn("linear", "vA"), drawn("linear", "vB")).statistic) < 0.12


def test_an_agent_or_a_utility_more_changes_no_other() -> None:
    few, many = (cx.generate("x", preset="standard", agents=n, seed=5).values for n in (10, 25))
    assert many["initial_inventories"]["A"][:10] == few["initial_inventories"]["A"]
    assert few["utilities"] == many["utilities"]
    one = cx.generate("x", preset="standard", utilities="linear,ces", seed=5).values["utilities"]["mix"]
    same = {entry["type"]: entry["params"] for entry in few["utilities"]["mix"]}
    assert all(entry["params"] == same[entry["type"]] for entry in one)
    twice = cx.generate("x", preset="standard", utilities="ces,ces", seed=5).values["utilities"]["mix"]
    assert twice[0]["params"] == same["ces"] != twice[1]["params"]


@given(st.lists(st.floats(0.0, 1e6), min_size=1, max_size=9).filter(lambda weights: math.fsum(weights) > 0))
def test_weights_sum_to_one_exactly(weights: list[float]) -> None:
    parts = whole_weights(weights)
    assert sum(parts) == 1.0 and all(part >= 0.0 for part in parts)
    total = math.fsum(weights)
    assert all(abs(part - weight / total) <= 1e-5 for part, weight in zip(parts, weights, strict=True))


def test_weights_that_sum_to_one_stay_as_they_are() -> None:
    assert whole_weights([0.6, 0.4]) == [0.6, 0.4]
    assert whole_weights([1, 1, 1]) == [0.333334, 0.333333, 0.333333]
    assert whole_weights([3, 1]) == [0.75, 0.25]


def test_weights_are_met_in_expectation() -> None:
    made = cx.generate("x", preset="minimal", agents=4000, utilities="ces:0.6,linear:0.3,quadratic:0.1", seed=2)
    with cx.build(made) as world:
        from catallax.components.economy import Preferences

        counts = np.bincount(world.tables["agents"].read(Preferences).family, minlength=3)[:3]
    assert stats.chisquare(counts, 4000 * np.array([0.6, 0.3, 0.1])).pvalue > 1e-3


@given(st.floats(0.0, 1.0, exclude_max=True), st.lists(st.tuples(st.floats(-9, 9), st.floats(0, 5)), min_size=1, max_size=4))
def test_what_is_drawn_lies_in_a_range(at: float, spans: list[tuple[float, float]]) -> None:
    pieces = [(low, low + length) for low, length in spans]
    value = from_pieces(at, pieces)
    assert any(low <= value <= high for low, high in pieces)


def test_many_agents_have_a_distribution_in_place_of_a_list() -> None:
    made = cx.generate("x", preset="minimal", agents=10_001, grid=200, seed=1)
    assert made.values["initial_inventories"] == {"A": {"uniform": [10, 50]}, "B": {"uniform": [10, 50]}}
    listed: Any = cx.generate("x", preset="minimal", agents=10_000, grid=200, seed=1).values["initial_inventories"]["A"]
    assert len(listed) == 10_000
