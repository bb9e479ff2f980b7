"""The block search against collect, sort, try; and rounding half up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catallax.kernels.blocks import Side, first_block, improves, largest_block
from catallax.kernels.money import LOG, NONE
from catallax.testing import families
from tests.kernels.test_utility import arguments
from tests.reference import bargaining
from tests.reference.economy import Agent
from tests.reference.utility import FAMILIES

RULES: dict[str, Any] = {"money_unit": 10.0, "quantity_max": 5, "execution": 0}
amounts = st.tuples(*[st.integers(0, 30)] * 3)
asks = st.sampled_from([1e-12, 0.05, 0.3, 1.0, 2.5])
margins = st.sampled_from([1e-13, 0.2, 1.0, 7.3, 1e6, 1e19, 1e300])
floors = st.sampled_from([1e-12, 1e-3, 0.5])


def trader(number: int, entry: dict[str, Any], held: tuple[int, int, int], ask: float, bid: float) -> Agent:
    return Agent(
        id=number, pos=(0, 0), home=(0, 0), vision=1, A=held[0], B=held[1], M=held[2], utility=FAMILIES[entry["type"]](**entry["params"]),
        weight=0.7, shift=2.0, changed=False, ask=(ask,) * 3, bid=(bid,) * 3, rate=1.0, level=0.0, gain=(0.0, 0.0), cooldowns={},
        committed=None, partner=None, target_pos=None, target=None, activity="idle",
    )  # fmt: skip


def side(agent: Agent, entry: dict[str, Any], rules: dict[str, Any]) -> Side:
    level = bargaining.total_utility(rules, agent, bargaining.holding(agent))
    liking = arguments(entry["type"], entry["params"])
    return Side(*liking, agent.weight, agent.shift, agent.A, agent.B, agent.M, level, rules["money_form"], rules["money_unit"])


@given(families, families, amounts, amounts, st.integers(1, 8), floors, asks, margins)
def test_one_way_barter_equals_its_twin(
    buys: dict[str, Any], sells: dict[str, Any], has: tuple[int, int, int], gives: tuple[int, int, int], most: int, eps: float,
    ask: float, margin: float,
) -> None:  # fmt: skip
    bid, rules = ask + margin, RULES | {"money_form": NONE}
    assume(bid > ask)
    buyer, seller = trader(0, buys, has, ask, bid), trader(1, sells, gives, ask, bid)
    found = first_block(0, ask, bid, most, eps, False, side(buyer, buys, rules), side(seller, sells, rules))
    expected = bargaining.barter_block(buyer, seller, most, eps)
    if expected is None:
        assert found[0] == 0
    else:
        assert found[:3] == expected
        assert found[3:] == bargaining.gains(rules, buyer, seller, 0, *expected[:2])


@pytest.mark.parametrize("kind", range(3))
@given(families, families, amounts, amounts, floors, asks, margins, st.integers(0, 1), st.integers(0, 2))
def test_every_exchange_equals_its_twin(
    kind: int, buys: dict[str, Any], sells: dict[str, Any], has: tuple[int, int, int], gives: tuple[int, int, int], eps: float, ask: float,
    margin: float, execution: int, form: int,
) -> None:  # fmt: skip
    bid, rules = ask + margin, RULES | {"money_form": form, "execution": execution, "epsilon": eps}
    buyer, seller = trader(0, buys, has, ask, bid), trader(1, sells, gives, ask, bid)
    sides = side(buyer, buys, rules), side(seller, sells, rules)
    quantity, payment, price, *of_both = first_block(kind, ask, bid, 5, eps, True, *sides)
    if quantity and execution:
        quantity, payment, *of_both = largest_block(kind, price, 5, eps, True, *sides)
    expected = bargaining.typed_block(rules, buyer, seller, kind)
    if expected is None:
        assert quantity == 0
    else:
        assert (quantity, payment) == expected
        assert tuple(of_both) == bargaining.gains(rules, buyer, seller, kind, *expected)


@pytest.mark.parametrize(("price", "payment"), [(1.49, 1), (1.5, 2), (2.5, 3), (0.5, 1)])
def test_payments_round_half_up(price: float, payment: int) -> None:
    keen, giver = {"type": "linear", "params": {"vA": 10.0, "vB": 1.0}}, {"type": "linear", "params": {"vA": 0.01, "vB": 1.0}}
    rules = RULES | {"money_form": LOG}
    sides = [side(trader(k, entry, (9, 99, 0), price, price), entry, rules) for k, entry in enumerate((keen, giver))]
    assert first_block(0, price, price + 1e-9, 1, 1e-12, False, *sides)[1] == payment


@pytest.mark.parametrize(
    ("after", "before", "eps", "gain", "level"), [(0.4, 0.3, 0.1, True, False), (8.1, 8.0, 0.1, False, False), (2.5, 2.0, 0.25, True, True)]
)
def test_a_gain_is_held_against_epsilon_with_money_and_a_level_in_one_way_barter(
    after: float, before: float, eps: float, gain: bool, level: bool
) -> None:
    """To the last bit these are two questions: 0.4 - 0.3 is above 0.1, but 0.4 is not above 0.3 + 0.1."""
    assert improves(after, before, eps, True) is gain and improves(after, before, eps, False) is level
