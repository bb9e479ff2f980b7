"""What partners try before they trade or part, block by block, as economy.md sections 4.6, 4.7 and 8 tell it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from .bargaining import after, candidates, holding, shared, total_utility
from .economy import EXCHANGES, Agent, Economy

Row = dict[str, Any]


@dataclass
class Talk:
    """Two who bargain about one exchange in one direction."""

    e: Economy
    buyer: Agent
    seller: Agent
    kind: int
    rows: list[Row]

    @property
    def rules(self) -> Row:
        """In one-way barter goods alone count."""
        return self.e.rules if self.e.rules["typed"] else {**self.e.rules, "money_form": 0}

    @property
    def overlap(self) -> float:
        return self.buyer.bid[self.kind] - self.seller.ask[self.kind]

    def note(self, quantity: int, payment: int, price: float, reason: str, utilities: tuple[float, float] | None = None) -> Row:
        """Write a row down; `utilities` are those of buyer and seller afterwards, where that was asked."""
        good, medium = EXCHANGES[self.kind]
        able = 0 < payment <= holding(self.buyer)[medium], 0 < quantity <= holding(self.seller)[good]
        row: Row = {
            "buyer": self.buyer.id, "seller": self.seller.id, "good": "ABM".index(good), "medium": "ABM".index(medium),
            "quantity": quantity, "payment": payment, "price": price, "surplus": self.overlap,
            "buyer_can": able[0], "seller_can": able[1], "result": "refused", "reason": reason,
            "buyer_improves": reason in ("seller_utility_no_improvement", "utility_improves_both"),
            "seller_improves": reason in ("buyer_utility_no_improvement", "utility_improves_both"),
        }  # fmt: skip
        for side, agent, sign, k in (("buyer", self.buyer, 1, 0), ("seller", self.seller, -1, 1)):
            held = holding(agent)
            then = after(agent, good, sign * quantity, medium, sign * payment) if all(able) else held
            row |= {f"ask_{side}": agent.ask[self.kind], f"bid_{side}": agent.bid[self.kind]}
            row |= {f"{side}_{name}": held[name] for name in "ABM"} | {f"{side}_{name}_after": then[name] for name in "ABM"}
            row |= {f"{side}_utility": total_utility(self.rules, agent, held)}
            row |= {f"{side}_utility_after": math.nan if utilities is None else utilities[k]}
        self.rows.append(row)
        return row

    def attempt(self, quantity: int, price: float) -> tuple[Row, float] | None:
        """Try one block; return its row and the gain of both together if it helps both."""
        good, medium = EXCHANGES[self.kind]
        payment = min(math.floor(price * quantity + 0.5), 2**62)  # beyond it a payment is no int64; nobody has as much
        if payment <= 0:
            self.note(quantity, payment, price, f"d{medium}_nonpositive")
        elif quantity > holding(self.seller)[good]:
            self.note(quantity, payment, price, f"seller_insufficient_{good}")
        elif payment > holding(self.buyer)[medium]:
            self.note(quantity, payment, price, f"buyer_insufficient_{medium}")
        else:
            befores = [total_utility(self.rules, agent, holding(agent)) for agent in (self.buyer, self.seller)]
            of_buyer = total_utility(self.rules, self.buyer, after(self.buyer, good, quantity, medium, payment))
            of_seller = total_utility(self.rules, self.seller, after(self.seller, good, -quantity, medium, -payment))
            eps, afters = self.e.rules["epsilon"], (of_buyer, of_seller)
            if self.e.rules["typed"]:
                helped = tuple(u - before > eps for u, before in zip(afters, befores, strict=True))
            else:
                helped = tuple(u > before + eps for u, before in zip(afters, befores, strict=True))
            reason = {
                (True, True): "utility_improves_both", (False, True): "buyer_utility_no_improvement",
                (True, False): "seller_utility_no_improvement", (False, False): "both_utility_no_improvement",
            }[helped]  # fmt: skip
            row = self.note(quantity, payment, price, reason, afters)
            if all(helped):
                row["result"] = "passed_over"
                return row, (of_buyer - befores[0]) + (of_seller - befores[1])
        return None

    def first(self, most: int) -> tuple[Row, float] | None:
        for quantity in range(1, most + 1):
            for price in candidates(self.seller.ask[self.kind], self.buyer.bid[self.kind], quantity):
                found = self.attempt(quantity, price)
                if found:
                    return found
        return None

    def largest(self, price: float, most: int) -> tuple[Row, float] | None:
        best = None
        for quantity in range(1, most + 1):
            found = self.attempt(quantity, price)
            if not found:
                break
            best = found
        return best


def attempts(e: Economy) -> list[Row]:
    """What is tried in this tick. Call it before trade."""
    rows: list[Row] = []
    for i in e.agents:
        if (e.mode == "forage" and not e.rules["local_modes"]) or i.partner is None or i.partner < i.id:
            continue
        j = e.agents[i.partner]
        if e.distance(i.pos, j.pos) > e.rules["interaction_radius"]:
            continue
        if e.rules["typed"]:
            typed(e, i, j, rows)
        else:
            talk = max(Talk(e, j, i, 0, rows), Talk(e, i, j, 0, rows), key=lambda t: t.overlap)
            if talk.overlap <= 0:
                talk.note(0, 0, math.nan, "no_overlap")
                continue
            found = talk.first(e.rules["quantity_max"])
            if found:
                found[0]["result"] = "agreed"
    return rows


def typed(e: Economy, i: Agent, j: Agent, rows: list[Row]) -> None:
    """Each exchange, the lower one selling first."""
    blocks = []
    for kind in (1, 2, 0):
        if not shared(e.rules, i, j, kind):
            continue
        for seller, buyer in ((i, j), (j, i)):
            talk, stock = Talk(e, buyer, seller, kind, rows), holding(seller)[EXCHANGES[kind][0]]
            if seller.ask[kind] > buyer.bid[kind]:
                talk.note(0, 0, math.nan, "no_overlap")
                continue
            if stock == 0:
                talk.note(0, 0, math.nan, f"seller_insufficient_{EXCHANGES[kind][0]}")
                continue
            most = min(e.rules["quantity_max"], stock)
            found = talk.first(most)
            if found and e.rules["execution"] == 1:
                found = talk.largest(found[0]["price"], most)
            if found:
                blocks.append(found)
                break
        if blocks and not e.rules["exchanges"] & i.open & j.open & 1:
            break
    if blocks:
        max(blocks, key=lambda block: block[1])[0]["result"] = "agreed"  # the first of equals
