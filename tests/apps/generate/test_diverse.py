"""The most different of many: as the twin, at most twice as far apart as the best, and indifferent to units."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catallax.apps.generate.diverse import FEATURES, farthest_points, features_of, standardise
from catallax.apps.generate.outcome import COLUMNS
from catallax.engine.errors import EngineError
from tests.reference import farthest as reference

whole = st.integers(-4, 4).map(float)  # few numbers: ties are the rule, and squares are exact


@st.composite
def clouds(draw: st.DrawFn, most: int = 8) -> tuple[np.ndarray, int]:
    n, f = draw(st.integers(1, most)), draw(st.integers(1, 3))
    points = draw(st.lists(st.lists(whole, min_size=f, max_size=f), min_size=n, max_size=n))
    return np.array(points), draw(st.integers(1, n))


@given(clouds())
def test_it_is_the_twin(drawn: tuple[np.ndarray, int]) -> None:
    points, k = drawn
    scaled = points * len(points)  # so that the centre is a whole number too
    assert farthest_points(scaled, k) == reference.farthest_points(scaled.tolist(), k)


@given(clouds(7))
def test_no_choice_is_more_than_twice_as_good(drawn: tuple[np.ndarray, int]) -> None:
    points, k = drawn
    chosen = farthest_points(points, k)
    assert len(set(chosen)) == k
    assert reference.radius(points, chosen) <= 2 * reference.least_radius(points, k) + 1e-9


def test_corners_come_before_what_lies_between() -> None:
    points = np.array([[0.0, 0], [10, 0], [0, 10], [10, 10], [5, 5], [6, 5], [5, 4]])
    assert farthest_points(points, 5)[0] in (4, 5, 6) and set(farthest_points(points, 5)[1:]) == {0, 1, 2, 3}


def test_all_the_same_are_chosen_in_order() -> None:
    assert farthest_points(np.zeros((4, 2)), 3) == [0, 1, 2]
    for k in (0, 5):
        with pytest.raises(EngineError, match=r"a number from 1 to 4"):
            farthest_points(np.zeros((4, 2)), k)


@given(clouds(), st.floats(0.01, 1e6), st.floats(-1e3, 1e3))
def test_units_do_not_matter(drawn: tuple[np.ndarray, int], factor: float, shift: float) -> None:
    points, _ = drawn
    scores = standardise(points)
    varied = np.ptp(points, axis=0) > 0
    np.testing.assert_allclose(scores.mean(axis=0), 0.0, atol=1e-9)
    np.testing.assert_allclose(scores.std(axis=0), varied.astype(float), atol=1e-6)
    np.testing.assert_allclose(standardise(points * factor + shift), scores, atol=1e-6)


def test_what_is_not_defined_counts_as_the_mean() -> None:
    scores = standardise(np.array([[1.0, np.nan, 1e300], [3.0, np.nan, -1e300], [np.nan, np.inf, 0.0]]))
    assert scores[2, 0] == 0.0 and not scores[:, 1].any() and np.isfinite(scores).all()
    assert scores[0, 0] == pytest.approx(-1.0) and scores[1, 0] == pytest.approx(1.0)


def test_features_are_columns() -> None:
    assert set(FEATURES) <= set(COLUMNS)
    row = dict.fromkeys(COLUMNS, 1.0) | {"mrs_dispersion": None}
    features = features_of([row])
    assert np.isnan(features[0, FEATURES.index("mrs_dispersion")]) and np.isfinite(features).sum() == len(FEATURES) - 1
