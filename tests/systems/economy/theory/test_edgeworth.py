"""The Edgeworth box: the core is efficient and agreed to by both, equilibrium is in it, and solutions are where they are defined."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

import catallax as cx
from catallax.apps.analytics.edgeworth_picture import draw_edgeworth
from catallax.systems.economy.theory.edgeworth import EdgeworthBox, edgeworth_box
from catallax.systems.economy.theory.exchange import Exchange
from catallax.testing import families

from .people import bliss, ces, cobb, linear, translog

amount = st.floats(0.5, 20.0)


@st.composite
def boxes(draw: st.DrawFn) -> EdgeworthBox:
    people = draw(st.tuples(families, families))
    goods = draw(st.tuples(st.tuples(amount, amount), st.tuples(amount, amount)))
    economy = Exchange.among(people, goods)
    try:
        return edgeworth_box(economy, points=9)
    except cx.EngineError:
        assume(False)
        raise


def gains(box: EdgeworthBox, point: tuple[float, float]) -> np.ndarray:
    return np.array(box.utilities(point)) - box.economy.utilities()


@settings(max_examples=25, phases=(Phase.explicit, Phase.reuse, Phase.generate))  # a box takes a second: no shrinking
@given(boxes(), st.integers(0, 2**32))
def test_the_core_is_efficient_and_neither_loses(box: EdgeworthBox, seed: int) -> None:
    owned, totals = box.economy.utilities(), box.economy.totals
    scale = 1.0 + np.abs(box.core_utilities).max() + np.abs(owned).max()
    assert (box.core_utilities >= owned - 1e-6 * scale).all()
    assert (box.core >= 0.0).all() and (box.core <= totals * (1 + 1e-12)).all()
    draw = np.random.default_rng(seed)
    anywhere = draw.uniform(0, 1, (300, 2)) * totals
    nearby = (box.core[draw.integers(0, len(box.core), 300)] + draw.normal(0, 0.01, (300, 2)) * totals).clip(0, totals)
    for point in np.concatenate([anywhere, nearby]):
        first, second = box.utilities(tuple(point))
        better_for_both = (first > box.core_utilities[:, 0] + 1e-5 * scale) & (second > box.core_utilities[:, 1] + 1e-5 * scale)
        assert not better_for_both.any()


@settings(max_examples=25, phases=(Phase.explicit, Phase.reuse, Phase.generate))  # a box takes a second: no shrinking
@given(boxes())
def test_solutions_and_equilibrium_are_in_the_core(box: EdgeworthBox) -> None:
    scale = 1.0 + np.abs(box.core_utilities).max()
    points = [box.nash, box.kalai_smorodinsky]
    if box.equilibrium.bundles is not None:
        points.append(tuple(box.equilibrium.bundles[0]))
    for point in points:
        first, second = box.utilities(point)
        assert (gains(box, point) >= -1e-5 * scale).all()
        assert not ((first < box.core_utilities[:, 0] - 1e-5 * scale) & (second < box.core_utilities[:, 1] - 1e-5 * scale)).any()
    product = np.prod(box.core_utilities - box.economy.utilities(), axis=1)
    assert np.prod(gains(box, box.nash)) >= product.max() - 1e-5 * max(1.0, abs(product).max())


def test_two_like_mirror_images_meet_in_the_middle() -> None:
    """Cobb-Douglas, mirror images: by symmetry every solution gives each the same, at price 1."""
    box = edgeworth_box(Exchange.among([cobb(1, 2), cobb(2, 1)], [[8, 2], [2, 8]]))
    for point in (box.nash, box.kalai_smorodinsky, tuple(box.equilibrium.bundles[0])):
        assert point == pytest.approx((10 / 3, 20 / 3), rel=1e-5)
    assert box.equilibrium.price == pytest.approx(1.0)
    assert box.endowment == (8.0, 2.0)


def test_the_contract_curve_of_equal_homothetic_tastes_is_the_diagonal() -> None:
    box = edgeworth_box(Exchange.among([ces(-1, 0.7, 0.3), ces(-1, 0.7, 0.3)], [[30, 5], [10, 25]]), points=21)
    assert box.contract[:, 1] / 30 == pytest.approx(box.contract[:, 0] / 40, abs=1e-6)
    assert box.contract[0] == pytest.approx([0, 0], abs=1e-6) and box.contract[-1] == pytest.approx([40, 30], abs=1e-6)


def test_solutions_with_transferable_utility() -> None:
    """Two linear people with equal tastes for B: all A to the one who likes it, and B moves the gain one to one: split equally."""
    box = edgeworth_box(Exchange.among([linear(1, 1), linear(3, 1)], [[4, 20], [4, 20]]))
    for point in (box.nash, box.kalai_smorodinsky):
        assert point == pytest.approx((0.0, 28.0), abs=1e-4)  # the gain is 4 x (3 - 1) = 8: 4 for each
    assert box.core[0] == pytest.approx((0.0, 24.0), abs=1e-5) and box.core[-1] == pytest.approx((0.0, 32.0), abs=1e-5)


def test_nash_and_kalai_smorodinsky_differ_where_the_most_differs() -> None:
    box = edgeworth_box(Exchange.among([ces(0.5, 1, 1), cobb(30, 30)], [[16, 1], [1, 16]]), points=41)
    owned = box.economy.utilities()
    most = box.core_utilities.max(axis=0) - owned
    shares = gains(box, box.kalai_smorodinsky) / most
    assert shares[0] == pytest.approx(shares[1], rel=1e-6)
    assert abs(box.nash[0] - box.kalai_smorodinsky[0]) > 0.01  # far more than either is known to


def test_nothing_to_gain_leaves_the_endowment() -> None:
    box = edgeworth_box(Exchange.among([linear(1, 1), linear(3, 1)], [[0, 12], [10, 0]]))
    assert box.core.tolist() == [[0.0, 12.0]]
    assert box.nash == box.kalai_smorodinsky == box.endowment == (0.0, 12.0)


@pytest.mark.parametrize(
    ("people", "goods", "message"),
    [
        ([cobb(1, 1)], [[1, 1]], "got 1 people; needs 2"),
        ([cobb(1, 1), cobb(1, 1)], [[1, 0], [1, 0]], "some of both goods"),
        ([cobb(1, 1, 2, 0), cobb(1, 1)], [[1, 1], [5, 5]], "somebody below subsistence"),
        ([cobb(1, 1), translog(0.5, 0.5, aa=0.2)], [[1, 1], [1, 1]], "preferences that are not convex"),
    ],
)
def test_what_has_no_box(people: list, goods: list, message: str) -> None:
    with pytest.raises(cx.EngineError, match=message):
        edgeworth_box(Exchange.among(people, goods))


def test_picture(tmp_path) -> None:
    for k, people in enumerate(([ces(-1, 0.7, 0.3), ces(-1, 0.3, 0.7)], [bliss(5, 5), bliss(4, 6)])):
        box = edgeworth_box(Exchange.among(people, [[8, 2], [2, 8]]), points=11)
        assert draw_edgeworth(box, tmp_path / f"{k}.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(cx.EngineError, match=r"needs one of \.png"):
        draw_edgeworth(box, tmp_path / "a.docx")
    assert math.isnan(box.equilibrium.price)
