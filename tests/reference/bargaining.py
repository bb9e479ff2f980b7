"""Compensating-block bargaining, as economy.md sections 4.2, 4.5 and 4.6 tell it: collect, sort, try."""

from __future__ import annotations

import math

from .economy import Agent


def candidates(ask: float, bid: float, quantity: int) -> list[float]:
    whole = {k / quantity for k in range(1, int(min(bid * quantity + 1, 19)) + 1)}
    spaced = {ask + i * (bid - ask) / 4 for i in range(5)}
    return sorted({p for p in whole if ask <= p <= bid} | spaced)


def compensating_block(buyer: Agent, seller: Agent, quantity_max: int, eps: float) -> tuple[int, int, float] | None:
    for quantity in range(1, quantity_max + 1):
        for price in candidates(seller.ask, buyer.bid, quantity):
            payment = math.floor(price * quantity + 0.5)
            if payment <= 0 or payment > buyer.B or quantity > seller.A:
                continue
            buyer_gains = buyer.utility.u(buyer.A + quantity, buyer.B - payment) > buyer.utility.u(buyer.A, buyer.B) + eps
            seller_gains = seller.utility.u(seller.A - quantity, seller.B + payment) > seller.utility.u(seller.A, seller.B) + eps
            if buyer_gains and seller_gains:
                return quantity, payment, price
    return None
