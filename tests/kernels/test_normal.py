"""Normal scores against the standard library, which has the same quantiles from another hand."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catallax.kernels import normal

shares = st.floats(2.0**-54, 1.0 - 2.0**-53)


@given(shares)
def test_quantiles_are_those_of_the_standard_library(share: float) -> None:
    assert normal.quantile(share) == pytest.approx(NormalDist().inv_cdf(share), rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("share", [2.0**-54, 1e-300, 1e-12, 0.075, 0.0750001, 0.5, 0.925, 0.9250001, 1.0 - 2.0**-53])
def test_the_pieces_meet_and_the_ends_are_finite(share: float) -> None:
    assert normal.quantile(share) == pytest.approx(NormalDist().inv_cdf(share), rel=1e-14, abs=1e-15)


@given(st.floats(-9, 9))
def test_the_share_below_a_score(z: float) -> None:
    assert normal.cdf(z) == pytest.approx(0.5 * math.erfc(-z / math.sqrt(2)), rel=1e-12)


@given(
    st.lists(shares, min_size=1, max_size=9), st.sampled_from([-math.inf, -3.0, -0.5, 0.0, 1.0, 4.0]), st.sampled_from([0.5, 3.0, math.inf])
)
def test_scores_rise_with_shares_and_stay_between_the_limits(drawn: list[float], low: float, width: float) -> None:
    found = np.empty(len(drawn))
    normal.fill_scores(low, low + width if math.isfinite(low) else width, np.sort(drawn), found)
    high = min(low + width if math.isfinite(low) else width, normal.REACH)
    assert (np.diff(found) >= 0).all() and (found >= max(low, -normal.REACH)).all() and (found <= high).all()


def test_shares_of_scores_are_the_shares() -> None:
    given_, scores, back = np.linspace(0.001, 0.999, 999), np.empty(999), np.empty(999)
    normal.fill_scores(-math.inf, math.inf, given_, scores)
    normal.fill_shares(scores, back)
    assert back == pytest.approx(given_, abs=1e-14)
    normal.fill_shares(np.array([-60.0, 60.0]), back[:2])
    assert 0.0 < back[0] < back[1] < 1.0


def test_powers_of_e() -> None:
    found = np.empty(3)
    normal.fill_exponentials(np.array([-800.0, 0.0, 1.0]), found)
    assert found.tolist() == [0.0, 1.0, math.e]
