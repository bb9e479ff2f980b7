"""No feasible allocation has a greater sum of utilities than the best one: random ones, scipy's, closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import optimize

import catallax as cx
from catallax.systems.economy.theory.best import BestStatus, find_best
from catallax.systems.economy.theory.efficiency import measure_efficiency
from catallax.systems.economy.theory.equilibrium import find_equilibrium
from catallax.systems.economy.theory.exchange import Exchange

from .people import bliss, ces, cobb, economies, linear, translog

TOLERANCE = 1e-7


def size(economy: Exchange) -> float:
    return 1.0 + float(np.abs(economy.utilities()).sum())


@given(economies(), st.booleans(), st.integers(0, 2**32))
def test_no_allocation_passes_the_bound(economy: Exchange, voluntary: bool, seed: int) -> None:
    best = find_best(economy, voluntary=voluntary)
    if best.status is BestStatus.UNKNOWN:
        assert best.bundles is None and math.isnan(best.total)
        return
    assert best.bundles is not None
    assert (best.bundles >= 0.0).all()
    assert np.allclose(best.bundles.sum(axis=0), economy.totals, rtol=1e-8, atol=1e-12)
    assert math.isclose(economy.utilities(best.bundles).sum(), best.total, rel_tol=1e-12, abs_tol=1e-12)
    assert best.total <= best.bound
    draw = np.random.default_rng(seed)
    owned, floor = economy.utilities(), size(economy)
    for k in range(40):
        shares = draw.dirichlet(np.full(len(economy), (0.1, 0.5, 2.0)[k % 3]), size=2).T
        mixed = (k / 40) * economy.goods + (1 - k / 40) * shares * economy.totals  # near the endowments too
        found = economy.utilities(mixed)
        if not voluntary or (found >= owned).all():
            assert found.sum() <= best.bound + TOLERANCE * max(floor, abs(best.bound))
            if best.status is BestStatus.EXACT:
                assert found.sum() <= best.total + TOLERANCE * max(floor, abs(best.total))
    if voluntary:
        assert (economy.utilities(best.bundles) >= owned - TOLERANCE * (1.0 + np.abs(owned))).all()
        assert best.total >= owned.sum() - TOLERANCE * floor
        assert best.bound <= find_best(economy).bound + TOLERANCE * max(floor, abs(best.bound))


@given(economies(least=2, most=4))
def test_equilibrium_is_among_what_everyone_could_agree_to(economy: Exchange) -> None:
    found = find_equilibrium(economy)
    best = find_best(economy, voluntary=True)
    assume(bool(found) and best.status is not BestStatus.UNKNOWN)
    assert economy.utilities(found.bundles).sum() <= best.bound + 1e-6 * size(economy)


@given(economies(st.one_of(st.builds(cobb, st.floats(0.2, 2.0), st.floats(0.2, 2.0)), st.builds(bliss, st.floats(5, 9), st.floats(5, 9))),
                 least=2, most=3), st.booleans())  # fmt: skip
def test_agrees_with_scipy(economy: Exchange, voluntary: bool) -> None:
    """scipy's sequential quadratic programming, from several starts, finds nothing better and mostly the same."""
    assume((economy.goods > 0.3).all())
    best = find_best(economy, voluntary=voluntary)
    assume(best.status is not BestStatus.UNKNOWN)
    n, owned = len(economy), economy.utilities()
    bundles = lambda x: np.maximum(x.reshape(n, 2), 1e-9)  # noqa: E731
    constraints = [{"type": "eq", "fun": lambda x: x.reshape(n, 2).sum(axis=0) - economy.totals}]
    if voluntary:
        constraints.append({"type": "ineq", "fun": lambda x: economy.utilities(bundles(x)) - owned})
    start = economy.goods.ravel()
    found = optimize.minimize(lambda x: -economy.utilities(bundles(x)).sum(), start, method="SLSQP", constraints=constraints,
                              bounds=[(1e-9, None)] * (2 * n), options={"maxiter": 300, "ftol": 1e-12})  # fmt: skip
    assume(found.success and np.abs(constraints[0]["fun"](found.x)).max() < 1e-7)
    assert -found.fun <= best.bound + 1e-5 * size(economy)
    if not voluntary:
        assert best.status is BestStatus.EXACT


