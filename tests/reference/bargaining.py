"""Bargaining as economy.md sections 4.2 and 4.5 to 4.7 tell it: collect, sort, try."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from .economy import EXCHANGES, Agent

Holding = dict[str, int]


def money_utility(rules: dict[str, Any], agent: Agent, money: int) -> float:
    form = ("none", "linear", "log")[rules["money_form"]]
    if form == "none":
        return 0.0
    major = money / rules["money_unit"]
    return agent.weight * (major if form == "linear" else math.log(max(major + agent.shift, 1e-12)))


def total_utility(rules: dict[str, Any], agent: Agent, held: Holding) -> float:
    return agent.utility.u(held["A"], held["B"]) + money_utility(rules, agent, held["M"])


def candidates(ask: float, bid: float, quantity: int, most: int = 19) -> list[float]:
    whole = {k / quantity for k in range(1, int(min(bid * quantity + 1, most)) + 1)}
    spaced = {ask + i * (bid - ask) / 4 for i in range(5)}
    return sorted({p for p in whole if ask <= p <= bid} | spaced)


def holding(agent: Agent) -> Holding:
    return {"A": agent.A, "B": agent.B, "M": agent.M}


def after(agent: Agent, good: str, quantity: int, medium: str, payment: int) -> Holding:
    held = holding(agent)
    held[good] += quantity
    held[medium] -= payment
    return held


def barter_block(buyer: Agent, seller: Agent, quantity_max: int, eps: float) -> tuple[int, int, float] | None:
    """One-way barter of A for B: goods alone count (4.6)."""
    for quantity in range(1, quantity_max + 1):
        for price in candidates(seller.ask[0], buyer.bid[0], quantity):
            payment = math.floor(price * quantity + 0.5)
            if payment <= 0 or payment > buyer.B or quantity > seller.A:
                continue
            buyer_gains = buyer.utility.u(buyer.A + quantity, buyer.B - payment) > buyer.utility.u(buyer.A, buyer.B) + eps
            seller_gains = seller.utility.u(seller.A - quantity, seller.B + payment) > seller.utility.u(seller.A, seller.B) + eps
            if buyer_gains and seller_gains:
                return quantity, payment, price
    return None


def gains(rules: dict[str, Any], buyer: Agent, seller: Agent, kind: int, quantity: int, payment: int) -> tuple[float, float]:
    good, medium = EXCHANGES[kind]
    of_buyer, of_seller = after(buyer, good, quantity, medium, payment), after(seller, good, -quantity, medium, -payment)
    return (
        total_utility(rules, buyer, of_buyer) - total_utility(rules, buyer, holding(buyer)),
        total_utility(rules, seller, of_seller) - total_utility(rules, seller, holding(seller)),
    )


def shared(rules: dict[str, Any], i: Agent, j: Agent, kind: int) -> bool:
    """Whether an exchange is open to both."""
    return bool(rules["exchanges"] & i.open & j.open & 1 << kind) and (kind != 0 or i.barters or j.barters)


def typed_block(rules: dict[str, Any], buyer: Agent, seller: Agent, kind: int) -> tuple[int, int] | None:
    """The first block of one exchange in one direction, or the largest at its price (4.7)."""
    good, medium = EXCHANGES[kind]
    eps, most = rules["epsilon"], min(rules["quantity_max"], holding(seller)[good])

    def works(quantity: int, price: float) -> int:
        payment = math.floor(price * quantity + 0.5)
        if 0 < payment <= holding(buyer)[medium] and min(gains(rules, buyer, seller, kind, quantity, payment)) > eps:
            return payment
        return 0

    for quantity in range(1, most + 1):
        for price in candidates(seller.ask[kind], buyer.bid[kind], quantity):
            payment = works(quantity, price)
            if payment and rules["execution"] == 0:
                return quantity, payment
            if payment:
                best = None
                for more in range(1, most + 1):
                    payment = works(more, price)
                    if not payment:
                        break
                    best = more, payment
                return best
    return None


def typed_trade(rules: dict[str, Any], i: Agent, j: Agent) -> tuple[Agent, Agent, int, int, int] | None:
    """Buyer, seller, exchange, quantity and payment of what two partners do, i being the lower (4.7)."""
    found = []
    for priority, kind in enumerate((1, 2, 0)):
        if not shared(rules, i, j, kind):
            continue
        for seller, buyer in ((i, j), (j, i)):
            block = typed_block(rules, buyer, seller, kind) if seller.ask[kind] <= buyer.bid[kind] else None
            if block:
                found.append((-sum(gains(rules, buyer, seller, kind, *block)), priority, buyer, seller, kind, *block))
                break
    if not found:
        return None
    money_only = not rules["exchanges"] & i.open & j.open & 1
    return (found[0] if money_only else min(found, key=lambda entry: entry[:2]))[2:]


# -- protocols: of all blocks that help both, the one with the highest score ----------------------

Score = Callable[..., float]


def tried(lowest: int, dearest: int) -> list[int]:
    """Every whole payment; 64 of them, evenly spaced, if there are more."""
    count = dearest - lowest + 1
    return list(range(lowest, dearest + 1)) if count <= 64 else [lowest + (count - 1) * k // 63 for k in range(64)]


def blocks(rules: dict[str, Any], i: Agent, j: Agent) -> Iterator[dict[str, Any]]:
    """All blocks that help both, i being the lower: the exchanges in order, the lower selling first, small before large."""
    exchanges = rules["exchanges"] if rules["typed"] else 1
    rules = rules if rules["typed"] else {**rules, "money_form": 0}
    for kind in (1, 2, 0):
        if not exchanges >> kind & 1 or (rules["typed"] and not shared(rules, i, j, kind)):
            continue
        good, medium = EXCHANGES[kind]
        for seller, buyer in ((i, j), (j, i)):
            ask, bid = seller.ask[kind], buyer.bid[kind]
            for quantity in range(1, min(rules["quantity_max"], holding(seller)[good]) + 1) if ask <= bid else ():
                lowest, dearest = max(math.floor(ask * quantity + 0.5), 1), math.floor(min(bid * quantity + 0.5, holding(buyer)[medium]))
                for payment in tried(lowest, dearest):
                    of_buyer, of_seller = gains(rules, buyer, seller, kind, quantity, payment)
                    if min(of_buyer, of_seller) > rules["epsilon"]:
                        yield {"buyer": buyer, "seller": seller, "kind": kind, "quantity": quantity, "payment": payment, "ask": ask, "bid": bid,
                               "gain_buyer": of_buyer, "gain_seller": of_seller}  # fmt: skip


def proposer(params: dict[str, Any], i: Agent, j: Agent, chance: float) -> Agent:
    if params["proposer"] == "random":
        return i if chance < params["power"] else j
    return i if params["proposer"] == "lower_id" else j


def nash(block: dict[str, Any], **_: Any) -> float:
    return float(block["gain_buyer"] * block["gain_seller"])


def split_difference(block: dict[str, Any], **_: Any) -> float:
    return -abs(float(block["gain_buyer"] - block["gain_seller"]))


def take_it_or_leave_it(block: dict[str, Any], *, params: dict[str, Any], i: Agent, j: Agent, chance: float) -> float:
    proposes = proposer(params, i, j, chance)
    return float(block["gain_buyer"] if block["buyer"] is proposes else block["gain_seller"])


def posted_price(block: dict[str, Any], **_: Any) -> float:
    at_the_ask = block["payment"] == math.floor(block["ask"] * block["quantity"] + 0.5)
    return float(block["gain_buyer"]) if at_the_ask else -math.inf


def zero_intelligence(block: dict[str, Any], *, params: dict[str, Any], i: Agent, j: Agent, chance: float) -> float:
    """A random bid and a random ask, both without loss; if they meet, the first of them is the price of one unit."""
    worth, cost = block["bid"], block["ask"]
    draws = divmod(chance * 2**18, 1)
    first, (second, toss) = draws[0], divmod(draws[1] * 2**18, 1)
    bid = worth * (first + 0.5) / 2**18
    ask = cost + (max(params["ceiling"], worth) - cost) * (second + 0.5) / 2**18
    if block["quantity"] != 1 or not ask <= bid:
        return -math.inf
    return -abs(block["payment"] - (bid if toss < 0.5 else ask))


SCORES: dict[str, Score] = {
    "nash": nash, "split_difference": split_difference, "take_it_or_leave_it": take_it_or_leave_it, "posted_price": posted_price,
    "zero_intelligence": zero_intelligence,
}  # fmt: skip


def agreed(rules: dict[str, Any], protocol: str, params: dict[str, Any], i: Agent, j: Agent, chance: float) -> dict[str, Any] | None:
    """The block that two partners agree on, the first of the best."""
    scored = [(SCORES[protocol](block, params=params, i=i, j=j, chance=chance), block) for block in blocks(rules, i, j)]
    acceptable = [(value, block) for value, block in scored if value > -math.inf]
    return max(acceptable, key=lambda entry: entry[0])[1] if acceptable else None
