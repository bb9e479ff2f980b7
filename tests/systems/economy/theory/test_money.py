"""Equilibrium with money against closed forms, and against what it means: nothing affordable is better, and all is given out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import catallax as cx
from catallax.systems.economy.theory.equilibrium import EquilibriumStatus, find_equilibrium
from catallax.systems.economy.theory.exchange import Exchange
from catallax.systems.economy.theory.money import find_money_equilibrium

from .people import bliss, ces, cobb, economies, linear, translog

FOUND = EquilibriumStatus.ONE_FOUND


@settings(phases=(Phase.explicit, Phase.generate))
@given(economies(least=2, most=4), st.sampled_from(["linear", "log"]), st.integers(0, 2**32))
def test_an_equilibrium_is_one(economy: Exchange, form: str, seed: int) -> None:
    draw = np.random.default_rng(seed)
    n = len(economy)
    money, worth, shift = draw.uniform(0, 60, n), draw.uniform(0.3, 3, n), draw.uniform(0, 5, n)
    found = find_money_equilibrium(economy, money, worth, form, shift)
    if not found:
        assert found.bundles is None and found.money is None and np.isnan(found.prices).all()
        return
    assert (found.prices > 0).all()
    assert np.allclose(found.bundles.sum(axis=0), economy.totals, rtol=1e-6)
    assert found.money.sum() == pytest.approx(money.sum(), rel=1e-5)
    assert (found.money >= 0).all()
    wealth = economy.goods @ found.prices + money
    of_money = lambda m: worth * m if form == "linear" else worth * np.log(np.maximum(m + shift, 1e-12))  # noqa: E731
    here = economy.utilities(found.bundles) + of_money(found.money)
    spread = wealth.max() + 1.0
    for k in range(60):
        shares = draw.dirichlet(np.ones(3) * (0.2, 1.0, 4.0)[k % 3], n)
        mine = np.column_stack([found.bundles * found.prices, found.money]) / np.maximum(wealth, 1e-12)[:, None]
        shares = shares if k % 2 else 0.97 * mine + 0.03 * shares  # near what they have, too
        bundles = shares[:, :2] * wealth[:, None] / found.prices
        other = economy.utilities(bundles) + of_money(shares[:, 2] * wealth)
        assert (other <= here + 1e-5 * (1.0 + np.abs(here)) * spread).all()


@given(st.lists(st.tuples(*[st.floats(0.2, 3.0)] * 3, *[st.floats(1.0, 9.0)] * 2), min_size=1, max_size=6))
def test_logarithmic_goods_and_linear_money_have_a_closed_form(rows: list[tuple[float, ...]]) -> None:
    """With money enough each buys alpha / (lambda p) beyond subsistence: p = sum(alpha / lambda) / all beyond subsistence."""
    alpha_a, alpha_b, worth, a, b = np.array(rows).T
    economy = Exchange.among([cobb(x, y, 0.5, 0.25) for x, y, *_ in rows], np.column_stack([a, b]))
    found = find_money_equilibrium(economy, 1e4, worth)
    expected = [(alpha_a / worth).sum() / (a - 0.5).sum(), (alpha_b / worth).sum() / (b - 0.25).sum()]
    assert found.prices == pytest.approx(expected, rel=1e-9)


def test_without_money_it_is_the_equilibrium_of_two_goods() -> None:
    economy = Exchange.among([cobb(4, 2), cobb(2, 5)], [[8, 2], [2, 8]])
    found = find_money_equilibrium(economy, 1e-6, 1e-9)  # worth next to nothing, so all of it is spent
    assert found.prices[0] / found.prices[1] == pytest.approx(find_equilibrium(economy).price, rel=1e-6)


def test_who_has_too_little_money_bids_with_all_of_it() -> None:
    found = find_money_equilibrium(Exchange.among([linear(1, 1), linear(3, 1)], [[8, 2], [2, 8]]), 5)
    assert found.prices == pytest.approx([1.625, 1.0], rel=1e-9)  # 2 x 1.625 + 8 + 5 pays for 10 A
    assert found.bundles == pytest.approx(np.array([[0, 10], [10, 0]]), abs=1e-6)
    rich = find_money_equilibrium(Exchange.among([linear(1, 1), linear(3, 1)], [[8, 2], [2, 8]]), [5, 50])
    assert rich.prices == pytest.approx([3.0, 1.0], rel=1e-9)


@pytest.mark.parametrize(
    ("people", "goods", "status"),
    [
        ([bliss(4, 4), bliss(3, 3)], [[8, 2], [2, 8]], EquilibriumStatus.NONE_FOUND),
        ([ces(1.5), cobb(1, 1)], [[8, 2], [2, 8]], EquilibriumStatus.IRREGULAR),
        ([cobb(1, 1, 9, 9), cobb(1, 1)], [[8, 2], [2, 8]], EquilibriumStatus.SUBSISTENCE),
        ([cobb(1, 1), cobb(1, 1)], [[8, 0], [2, 0]], EquilibriumStatus.NO_MARKET),
        ([bliss(9, 9), cobb(1, 1)], [[8, 2], [2, 8]], FOUND),
        ([translog(0.5, 0.5, -0.05, -0.04, 0.02), ces(-1)], [[8, 2], [2, 8]], FOUND),
    ],
)
def test_status(people: list, goods: list, status: EquilibriumStatus) -> None:
    found = find_money_equilibrium(Exchange.among(people, goods), 20, 1.0, "log")
    assert found.status is status and bool(found) == (status is FOUND)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1,), "money: got -1"),
        (([1, 2, 3],), "one number, or 1"),
        ((1, 0.0), "lambda_money: got 0.0"),
        ((1, 1, "cubic"), "form: got 'cubic'"),
        ((1, 1, "log", float("nan")), "shift: got nan"),
    ],
)
def test_bad_money(arguments: tuple, message: str) -> None:
    with pytest.raises(cx.EngineError, match=message):
        find_money_equilibrium(Exchange.among([cobb(1, 1)], [[1, 1]]), *arguments)
