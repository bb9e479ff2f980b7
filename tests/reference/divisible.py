"""What the original's last engine does otherwise, where goods are decimal numbers: economy.md sections 2.8, 4.2, 4.5 and 6."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from .bargaining import candidates
from .economy import Agent, Economy, Place

SMALLEST = Decimal("0.0001")
EXACT = Context(prec=400)  # a price may be 1e300: too dear, but no error


def cost(price: float, quantity: int) -> Decimal:
    """The price as it is written, times the quantity, rounded half up to four decimals."""
    return EXACT.multiply(Decimal(repr(price)), quantity).quantize(SMALLEST, rounding=ROUND_HALF_UP, context=EXACT)


def partners(e: Economy, i: Agent) -> list[tuple[int, float, float]]:
    """Whom i would trade with, best first: (id, overlap, discounted). It looks at its own purse only, and hides nobody."""
    found = []
    for j in e.agents:
        d = e.distance(i.pos, j.pos)
        if j is i or d > i.vision or i.cooldowns.get(j.id, 0) > e.tick:
            continue
        s = max(i.bid[0] - j.ask[0] if i.B >= 1 else 0.0, j.bid[0] - i.ask[0] if i.A >= 1 else 0.0)
        if s > 0:
            found.append((j.id, s, s * e.rules["beta"] ** d))
    return sorted(found, key=lambda entry: (-entry[2], entry[0]))


def overlap(i: Agent, j: Agent) -> float:
    """By how much one bids more than the other asks, if both have a unit of what they would give."""
    return max(0.0, i.bid[0] - j.ask[0] if i.B >= 1 and j.A >= 1 else 0.0, j.bid[0] - i.ask[0] if j.B >= 1 and i.A >= 1 else 0.0)


def best_gain(e: Economy, i: Agent) -> tuple[Place, float] | None:
    """The cell whose harvest adds most, and what it adds, discounted; None if none adds anything."""
    best: tuple[Place, float] | None = None
    for place in sorted(e.cells, key=lambda p: (e.steps(i.pos[0], p[0], e.width), e.steps(i.pos[1], p[1], e.height))):
        ground, d = e.cells[place], e.distance(i.pos, place)
        if ground.amount == 0 or d > i.vision or (e.rules["claiming"] and e.claims.get(place, i.id) != i.id):
            continue
        h = min(ground.amount, e.rules["forage_rate"])
        gain = (i.utility.u(i.A + h, i.B) if ground.good == "A" else i.utility.u(i.A, i.B + h)) - i.utility.u(i.A, i.B)
        if gain > 0 and (best is None or gain * e.rules["beta"] ** d > best[1]):
            best = (place, gain * e.rules["beta"] ** d)
    return best


def decimal_block(e: Economy, i: Agent, j: Agent) -> tuple[Agent, Agent, Any, Any, float] | None:
    """Buyer, seller, quantity, payment and price of the first block that helps both; i, the lower, offers to sell first."""
    for seller, buyer in ((i, j), (j, i)):
        ask, bid = seller.ask[0], buyer.bid[0]
        for quantity in range(1, int(seller.A) + 1) if ask <= bid else ():
            for price in candidates(ask, bid, quantity, 20):
                payment = cost(price, quantity)
                if payment <= 0 or payment > buyer.B:
                    continue
                of_buyer = buyer.utility.u(buyer.A + quantity, buyer.B - payment) - buyer.utility.u(buyer.A, buyer.B)
                of_seller = seller.utility.u(seller.A - quantity, seller.B + payment) - seller.utility.u(seller.A, seller.B)
                if of_buyer > e.rules["epsilon"] and of_seller > e.rules["epsilon"]:
                    return buyer, seller, Decimal(quantity), payment, price
    return None