def test_cobb_douglas_splits_by_weights() -> None:
    best = find_best(Exchange.among([cobb(1, 1), cobb(2, 1)], [[4, 2], [5, 7]]))
    assert best.status is BestStatus.EXACT
    assert best.bundles == pytest.approx(np.array([[3.0, 4.5], [6.0, 4.5]]), rel=1e-9)


def test_linear_goods_go_to_who_values_them_most() -> None:
    best = find_best(Exchange.among([linear(1, 1), linear(2, 0.5), linear(1.5, 0.9)], [[4, 2], [5, 7], [1, 1]]))
    assert (best.total, best.status) == (pytest.approx(30.0), BestStatus.EXACT)
    assert best.bundles == pytest.approx(np.array([[0, 10], [10, 0], [0, 0]]), abs=1e-9)


def test_voluntary_leaves_nobody_worse_off() -> None:
    """With constant returns the sum is greatest if one person has all; agreed to is only what makes both better off."""
    economy = Exchange.among([ces(-0.5, 0.6, 0.4), ces(0.5)], [[4, 2], [5, 7]])
    assert find_best(economy).bundles == pytest.approx(np.array([[0, 0], [9, 9]]), abs=1e-9)
    agreed = find_best(economy, voluntary=True)
    assert agreed.status is BestStatus.EXACT
    assert economy.utilities(agreed.bundles)[0] == pytest.approx(economy.utilities()[0], rel=1e-9)


def test_where_it_cannot_be_told_it_says_so() -> None:
    out = find_best(Exchange.among([translog(0.5, 0.5, aa=0.1), cobb(1, 1)], [[4, 2], [5, 7]]))
    assert out.status is BestStatus.UNKNOWN and out.bundles is None and math.isnan(out.bound)
    hollow = Exchange.among([bliss(5, 5, gamma=0.9)] * 3, [[4, 2], [5, 7], [1, 1]])
    best = find_best(hollow)
    assert best.status is BestStatus.BOUNDED and best.total < best.bound
    assert find_best(hollow, voluntary=True).status is BestStatus.UNKNOWN
    assert find_best(Exchange.among([], np.empty((0, 2)))).total == 0.0


def test_efficiency_is_the_share_of_the_gain() -> None:
    start = Exchange.among([linear(1, 2), linear(2, 1)], [[10, 0], [0, 10]])
    for moved, share in ((0.0, 0.0), (5.0, 0.5), (10.0, 1.0), (-0.0, 0.0)):
        now = Exchange(start.family, start.parameters, start.goods + moved * np.array([[-1, 1], [1, -1]]))
        found = measure_efficiency(now, start.goods)
        assert found.share == pytest.approx(share, abs=1e-12)
        assert (found.realised, found.potential) == (pytest.approx(share * 20), pytest.approx(20))
    swapped = Exchange(start.family, start.parameters, start.goods[::-1].copy())
    assert math.isnan(measure_efficiency(swapped, swapped.goods).share), "nothing to gain"
    worse = measure_efficiency(Exchange(start.family, start.parameters, np.array([[10.0, 5.0], [0.0, 5.0]])), start.goods)
    assert worse.share == pytest.approx(0.25)
    with pytest.raises(cx.EngineError, match="as there is now"):
        measure_efficiency(start, start.goods + 1)


@given(economies(least=2), st.integers(0, 2**32), st.booleans())
def test_efficiency_is_at_most_one(economy: Exchange, seed: int, voluntary: bool) -> None:
    shares = np.random.default_rng(seed).dirichlet(np.ones(len(economy)), size=2).T
    mixed = 0.5 * economy.goods + 0.5 * shares * economy.totals
    now = Exchange(economy.family, economy.parameters, mixed)
    found = measure_efficiency(now, economy.goods, voluntary=voluntary)
    if not voluntary or (now.utilities() >= economy.utilities()).all():
        assert math.isnan(found.share) or found.share <= 1.0 + 1e-6
