"""Demand is affordable, and nothing affordable is better: against a slow twin, first-order conditions, and known laws."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from catallax.kernels import demand as d
from catallax.kernels.demand import demand, standing
from catallax.kernels.demand.hicksian import cheapest
from catallax.kernels.demand.with_money import LINEAR_MONEY, LOG_MONEY, demand_with_money
from catallax.kernels.utility import marginal, utility
from catallax.testing import families
from tests.kernels.test_utility import arguments
from tests.reference.demand import best_on_line

price = st.floats(-3.0, 3.0).map(math.exp)
wealth = st.floats(0.5, 200.0)
amount = st.just(0.0) | st.floats(1e-6, 50.0)  # interpreted powers of denormal numbers overflow


def kernel_of(entry: dict) -> tuple[float, ...]:
    return arguments(entry["type"], entry["params"])


@given(families, price, price, wealth)
def test_affordable_and_as_good_as_the_twin(entry: dict, p_a: float, p_b: float, w: float) -> None:
    kernel = kernel_of(entry)
    assume(standing(*kernel, 10.0, 10.0) >= d.REGULAR)
    a, b, state = demand(*kernel, p_a, p_b, w)
    u = lambda x, y: utility(*kernel, x, y)  # noqa: E731
    if state == d.UNKNOWN:
        assert entry["type"] == "stone_geary"
        assert p_a * entry["params"]["gamma_A"] + p_b * entry["params"]["gamma_B"] > w * (1 - 1e-9)
        return
    assert a >= 0.0 and b >= 0.0 and p_a * a + p_b * b <= w * (1 + 1e-9)
    best = best_on_line(u, p_a, p_b, w)[2]
    assert u(a, b) >= best - 1e-9 * (1.0 + abs(best))
    if state == d.SPENT:
        assert math.isclose(p_a * a + p_b * b, w, rel_tol=1e-9)
    else:  # a bliss point: no step in any direction is better
        steps = [u(a * (1 + dx), b * (1 + dy)) for dx in (-1e-3, 0, 1e-3) for dy in (-1e-3, 0, 1e-3)]
        assert max(steps) <= u(a, b) + 1e-12 * (1.0 + abs(u(a, b)))


@given(families, price, wealth)
def test_first_order_conditions_or_a_corner(entry: dict, p: float, w: float) -> None:
    kernel = kernel_of(entry)
    assume(standing(*kernel, 10.0, 10.0) >= d.REGULAR and entry["type"] != "linear")
    a, b, state = demand(*kernel, p, 1.0, w)
    assume(state == d.SPENT)
    assume(entry["type"] != "stone_geary" or w - p * entry["params"]["gamma_A"] - entry["params"]["gamma_B"] > 1e-3)
    mu_a, mu_b = marginal(*kernel, a, b, 1e-12)
    scale = 1e-6 * max(abs(mu_a), abs(p * mu_b))
    if a > 0.0 and b > 0.0:
        assert abs(mu_a - p * mu_b) <= scale
    elif a == 0.0:
        assert mu_a <= p * mu_b + scale
    else:
        assert mu_a >= p * mu_b - scale


@given(families, price, price, wealth, st.floats(0.1, 10.0))
def test_no_money_illusion(entry: dict, p_a: float, p_b: float, w: float, k: float) -> None:
    kernel = kernel_of(entry)
    assume(standing(*kernel, 10.0, 10.0) >= d.REGULAR)
    one, other = demand(*kernel, p_a, p_b, w), demand(*kernel, k * p_a, k * p_b, k * w)
    if entry["type"] != "linear" or abs(entry["params"]["vA"] * p_b / (entry["params"]["vB"] * p_a) - 1) > 1e-9:
        assume(one[2] == other[2])  # at the very edge of what is affordable, rounding decides
        assert all(math.isclose(x, y, rel_tol=1e-7, abs_tol=1e-7 * w) for x, y in zip(one[:2], other[:2], strict=True))


@given(families, amount, amount, price, st.floats(1.001, 3.0))
def test_substitutes_buy_less_of_what_becomes_dearer(entry: dict, a: float, b: float, p: float, k: float) -> None:
    kernel = kernel_of(entry)
    assume(standing(*kernel, a, b) == d.SUBSTITUTES and a + b > 0.0)
    cheap = demand(*kernel, p, 1.0, p * a + b)
    dear = demand(*kernel, k * p, 1.0, k * p * a + b)
    assert dear[0] <= cheap[0] * (1 + 1e-9) + 1e-12
    assert dear[1] >= cheap[1] * (1 - 1e-9) - 1e-12


@pytest.mark.parametrize(
    ("entry", "endowment", "expected"),
    [
        ({"type": "ces", "params": {"rho": 2.0, "wA": 1.0, "wB": 1.0}}, (1, 1), d.IRREGULAR),
        ({"type": "ces", "params": {"rho": -1.0, "wA": 1.0, "wB": 1.0}}, (1, 1), d.REGULAR),
        ({"type": "ces", "params": {"rho": 0.5, "wA": 1.0, "wB": 1.0}}, (1, 1), d.SUBSTITUTES),
        ({"type": "quadratic", "params": {"A_star": 9.0, "B_star": 9.0, "sigma_A": 2.0, "sigma_B": 1.0, "gamma": 1.0}}, (1, 1), d.IRREGULAR),
        ({"type": "quadratic", "params": {"A_star": 9.0, "B_star": 9.0, "sigma_A": 2.0, "sigma_B": 1.0, "gamma": 0.9}}, (1, 1), d.REGULAR),
        ({"type": "stone_geary", "params": {"alpha_A": 1.0, "alpha_B": 1.0, "gamma_A": 2.0, "gamma_B": 2.0}}, (2, 1), d.HUNGRY),
        ({"type": "stone_geary", "params": {"alpha_A": 1.0, "alpha_B": 1.0, "gamma_A": 2.0, "gamma_B": 2.0}}, (3, 1), d.REGULAR),
        ({"type": "stone_geary", "params": {"alpha_A": 1.0, "alpha_B": 1.0, "gamma_A": 2.0, "gamma_B": 2.0}}, (3, 2), d.SUBSTITUTES),
        ({"type": "translog", "params": {"alpha_A": 0.5, "alpha_B": 0.5, "beta_AA": 0.1}}, (1, 1), d.IRREGULAR),
        ({"type": "translog", "params": {"alpha_A": 0.5, "alpha_B": 0.5, "beta_AA": -0.1, "beta_BB": -0.1, "beta_AB": -0.1}}, (1, 1), d.IRREGULAR),
        ({"type": "translog", "params": {"alpha_A": 0.5, "alpha_B": 0.5, "beta_AA": -0.1, "beta_BB": -0.1, "beta_AB": 0.1}}, (1, 1), d.REGULAR),
        ({"type": "translog", "params": {"alpha_A": 0.5, "alpha_B": 0.5, "beta_AA": -0.1, "beta_BB": -0.1, "beta_AB": 0.5}}, (1, 1), d.IRREGULAR),
        ({"type": "translog", "params": {"alpha_A": 0.5, "alpha_B": 0.5}}, (1, 1), d.SUBSTITUTES),
        ({"type": "ces", "params": {"rho": 2.0, "wA": 1.0, "wB": 1.0}}, (0, 0), d.SUBSTITUTES),
    ],
)  # fmt: skip
def test_standing(entry: dict, endowment: tuple[int, int], expected: int) -> None:
    assert standing(*kernel_of(entry), float(endowment[0]), float(endowment[1])) == expected


def test_known_demands() -> None:
    cobb = kernel_of({"type": "stone_geary", "params": {"alpha_A": 1.0, "alpha_B": 3.0}})
    assert demand(*cobb, 2.0, 1.0, 40.0) == (5.0, 30.0, d.SPENT)
    ces = kernel_of({"type": "ces", "params": {"rho": -1.0, "wA": 1.0, "wB": 1.0}})  # elasticity 1/2: a = w / (p + sqrt p)
    assert demand(*ces, 4.0, 1.0, 12.0)[0] == pytest.approx(2.0, rel=1e-14)
    linear = kernel_of({"type": "linear", "params": {"vA": 2.0, "vB": 1.0}})
    assert demand(*linear, 1.9, 1.0, 19.0) == (10.0, 0.0, d.SPENT)
    assert demand(*linear, 2.1, 1.0, 21.0) == (0.0, 21.0, d.SPENT)
    bliss = kernel_of({"type": "quadratic", "params": {"A_star": 3.0, "B_star": 4.0, "sigma_A": 1.0, "sigma_B": 1.0}})
    assert demand(*bliss, 1.0, 1.0, 7.5) == (3.0, 4.0, d.SATED)
    assert demand(*bliss, 1.0, 1.0, 5.0) == (2.0, 3.0, d.SPENT)
    assert demand(*bliss, 1.0, 1.0, 0.5) == (0.0, 0.5, d.SPENT)  # a corner: it would rather give A back
    bow = kernel_of({"type": "ces", "params": {"rho": 2.0, "wA": 4.0, "wB": 1.0}})
    assert demand(*bow, 1.9, 1.0, 19.0) == (10.0, 0.0, d.SPENT)
    assert demand(*bow, 2.1, 1.0, 21.0) == (0.0, 21.0, d.SPENT)


def test_needs_are_paid_for_before_money_is_kept() -> None:
    person = kernel_of({"type": "stone_geary", "params": {"alpha_A": 0.5, "alpha_B": 0.5, "gamma_A": 2.0, "gamma_B": 1.0}})
    assert demand_with_money(*person, 1.0, 1.0, 20.0, LINEAR_MONEY, 0.1, 0.0) == (7.0, 6.0, d.SPENT)  # 3 for needs, 10 beyond them


@given(families, price, price, amount, amount)
def test_hicksian_is_as_good_and_no_cheaper_bundle_is(entry: dict, p_a: float, p_b: float, a: float, b: float) -> None:
    kernel = kernel_of(entry)
    assume(standing(*kernel, a, b) >= d.REGULAR and a > 0.0 and b > 0.0)
    assume(demand(*kernel, p_a, p_b, p_a * a + p_b * b)[2] != d.UNKNOWN)
    needs = entry["params"]
    assume(a > needs.get("gamma_A", 0.0) and b > needs.get("gamma_B", 0.0))  # at subsistence utility is on its floor: less is as good
    level = utility(*kernel, a, b)
    x, y = cheapest(*kernel, p_a, p_b, a, b)
    cost, owned = p_a * x + p_b * y, p_a * a + p_b * b
    assert cost <= owned * (1 + 1e-9)
    assert utility(*kernel, x, y) >= level - 1e-9 * (1.0 + abs(level))
    if cost > 0.0 and demand(*kernel, p_a, p_b, cost)[2] == d.SPENT:  # nothing at all may be as good as too much
        less = best_on_line(lambda u, v: utility(*kernel, u, v), p_a, p_b, cost * (1 - 1e-6))[2]
        assert less <= level + 1e-9 * (1.0 + abs(level))


@settings(max_examples=30)
@given(families, price, price, wealth, st.floats(0.02, 3.0), st.sampled_from([LINEAR_MONEY, LOG_MONEY]), st.floats(0.0, 9.0))
def test_with_money_no_split_of_wealth_is_better(
    entry: dict, p_a: float, p_b: float, w: float, worth: float, form: int, shift: float
) -> None:
    kernel = kernel_of(entry)
    assume(standing(*kernel, 10.0, 10.0) >= d.REGULAR)
    a, b, state = demand_with_money(*kernel, p_a, p_b, w, form, worth, shift)
    assume(state != d.UNKNOWN)
    of_money = lambda m: worth * m if form == LINEAR_MONEY else worth * math.log(max(m + shift, 1e-12))  # noqa: E731
    kept = w - p_a * a - p_b * b
    assert a >= 0.0 and b >= 0.0 and kept >= -1e-9 * w
    found = utility(*kernel, a, b) + of_money(max(kept, 0.0))
    for k in range(201):
        x, y, how = demand(*kernel, p_a, p_b, w * k / 200)
        if how != d.UNKNOWN:
            other = utility(*kernel, x, y) + of_money(max(w - p_a * x - p_b * y, 0.0))
            assert other <= found + 1e-7 * (1.0 + abs(found))
