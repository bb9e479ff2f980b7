"""The search that protocols of bargaining share: try every block that helps both, and agree on the one that scores highest."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from ..bargaining import (
    AGREED,
    APART,
    BUYER,
    FAILED,
    GAIN_BUYER,
    GAIN_SELLER,
    KIND,
    NO_OVERLAP,
    OUTCOME,
    PAYMENT,
    PRICE,
    QUANTITY,
    SELLER,
    WORLD,
    side_of,
)
from ..blocks import amounts, level_with
from ..jit import inline
from ..market import A_FOR_B, A_FOR_M, B_FOR_M
from ..money import NONE
from ..rng import uniform
from ..space import distance

PAYMENTS = 64  # most payments tried for a quantity: all whole ones if they are so few, else so many evenly spaced


class Block(NamedTuple):
    """A block that helps both, as a protocol judges it.

    gain_buyer  : float64 [util]              > epsilon; likewise gain_seller
    quantity    : int64 [unit]                of the good; payment of the medium, both > 0
    ask         : float64 [medium per good]   seller's quote; bid the buyer's
    lower_buys  : bool                        whether the agent of the lower row is the buyer
    chance      : float64                     in [0, 1): the pair's draw of this tick, the same for all its blocks
    parameters  : tuple of 4 float64          the protocol's, in the order of the registry
    """

    gain_buyer: float
    gain_seller: float
    quantity: int
    payment: int
    ask: float
    bid: float
    lower_buys: bool
    chance: float
    parameters: tuple[float, float, float, float]


class Worlds(NamedTuple):
    """Rules of each world, as `bargaining.bargain` documents them; its tick, the key of its draws, and the protocol's parameters.

    tick : int64[W]; chances : uint64[W]; parameters : float64[W, 4]; the others as there
    """

    offsets: Any
    width: Any
    height: Any
    torus: Any
    reach: Any
    quantity_max: Any
    epsilon: Any
    exchanges: Any
    typed: Any
    money_form: Any
    money_unit: Any
    tick: Any
    chances: Any
    parameters: Any


class People(NamedTuple):
    """Columns of agents, as `bargaining.bargain` documents them; uid : int64[N] who each row is."""

    uid: Any
    x: Any
    y: Any
    paired: Any
    goods: Any
    money: Any
    changed: Any
    family: Any
    parameters: Any
    weight: Any
    shift: Any
    level: Any
    barters: Any
    ask: Any
    bid: Any


@inline
def agree_in_block(score, b, blocks, first, worlds, people, deal, terms):
    """Let each pair of a block of rows that is within reach agree on the block of goods with the highest score, if any helps both.

    score  : function of a Block   returns float64; the higher the better, NaN or -inf refuses
    b      : int64                 which block of rows
    blocks : int64[B, 3]           (world, first row, last row + 1)
    first  : int64[B]              place of the first deal of each block
    worlds : Worlds                arrays by world
    people : People                arrays by row
    deal   : int64[D, 7]           overwritten as by `bargaining.bargain`
    terms  : float64[D, 3]         likewise

    Draws   uniform of (key, tick, uid of the lower row, uid of the higher): the pair's chance.
    """
    w = blocks[b, 0]
    low, d = worlds.offsets[w], first[b] - 1
    typed = worlds.typed[w]
    form = worlds.money_form[w] if typed else NONE
    own = worlds.parameters
    parameters = (own[w, 0], own[w, 1], own[w, 2], own[w, 3])
    ask, bid = people.ask, people.bid
    for i in range(blocks[b, 1], blocks[b, 2]):
        j = low + people.paired[i]
        if j <= i:
            continue
        d += 1
        deal[d, WORLD], deal[d, BUYER], deal[d, SELLER], deal[d, OUTCOME] = w, i, j, APART
        far = distance(people.x[i], people.y[i], people.x[j], people.y[j], worlds.width[w], worlds.height[w], worlds.torus[w])
        if far > worlds.reach[w]:
            continue
        if not typed and bid[i, A_FOR_B] - ask[j, A_FOR_B] <= 0.0 and bid[j, A_FOR_B] - ask[i, A_FOR_B] <= 0.0:
            deal[d, OUTCOME] = NO_OVERLAP
            continue
        of_i, of_j = side_in(i, people, form, worlds.money_unit[w]), side_in(j, people, form, worlds.money_unit[w])
        allowed = 1 << A_FOR_B
        if typed:
            allowed = worlds.exchanges[w] if people.barters[i] or people.barters[j] else worlds.exchanges[w] & ~(1 << A_FOR_B)
        chance = uniform(worlds.chances[w], worlds.tick[w], people.uid[i], people.uid[j])
        deal[d, OUTCOME], highest = FAILED, -math.inf
        for kind in (A_FOR_M, B_FOR_M, A_FOR_B):
            if not allowed >> kind & 1:
                continue
            for lower_buys in (False, True):
                buyer, seller = (i, j) if lower_buys else (j, i)
                of_buyer, of_seller = (of_i, of_j) if lower_buys else (of_j, of_i)
                found, quantity, payment, gain_buyer, gain_seller = best_block(
                    score, kind, ask[seller, kind], bid[buyer, kind], worlds.quantity_max[w], worlds.epsilon[w], of_buyer, of_seller,
                    lower_buys, chance, parameters,
                )  # fmt: skip
                if found > highest:
                    highest = found
                    deal[d, OUTCOME], deal[d, BUYER], deal[d, SELLER] = AGREED, buyer, seller
                    deal[d, KIND], deal[d, QUANTITY], deal[d, PAYMENT] = kind, quantity, payment
                    terms[d, PRICE], terms[d, GAIN_BUYER], terms[d, GAIN_SELLER] = payment / quantity, gain_buyer, gain_seller
    return 0


@inline
def best_block(score, kind, ask, bid, quantity_max, eps, buyer, seller, lower_buys, chance, parameters):
    """Find the block with the highest score in one exchange and direction: (score, quantity, payment, buyer's gain, seller's gain).

    score        : function of a Block         see `agree_in_block`
    kind         : int64                       A_FOR_B, A_FOR_M or B_FOR_M
    ask          : float64 [medium per good]   seller's
    bid          : float64 [medium per good]   buyer's
    quantity_max : int64 [unit]                most units of the good that change hands, > 0
    eps          : float64 [util]              least gain that counts
    buyer        : Side
    seller       : Side
    lower_buys   : bool                        see Block, likewise the next two
    chance       : float64
    parameters   : tuple of 4 float64

    Payments lie between what the quantity costs at the ask and at the bid, rounded half up. A score of -inf says that there is no block.
    Of equal scores the smaller quantity, and then the lower payment, is kept.
    Twin  tests/reference/bargaining.py.
    """
    highest, best, best_payment, best_gain, best_other = -math.inf, 0, 0, 0.0, 0.0
    stock, means = amounts(kind, buyer, seller)
    if not ask <= bid:
        return highest, best, best_payment, best_gain, best_other
    for quantity in range(1, min(quantity_max, stock) + 1):
        cost = ask * quantity + 0.5
        if not cost < means + 1:  # before rounding down: it may be greater than any integer
            break
        lowest, dearest = max(int(cost), 1), int(min(bid * quantity + 0.5, float(means)))
        count = dearest - lowest + 1
        tries = min(count, PAYMENTS)
        for k in range(tries):
            payment = lowest + (k if count == tries else spaced(k, count))
            gain_buyer = level_with(buyer, kind, quantity, payment) - buyer.level
            if not gain_buyer > eps:
                continue
            gain_seller = level_with(seller, kind, -quantity, -payment) - seller.level
            if not gain_seller > eps:
                continue
            value = score(Block(gain_buyer, gain_seller, quantity, payment, ask, bid, lower_buys, chance, parameters))
            if value > highest:
                highest, best, best_payment, best_gain, best_other = value, quantity, payment, gain_buyer, gain_seller
    return highest, best, best_payment, best_gain, best_other


@inline
def spaced(k, count):
    """The k-th of PAYMENTS whole numbers evenly spaced from 0 to count - 1: int64, without overflow.

    k     : int64   0 <= k < PAYMENTS
    count : int64   > PAYMENTS
    """
    steps = PAYMENTS - 1
    return (count - 1) // steps * k + (count - 1) % steps * k // steps


@inline
def side_in(i, people, form, unit):
    """Row i as a side of an exchange: Side.

    i      : int64     row
    people : People
    form   : int8      form of the utility of money; unit what lambda is the utility of
    unit   : float64
    """
    return side_of(
        i, people.goods, people.money, people.changed, people.family, people.parameters, people.weight, people.shift, people.level,
        form, unit,
    )  # fmt: skip
