"""Payments against `decimal`, where the digits of a price decide and where they hardly do."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catallax.kernels import decimals
from catallax.kernels.jit import jit
from tests.reference.divisible import cost

PARTS = 10_000


@jit
def costs(price, quantity, parts, out):  # type: ignore[no-untyped-def]
    """Costs of quantities at prices.

    price    : float64[N]
    quantity : int64[N]
    parts    : int64
    out      : int64[N]   overwritten
    """
    for k in range(price.shape[0]):
        out[k] = decimals.cost(price[k], quantity[k], parts)
    return 0


def found(price: float, quantity: int, parts: int = PARTS) -> int:
    out = np.empty(1, np.int64)
    costs(np.array([price]), np.array([quantity]), parts, out)
    return int(out[0])


quantities = st.integers(1, 60) | st.integers(1, 3000)


@given(st.floats(1e-6, 1e9), quantities)
def test_a_cost_equals_its_twin(price: float, quantity: int) -> None:
    if price * quantity * PARTS < 2**51:
        assert found(price, quantity) == cost(price, quantity) * PARTS


@given(st.integers(0, 10**6), quantities, st.sampled_from([-1, 0, 1]))
def test_a_cost_near_a_tie_equals_its_twin(whole: int, quantity: int, beside: int) -> None:
    """The price is the float64 nearest to a tie, or the one before or after it."""
    price = (2 * whole + 1) / (2 * quantity * PARTS)
    price = np.nextafter(price, beside * math.inf) if beside else price
    if price >= 1e-6:
        assert found(float(price), quantity) == cost(float(price), quantity) * PARTS


@given(st.integers(1, 10**9), st.integers(0, 9), quantities)
def test_a_price_with_few_digits_is_what_it_says(digits: int, places: int, quantity: int) -> None:
    price = digits / 10**places
    if price >= 1e-6 and price * quantity * PARTS < 2**51:
        assert found(price, quantity) == cost(price, quantity) * PARTS


@given(st.floats(1e-3, 1e3), st.integers(1, 50), st.sampled_from([1, 10, 100, 10**6]))
def test_any_number_of_parts(price: float, quantity: int, parts: int) -> None:
    with localcontext() as context:
        context.prec = 60
        assert found(price, quantity, parts) == (Decimal(repr(price)) * quantity * parts).quantize(Decimal(1), rounding=ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("price", "quantity", "payment"),
    [
        (0.55635, 1, 5564),  # as a number below the tie, as it is written on it
        (0.00005, 1, 1),
        (0.00004999999999999999, 1, 0),
        (1.00005, 1, 10001),
        (2.5, 3, 75000),
        (35003 / 60000, 3, 17502),  # 0.5833833333333334 is above the tie, and so is what it costs
        (0.0, 7, 0),
    ],
)
def test_ties(price: float, quantity: int, payment: int) -> None:
    assert found(price, quantity) == payment == cost(price, quantity) * PARTS
