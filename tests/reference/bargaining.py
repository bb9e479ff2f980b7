"""Bargaining as economy.md sections 4.2 and 4.5 to 4.7 tell it: collect, sort, try."""

from __future__ import annotations

import math
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


def candidates(ask: float, bid: float, quantity: int) -> list[float]:
    whole = {k / quantity for k in range(1, int(min(bid * quantity + 1, 19)) + 1)}
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
        if not rules["exchanges"] >> kind & 1 or (kind == 0 and not i.barters and not j.barters):
            continue
        for seller, buyer in ((i, j), (j, i)):
            block = typed_block(rules, buyer, seller, kind) if seller.ask[kind] <= buyer.bid[kind] else None
            if block:
                found.append((-sum(gains(rules, buyer, seller, kind, *block)), priority, buyer, seller, kind, *block))
                break
    if not found:
        return None
    money_only = rules["regime"] == 1
    return (found[0] if money_only else min(found, key=lambda entry: entry[:2]))[2:]
