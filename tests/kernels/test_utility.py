"""Utilities against their twins, to the last bit, and the laws and numbers that define them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catallax.components.economy import FAMILIES, PARAMETERS
from catallax.kernels.utility import marginal, prices, utility
from catallax.testing import families
from tests.reference.utility import FAMILIES as TWINS

EPS = 1e-12
units = st.integers(0, 12) | st.integers(0, 500)  # nothing, and bliss points, often


def arguments(kind: str, params: dict[str, float]) -> tuple[float, ...]:
    values = [params.get(name, 0.0) for name in PARAMETERS[kind]]
    return (FAMILIES.index(kind), *values, *[0.0] * (6 - len(values)))


def bounds(*bundle: float) -> tuple[float, float]:
    low, high, _ = prices(*bundle)
    return low, high


def mrs(*bundle: float) -> float:
    return prices(*bundle)[2]


def equal(found: object, expected: object) -> bool:
    return bool(np.array_equal(np.array(found, float), np.array(expected, float), equal_nan=True))


@given(families, units, units, st.sampled_from([1e-12, 1e-3]))
def test_equal_to_the_twin_to_the_last_bit(entry: dict, a: int, b: int, eps: float) -> None:
    kernel, twin = arguments(entry["type"], entry["params"]), TWINS[entry["type"]](**entry["params"])
    assert equal(utility(*kernel, float(a), float(b)), twin.u(a, b))
    assert equal(marginal(*kernel, float(a), float(b), eps), twin.mu(a, b, eps))
    assert equal(prices(*kernel, float(a), float(b), eps), (*twin.bounds(a, b, eps), twin.mrs(a, b, eps)))


@given(st.sampled_from([-2.0, -0.5, 0.4, 0.9]), st.integers(1, 200), st.integers(1, 200), st.sampled_from([2.0, 5.0]))
def test_ces_is_homogeneous_of_degree_one(rho: float, a: int, b: int, k: float) -> None:
    kernel = arguments("ces", {"rho": rho, "wA": 0.6, "wB": 0.4})
    assert math.isclose(utility(*kernel, k * a, k * b), k * utility(*kernel, float(a), float(b)), rel_tol=1e-9)


@given(families, st.integers(3, 200), st.integers(3, 200))
def test_marginal_utilities_are_derivatives(entry: dict, a: int, b: int) -> None:
    kernel, h = arguments(entry["type"], entry["params"]), 1e-5
    slope = (utility(*kernel, a + h, float(b)) - utility(*kernel, a - h, float(b))) / (2 * h)
    scale = 1.0 + abs(utility(*kernel, float(a), float(b)))
    assert math.isclose(marginal(*kernel, float(a), float(b), EPS)[0], slope, rel_tol=1e-4, abs_tol=1e-9 * scale / h)


def test_ces_edges() -> None:
    needy = arguments("ces", {"rho": -0.5, "wA": 1.0, "wB": 1.0})
    assert [utility(*needy, *x) for x in ((0.0, 0.0), (10.0, 0.0), (0.0, 10.0))] == [0.0, 0.0, 0.0]
    assert marginal(*needy, 0.0, 5.0, EPS) == (0.0, 0.0)
    assert marginal(*needy, 0.0, 0.0, EPS) == (1.0, 1.0)
    for eps in (1e-12, 1e-9, 1e-6):
        low, high = bounds(*needy, 0.0, 0.0, eps)
        assert low == high and 0.0 < low < math.inf
    assert bounds(*needy, 3.0, 4.0, 1e-12) == bounds(*needy, 3.0, 4.0, 1e-6)


def test_linear_numbers() -> None:
    kernel = arguments("linear", {"vA": 2.0, "vB": 3.0})
    assert utility(*kernel, 10.0, 0.0) == 20.0
    assert utility(*kernel, 0.0, 10.0) == 30.0
    assert utility(*kernel, 10.0, 10.0) == 50.0
    assert mrs(*kernel, 1.0, 1.0, EPS) == 2.0 / 3.0


def test_quadratic_bliss() -> None:
    kernel = arguments("quadratic", {"A_star": 10.0, "B_star": 10.0, "sigma_A": 5.0, "sigma_B": 5.0})
    assert utility(*kernel, 10.0, 10.0) == 0.0
    assert math.isnan(mrs(*kernel, 10.0, 10.0, EPS))
    assert bounds(*kernel, 12.0, 12.0, EPS) == bounds(*kernel, 10.0, 10.0, EPS) == (math.inf, 0.0)
    assert bounds(*kernel, 12.0, 5.0, EPS) == bounds(*kernel, 10.0, 5.0, EPS) == (EPS, EPS)
    assert bounds(*kernel, 5.0, 12.0, EPS) == bounds(*kernel, 5.0, 10.0, EPS) == (1e6, 1e6)


def test_translog_is_capped_and_nests_cobb_douglas() -> None:
    huge = arguments("translog", {"alpha_0": 800.0, "alpha_A": 0.5, "alpha_B": 0.5})
    assert utility(*huge, 10.0, 10.0) == math.exp(700.0)
    plain = arguments("translog", {"alpha_A": 0.6, "alpha_B": 0.4})
    assert math.isclose(utility(*plain, 8.0, 27.0), 8**0.6 * 27**0.4, rel_tol=1e-12)
    assert math.isclose(mrs(*plain, 8.0, 27.0, EPS), 0.6 * 27 / (0.4 * 8), rel_tol=1e-12)


def test_stone_geary_subsistence() -> None:
    kernel = arguments("stone_geary", {"alpha_A": 0.6, "alpha_B": 0.4, "gamma_A": 5.0, "gamma_B": 3.0})
    assert utility(*kernel, 5.0, 3.0) < -20.0
    assert bounds(*kernel, 5.0, 3.0, EPS) == (1.0, 1.0)
    assert bounds(*kernel, 5.0, 9.0, EPS) == bounds(*kernel, 9.0, 3.0, EPS) == (1e6, 1e6)
    assert mrs(*kernel, 6.0, 20.0, EPS) > 10 * mrs(*kernel, 20.0, 20.0, EPS)


@pytest.mark.parametrize("x", [0.1, -4.64, 3.3000000000000003, 41.7, 95.97, -310.03])
def test_squares_are_those_of_the_c_library(x: float) -> None:
    from catallax.kernels.utility.square import square

    assert square(x) == x**2
