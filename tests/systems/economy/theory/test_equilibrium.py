"""Equilibrium against closed forms, against scipy, and against what it means: affordable, best, and all goods given out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import optimize

import catallax as cx
from catallax.kernels.clearing import survey
from catallax.kernels.utility import utility
from catallax.systems.economy.theory.equilibrium import EquilibriumStatus, find_equilibrium
from catallax.systems.economy.theory.exchange import Exchange
from catallax.testing import families

from .people import bliss, ces, cobb, economies, linear, translog

regular = st.one_of(
    st.builds(ces, st.sampled_from([-3.0, -0.5, 0.4, 0.9]), st.floats(0.2, 3.0), st.floats(0.2, 3.0)),
    st.builds(cobb, st.floats(0.1, 2.0), st.floats(0.1, 2.0)),
    st.builds(translog, st.floats(0.3, 0.7), st.floats(0.3, 0.7), st.just(-0.05), st.just(-0.04), st.sampled_from([0.02, -0.03, 0.0])),
)


def utility_of(economy: Exchange, i: int, a: float, b: float) -> float:
    return utility(economy.family[i], *economy.parameters[i], float(a), float(b))


@given(economies())
def test_an_equilibrium_is_one(economy: Exchange) -> None:
    """All goods are given out, everyone can afford what they get, and nothing that they can afford is better."""
    found = find_equilibrium(economy)
    if not found:
        assert found.bundles is None and math.isnan(found.price) and not len(found.prices)
        return
    assert found.bundles is not None
    totals = economy.totals
    assert np.allclose(found.bundles.sum(axis=0), totals, rtol=1e-9, atol=1e-9 * totals.max())
    low, high = found.interval
    price = found.price if not math.isnan(found.price) else math.sqrt(max(low, 1e-6) * min(high, 1e6))
    value = np.array([price, 1.0])
    wealth, cost = economy.goods @ value, found.bundles @ value
    assert (cost <= wealth + 1e-7 * wealth.max()).all()
    here = economy.utilities(found.bundles)
    for i in range(len(economy)):
        shares = np.concatenate([np.linspace(0.0, 1.0, 101), (found.bundles[i, 0] * price / max(cost[i], 1e-300)).clip(0, 1, None)[None]])
        best = max(utility_of(economy, i, s * wealth[i] / price, (1 - s) * wealth[i]) for s in shares)
        if wealth[i] > 0.0:
            assert here[i] >= best - 1e-6 * (1.0 + abs(best))


@given(economies(families, least=2))
def test_nobody_loses_and_nothing_better_exists_for_all(economy: Exchange) -> None:
    found = find_equilibrium(economy)
    assume(bool(found))
    before, after = economy.utilities(), economy.utilities(found.bundles)
    assert (after >= before - 1e-7 * (1.0 + np.abs(before))).all()


@given(st.lists(st.tuples(st.floats(0.05, 3.0), st.floats(0.05, 3.0), st.floats(0.1, 40.0), st.floats(0.1, 40.0)), min_size=1, max_size=8))
def test_cobb_douglas_has_a_closed_form(rows: list[tuple[float, ...]]) -> None:
    """p = sum(share of A spent x B owned) / sum(share of B spent x A owned); in both of its forms."""
    alpha_a, alpha_b, a, b = np.array(rows).T
    share = alpha_a / (alpha_a + alpha_b)
    price = (share * b).sum() / ((1 - share) * a).sum()
    for kind in (cobb, translog):
        found = find_equilibrium(Exchange.among([kind(x, y) for x, y, *_ in rows], np.column_stack([a, b])))
        if found.status is EquilibriumStatus.NO_TRADE:  # everyone happens to own what they want
            assert found.interval[0] <= price * (1 + 1e-9) and price <= found.interval[1] * (1 + 1e-9)
        else:
            assert found.status is EquilibriumStatus.UNIQUE
            assert found.price == pytest.approx(price, rel=1e-10)


@given(st.sampled_from([-9.0, -2.0, -0.5, 0.3, 0.8]), st.floats(0.1, 5.0), st.floats(0.1, 5.0), economies(least=2))
def test_equal_ces_tastes_have_a_closed_form(rho: float, w_a: float, w_b: float, economy: Exchange) -> None:
    """With the same homothetic tastes the price is the rate of substitution at the totals, whoever owns what."""
    a, b = economy.totals
    assume(a > 0.1 and b > 0.1)
    found = find_equilibrium(Exchange.among([ces(rho, w_a, w_b)] * len(economy), economy.goods))
    price = w_a / w_b * (a / b) ** (rho - 1.0)
    value = price * a / b  # of all A, in all B: where one is worth little, rounding of the other matters more
    assume(1e-7 < value < 1e7)
    if found.status is EquilibriumStatus.NO_TRADE:
        assert found.interval[0] <= price * (1 + 1e-6) and price <= found.interval[1] * (1 + 1e-6)
    else:
        assert found.price == pytest.approx(price, rel=1e-12 * (100.0 + value + 1.0 / value))
        assert found.status is (EquilibriumStatus.UNIQUE if rho > 0 else EquilibriumStatus.ONE_FOUND)


@given(economies(regular, least=2, most=3))
def test_agrees_with_scipy(economy: Exchange) -> None:
    """scipy maximises each utility along the budget line and finds the root, knowing no demand function of ours."""
    a, b = economy.totals
    assume(a > 0.5 and b > 0.5 and (economy.goods.sum(axis=1) > 0.1).all())
    found = find_equilibrium(economy)
    assert found.status in (EquilibriumStatus.UNIQUE, EquilibriumStatus.ONE_FOUND, EquilibriumStatus.NO_TRADE, EquilibriumStatus.SEVERAL)
    assume(not math.isnan(found.price) and 1e-4 < found.price < 1e4)

    def excess(log_price: float) -> float:
        price, wanted = math.exp(log_price), -a
        for i in range(len(economy)):
            wealth = price * economy.goods[i, 0] + economy.goods[i, 1]
            of_odds = lambda t: (wealth / price / (1 + math.exp(-t)), wealth / (1 + math.exp(t)))  # noqa: B023, E731
            best = optimize.minimize_scalar(
                lambda t: -utility_of(economy, i, *of_odds(t)), bounds=(-25.0, 25.0), method="bounded", options={"xatol": 1e-10}  # noqa: B023
            )  # fmt: skip
            wanted += of_odds(best.x)[0]
        return wanted

    step = 0.2
    around = [math.log(p) for p in found.prices]
    for x in around:
        left, right = excess(x - step), excess(x + step)
        if left * right < 0.0:  # roots may be closer to each other than the step
            root = optimize.brentq(excess, x - step, x + step, xtol=1e-10)
            assert min(abs(root - y) for y in around) < 1e-5


def test_linear_people_are_rationed() -> None:
    """Only what one of them is left with clears the market: at the rate at which that one takes either good."""
    found = find_equilibrium(Exchange.among([linear(1, 1), linear(3, 1)], [[10, 0], [0, 4]]))
    assert found.status is EquilibriumStatus.UNIQUE
    assert found.price == pytest.approx(1.0, rel=1e-12)
    assert found.bundles == pytest.approx(np.array([[6.0, 4.0], [4.0, 0.0]]), abs=1e-9)
    between = find_equilibrium(Exchange.among([linear(1, 1), linear(3, 1)], [[10, 0], [0, 12]]))
    assert between.price == pytest.approx(1.2, rel=1e-12)
    assert between.bundles == pytest.approx(np.array([[0.0, 12.0], [10.0, 0.0]]), abs=1e-9)


def test_endowments_that_are_an_equilibrium_have_an_interval_of_prices() -> None:
    found = find_equilibrium(Exchange.among([linear(1, 1), linear(3, 1)], [[0, 12], [10, 0]]))
    assert found.status is EquilibriumStatus.NO_TRADE
    assert found.interval == pytest.approx((1.0, 3.0), rel=1e-9)
    assert math.isnan(found.price)
    alone = find_equilibrium(Exchange.among([linear(2, 1)], [[3, 5]]))
    assert alone.interval == pytest.approx((2.0, 2.0), rel=1e-9) or alone.price == pytest.approx(2.0)


def test_prices_are_tried_at_which_everyone_can_pay_for_subsistence() -> None:
    needs = Exchange.among([cobb(1, 1, 3, 1), cobb(1, 1, 2, 1), cobb(1, 1, 1, 3)], [[1, 5], [1, 2], [9, 1]])
    _, low, high = survey(needs.family, needs.parameters, needs.goods)
    assert (low, high) == (0.25, 1.0)  # the third lacks 2 B and has 8 A to spare; the second lacks 1 A and has 1 B


def test_several_equilibria_are_told() -> None:
    """Two people who like nearly only what they own, and hardly substitute: three equilibria, mirror images around 1.

    Source  Toda & Walsh 2017, "Edgeworth box economies with multiple equilibria", Econ. Theory Bull. 5: 65-80, section 2.
    """
    found = find_equilibrium(Exchange.among([ces(-4.0, 10.0, 0.1), ces(-4.0, 0.1, 10.0)], [[1, 0], [0, 1]]))
    assert found.status is EquilibriumStatus.SEVERAL
    assert len(found.prices) == 3
    assert found.prices[1] == pytest.approx(1.0, rel=1e-12)
    assert found.prices[0] * found.prices[2] == pytest.approx(1.0, rel=1e-9)


@pytest.mark.parametrize(
    ("people", "goods", "status"),
    [
        ([bliss(5, 5), bliss(5, 5)], [[9, 0], [2, 9]], EquilibriumStatus.SATED),
        ([bliss(5, 5), bliss(4, 4)], [[50, 40], [60, 70]], EquilibriumStatus.SATED),
        ([bliss(5, 5), bliss(5, 5)], [[4, 0], [1, 6]], EquilibriumStatus.ONE_FOUND),
        ([bliss(5, 5, gamma=0.5), cobb(1, 1)], [[4, 0], [1, 6]], EquilibriumStatus.IRREGULAR),
        ([translog(0.5, 0.5, aa=0.1), cobb(1, 1)], [[4, 0], [1, 6]], EquilibriumStatus.IRREGULAR),
        ([ces(1.5), cobb(1, 1)], [[4, 0], [1, 6]], EquilibriumStatus.IRREGULAR),
        ([translog(0.1, 0.1, -0.1, -0.1)] * 2, [[4, 2], [5, 7]], EquilibriumStatus.IRREGULAR),
        ([cobb(1, 1, 2, 2), cobb(1, 1)], [[1, 1], [9, 9]], EquilibriumStatus.SUBSISTENCE),
        ([cobb(1, 1, 2, 2), cobb(1, 1, 2, 2)], [[9, 1.9], [1.9, 9]], EquilibriumStatus.ONE_FOUND),
        ([cobb(1, 1), cobb(1, 1)], [[4, 0], [6, 0]], EquilibriumStatus.NO_MARKET),
        ([], np.empty((0, 2)), EquilibriumStatus.NO_MARKET),
    ],
)
def test_status(people: list, goods: object, status: EquilibriumStatus) -> None:
    found = find_equilibrium(Exchange.among(people, goods))
    assert found.status is status
    assert bool(found) == (status is EquilibriumStatus.ONE_FOUND)


def test_the_economy_of_a_world() -> None:
    with cx.build("two_traders") as world:
        economy = Exchange.of(world)
        assert economy.goods.tolist() == [[38, 8], [6, 34]]
        found = find_equilibrium(economy)
        assert found.price == pytest.approx((44 / 42) ** (0.4 - 1.0), rel=1e-9)
        with pytest.raises(cx.EngineError, match="got world 1"):
            Exchange.of(world, 1)
    with cx.build("forest_fire") as world, pytest.raises(cx.EngineError, match="without preferences"):
        Exchange.of(world)


def test_an_economy_by_hand_is_checked() -> None:
    with pytest.raises(cx.EngineError, match="got 'cobb'; needs a type: ces"):
        Exchange.among([{"type": "cobb"}], [[1, 1]])
    with pytest.raises(cx.EngineError, match="rho, wA, wB for ces"):
        Exchange.among([{"type": "ces", "params": {"rho": 0.5}}], [[1, 1]])
    with pytest.raises(cx.EngineError, match="rho, wA, wB for ces"):
        Exchange.among([{"type": "ces", "params": {"rho": 0.5, "wA": 1.0, "wB": 1.0, "wC": 1.0}}], [[1, 1]])
    with pytest.raises(cx.EngineError, match="amounts >= 0"):
        Exchange.among([ces(0.5)], [[-1, 1]])
    with pytest.raises(cx.EngineError, match="for 1 people"):
        Exchange.among([ces(0.5)], [[1, 1], [2, 2]])
