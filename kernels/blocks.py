"""Blocks: a quantity of a good for a payment, and what it is worth to both sides of an exchange."""

from __future__ import annotations

import math
from typing import NamedTuple

from .jit import inline, jit
from .market import good_of, medium_of
from .money import money_utility
from .utility import utility

MOST_PAYMENTS = 19  # whole payments tried for each quantity
SAMPLES = 5  # evenly spaced prices tried besides


class Side(NamedTuple):
    """One side of an exchange: what it likes and holds. `level` is its utility in hand, of money too where `form` says so.

    family : int8      utility family, p0 .. p5 its parameters
    weight : float64   lambda; shift M_0
    a      : int64     amount of A [unit]; b of B, m of money [minor unit]
    form   : int8      form of the utility of money; unit what lambda is the utility of [minor unit]
    """

    family: int
    p0: float
    p1: float
    p2: float
    p3: float
    p4: float
    p5: float
    weight: float
    shift: float
    a: int
    b: int
    m: int
    level: float
    form: int
    unit: float


@inline
def level_with(side, kind, quantity, payment):
    """Utility of a side after it has got so much of the good and paid so much, either of which may be negative: float64 [util].

    side     : Side
    kind     : int64          A_FOR_B, A_FOR_M or B_FOR_M
    quantity : int64 [unit]   of the good
    payment  : int64          of the medium
    """
    in_money = medium_of(kind) == 2
    a = side.a + (quantity if good_of(kind) == 0 else 0)
    b = side.b + (quantity if good_of(kind) == 1 else 0) - (0 if in_money else payment)
    of_goods = utility(side.family, side.p0, side.p1, side.p2, side.p3, side.p4, side.p5, float(a), float(b))
    return of_goods + money_utility(side.form, side.weight, side.shift, side.m - (payment if in_money else 0), side.unit)


@inline
def improves(after, before, eps, by_gain):
    """Whether one utility is better than another.

    after   : float64 [util]
    before  : float64 [util]
    eps     : float64 [util]   least gain that counts
    by_gain : bool             whether the gain is held against eps (economy.md 4.7), or utility against utility + eps (4.6)
    """
    return after - before > eps if by_gain else after > before + eps


@jit
def first_block(kind, ask, bid, quantity_max, eps, by_gain, buyer, seller):
    """Find the smallest quantity, and for it the lowest price, that both want: (quantity, payment, price, buyer's gain, seller's gain).

    kind         : int64               A_FOR_B, A_FOR_M or B_FOR_M
    ask          : float64             seller's, of the good in the medium
    bid          : float64             buyer's, >= ask
    quantity_max : int64 [unit]        most units of the good that change hands, > 0
    eps          : float64 [util]      least gain that counts
    by_gain      : bool                see `improves`
    buyer        : Side
    seller       : Side

    A quantity of 0 says that there is none. Prices rise, so a payment already refused is not tried again.
    Source  economy.md sections 4.2, 4.5, 4.6, 4.7. Twin  tests/reference/bargaining.py.
    """
    stock, means = amounts(kind, buyer, seller)
    for quantity in range(1, min(quantity_max, stock) + 1):
        last_whole, refused = min(bid * quantity + 1.0, float(MOST_PAYMENTS)), 0
        greatest = max(bid, ask + (bid - ask)) * quantity + 0.5  # what the last sample costs, before rounding down
        whole = max(int(min(ask * quantity, last_whole)) - 1, 1)  # those before cost less than the ask
        while whole <= last_whole and whole / quantity < ask:
            whole += 1
        sample, next_sample, next_whole = 0, ask, price_of(whole, quantity, last_whole, bid)
        while refused + 1 <= greatest:
            if next_sample <= next_whole:
                price = next_sample
                sample += 1
                next_sample = ask + sample * (bid - ask) / (SAMPLES - 1) if sample < SAMPLES else math.inf
            else:
                price = next_whole
                whole += 1
                next_whole = price_of(whole, quantity, last_whole, bid)
            if price == math.inf:
                break
            cost = price * quantity + 0.5
            if cost >= means + 1:  # before rounding down: it may be greater than any integer
                break
            payment = int(cost)
            if payment <= refused:
                continue
            refused = payment
            after = level_with(buyer, kind, quantity, payment)
            if not improves(after, buyer.level, eps, by_gain):
                continue
            gain = after - buyer.level
            after = level_with(seller, kind, -quantity, -payment)
            if improves(after, seller.level, eps, by_gain):
                return quantity, payment, price, gain, after - seller.level
    return 0, 0, 0.0, 0.0, 0.0


@jit
def largest_block(kind, price, quantity_max, eps, by_gain, buyer, seller):
    """Raise the quantity at one price as long as both want it: (quantity, payment, buyer's gain, seller's gain).

    kind         : int64               A_FOR_B, A_FOR_M or B_FOR_M
    price        : float64             of the good in the medium
    quantity_max : int64 [unit]        most units of the good that change hands, > 0
    eps          : float64 [util]      least gain that counts
    by_gain      : bool                see `improves`
    buyer        : Side
    seller       : Side

    A quantity of 0 says that not even one unit is wanted at this price.
    Source  economy.md section 4.7, maximum. Twin  tests/reference/bargaining.py.
    """
    stock, means = amounts(kind, buyer, seller)
    best, best_payment, gain_buyer, gain_seller = 0, 0, 0.0, 0.0
    for quantity in range(1, min(quantity_max, stock) + 1):
        cost = price * quantity + 0.5
        payment = int(cost) if cost < means + 1 else 0
        if payment <= 0:
            break
        of_buyer, of_seller = level_with(buyer, kind, quantity, payment), level_with(seller, kind, -quantity, -payment)
        if not (improves(of_buyer, buyer.level, eps, by_gain) and improves(of_seller, seller.level, eps, by_gain)):
            break
        best, best_payment, gain_buyer, gain_seller = quantity, payment, of_buyer - buyer.level, of_seller - seller.level
    return best, best_payment, gain_buyer, gain_seller


@inline
def amounts(kind, buyer, seller):
    """What the seller has of the good, and the buyer of the medium: two int64.

    kind   : int64   A_FOR_B, A_FOR_M or B_FOR_M
    buyer  : Side
    seller : Side
    """
    return seller.a if good_of(kind) == 0 else seller.b, buyer.b if medium_of(kind) == 1 else buyer.m


@inline
def price_of(whole, quantity, last_whole, bid):
    """Price at which a quantity costs a whole payment: float64 [medium per good], inf if that is not tried.

    whole      : int64                  payment
    quantity   : int64 [unit]           > 0
    last_whole : float64                greatest payment tried
    bid        : float64                buyer's
    """
    price = whole / quantity
    return price if whole <= last_whole and price <= bid else math.inf
