"""Compensating blocks of whole units of A for a decimal amount of B: how pairs bargain where goods are divisible.

The lower row offers to sell first, then the higher one. Quantities rise, and for each the prices; the first block that helps both
is agreed. There is no greatest quantity but what the seller has.
"""

from __future__ import annotations

import math

from ..bargaining import (
    AGREED,
    APART,
    BUYER,
    FAILED,
    GAIN_BUYER,
    GAIN_SELLER,
    KIND,
    OUTCOME,
    PAYMENT,
    PRICE,
    QUANTITY,
    SELLER,
    WORLD,
)
from ..blocks import SAMPLES, price_of
from ..decimals import cost
from ..jit import inline, jit, parallel, prange
from ..market import A_FOR_B
from ..space import distance
from ..utility import utility

MOST_PAYMENTS = 20  # whole payments tried for each quantity


@parallel
def bargain(blocks, first, worlds, people, deal, terms):
    """Let each pair within reach agree on the first block that helps both; nothing changes hands yet.

    blocks : int64[B, 3]    (world, first row, last row + 1)
    first  : int64[B]       place of the first deal of each block
    worlds : Worlds         arrays by world
    people : People         arrays by row
    deal   : int64[D, 7]    a row for each pair, overwritten as by `bargaining.bargain`; quantity and payment in parts of a unit
    terms  : float64[D, 3]  likewise

    Order   pairs are disjoint, so independent.
    Source  economy.md sections 2.8, 4.2, 4.5, 6 (compensating_block at H). Twin  tests/reference/divisible.py.
    """
    for b in prange(blocks.shape[0]):
        w = blocks[b, 0]
        low, parts, d = worlds.offsets[w], int(worlds.unit[w]), first[b] - 1
        for i in range(blocks[b, 1], blocks[b, 2]):
            j = low + people.paired[i]
            if j <= i:
                continue
            d += 1
            deal[d, WORLD], deal[d, BUYER], deal[d, SELLER], deal[d, OUTCOME] = w, i, j, APART
            far = distance(people.x[i], people.y[i], people.x[j], people.y[j], worlds.width[w], worlds.height[w], worlds.torus[w])
            if far > worlds.reach[w]:
                continue
            deal[d, OUTCOME] = FAILED
            for lower_sells in (True, False):
                seller, buyer = (i, j) if lower_sells else (j, i)
                quantity, payment, price, of_buyer, of_seller = first_block(buyer, seller, parts, worlds.epsilon[w], people)
                if quantity > 0:
                    deal[d, OUTCOME], deal[d, BUYER], deal[d, SELLER], deal[d, KIND] = AGREED, buyer, seller, A_FOR_B
                    deal[d, QUANTITY], deal[d, PAYMENT] = quantity * parts, payment
                    terms[d, PRICE], terms[d, GAIN_BUYER], terms[d, GAIN_SELLER] = price, of_buyer, of_seller
                    break
    return 0


@jit
def first_block(buyer, seller, parts, eps, people):
    """Find the smallest quantity, and for it the lowest price, that both want: (quantity, payment, price, buyer's gain, seller's gain).

    buyer  : int64            row; seller another
    seller : int64
    parts  : int64            parts in a unit of a good
    eps    : float64 [util]   least gain that counts
    people : People

    The quantity is in units, 0 if there is none, the payment in parts. Prices rise, so a payment already refused is not tried again.
    """
    ask, bid = people.ask[seller, A_FOR_B], people.bid[buyer, A_FOR_B]
    stock, means = people.goods[seller, 0], people.goods[buyer, 1]
    if not ask <= bid or bid <= 0.0:
        return 0, 0, 0.0, 0.0, 0.0
    buyer_now, seller_now = level_with(buyer, 0, 0, parts, people), level_with(seller, 0, 0, parts, people)
    least = int(min(0.4 / (bid * parts), float(stock // parts)))  # whole units that cost no part at any price
    for quantity in range(max(least, 1), stock // parts + 1):
        last_whole, refused = min(bid * quantity + 1.0, float(MOST_PAYMENTS)), 0
        whole = 1
        while whole <= last_whole and whole / quantity < ask:
            whole += 1
        sample, next_sample, next_whole = 0, ask, price_of(whole, quantity, last_whole, bid)
        if ask * quantity * parts >= means + 1:
            break  # and so does any greater quantity cost too much
        while True:
            if next_sample <= next_whole:
                price = next_sample
                sample += 1
                next_sample = ask + sample * (bid - ask) / (SAMPLES - 1) if sample < SAMPLES else math.inf
            else:
                price = next_whole
                whole += 1
                next_whole = price_of(whole, quantity, last_whole, bid)
            if price * quantity * parts >= means + 1:  # inf too, when there is no price left
                break
            payment = cost(price, quantity, parts)
            if payment > means:
                break
            if payment <= refused:
                continue
            refused = payment
            gain_buyer = level_with(buyer, quantity * parts, payment, parts, people) - buyer_now
            if not gain_buyer > eps:
                continue
            gain_seller = level_with(seller, -quantity * parts, -payment, parts, people) - seller_now
            if gain_seller > eps:
                return quantity, payment, price, gain_buyer, gain_seller
    return 0, 0, 0.0, 0.0, 0.0


@inline
def level_with(i, quantity, payment, parts, people):
    """Utility of row i after it has got so much of A and paid so much of B, either of which may be negative: float64 [util].

    i        : int64          row
    quantity : int64 [part]   of A
    payment  : int64 [part]   of B
    parts    : int64          parts in a unit of a good
    people   : People
    """
    p = people.parameters
    a, b = float(people.goods[i, 0] + quantity) / parts, float(people.goods[i, 1] - payment) / parts
    return utility(people.family[i], p[i, 0], p[i, 1], p[i, 2], p[i, 3], p[i, 4], p[i, 5], a, b)
