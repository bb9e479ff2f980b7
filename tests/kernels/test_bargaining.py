"""The block search against collect, sort, try; and rounding half up."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from catallax.kernels.bargaining import compensating_block
from catallax.testing import families
from tests.kernels.test_utility import arguments
from tests.reference import bargaining
from tests.reference.economy import Agent
from tests.reference.utility import FAMILIES


def trader(number: int, entry: dict, a: int, b: int, ask: float, bid: float) -> Agent:
    utility = FAMILIES[entry["type"]](**entry["params"])
    return Agent(
        number, (0, 0), (0, 0), 1, a, b, utility, False, ask, bid, 1.0, utility.u(a, b), (0.0, 0.0), {}, None, None, None, None, "idle"
    )


@given(families, families, st.tuples(*[st.integers(0, 30)] * 4), st.integers(1, 8), st.sampled_from([1e-12, 1e-3, 0.5]),
       st.sampled_from([1e-12, 0.05, 0.3, 1.0, 2.5]), st.sampled_from([1e-13, 0.2, 1.0, 7.3, 1e6, 1e19, 1e300]))  # fmt: skip
def test_equal_to_the_twin(buys: dict, sells: dict, held: tuple[int, ...], most: int, eps: float, ask: float, margin: float) -> None:
    bid = ask + margin
    assume(bid > ask)
    buyer, seller = trader(0, buys, held[0], held[1], ask, bid), trader(1, sells, held[2], held[3], ask, bid)
    found = compensating_block(
        ask, bid, most, eps, *arguments(buys["type"], buys["params"]), buyer.A, buyer.B, buyer.level,
        *arguments(sells["type"], sells["params"]), seller.A, seller.B, seller.level,
    )  # fmt: skip
    expected = bargaining.compensating_block(buyer, seller, most, eps)
    if expected is None:
        assert found[0] == 0
    else:
        assert found[:3] == expected
        quantity, payment, _ = expected
        assert found[3] == buyer.utility.u(buyer.A + quantity, buyer.B - payment) - buyer.level
        assert found[4] == seller.utility.u(seller.A - quantity, seller.B + payment) - seller.level


def test_payments_round_half_up() -> None:
    linear = arguments("linear", {"vA": 10.0, "vB": 1.0})
    giver = arguments("linear", {"vA": 0.01, "vB": 1.0})
    for price, payment in ((1.49, 1), (1.5, 2), (2.5, 3), (0.5, 1)):
        found = compensating_block(price, price + 1e-9, 1, 1e-12, *linear, 9, 99, 189.0, *giver, 9, 99, 99.09)
        assert found[1] == payment
