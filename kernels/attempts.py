"""Bargaining told in full, for who records it: every block that partners try, and what is wrong with it.

The walk is that of `bargaining.bargain`, without its shortcuts. It runs on the state before trade and changes nothing.
"""

from __future__ import annotations

import math

import numpy as np

from .bargaining import side_of
from .blocks import MOST_PAYMENTS, SAMPLES, amounts, improves, level_with
from .jit import inline, jit
from .market import A_FOR_B, A_FOR_M, B_FOR_M
from .money import NONE
from .space import distance

WORLD, BUYER, SELLER, KIND, QUANTITY, PAYMENT, RESULT, REASON = range(8)
"""Whole columns of an attempt. Buyer and seller are rows of the table."""
PRICE, BUYER_BEFORE, SELLER_BEFORE, BUYER_AFTER, SELLER_AFTER = range(5)
"""Its other columns; before and after are utilities."""
REFUSED, PASSED_OVER, AGREED = range(3)
"""Results: it would not help both; it would, and another one is carried out; it is carried out."""
NO_OVERLAP, NO_PAYMENT, NO_GOOD, NO_MEANS, HELPS_NEITHER, NOT_THE_BUYER, NOT_THE_SELLER, HELPS_BOTH = range(8)
"""Reasons."""
MOST_COST = 2.0**62  # beyond it a payment is no int64; nobody has as much


@jit
def list_attempts(
    offsets, trades, width, height, torus, reach, quantity_max, epsilon, exchanges, typed, execution, money_form, money_unit,
    x, y, paired, goods, money, changed, family, parameters, weight, shift, level, open_to, barters, ask, bid, whole, real,
):  # fmt: skip
    """Write a row for each block that pairs within reach try, in the order of the rules; return how many there are.

    offsets      : int64[W+1]            first row of each world
    trades       : bool[W]               in which worlds agents may trade
    width        : int32[W] [cell]       columns of the grid; height its rows
    height       : int32[W] [cell]
    torus        : bool[W]               whether the edges meet
    reach        : int32[W] [cell]       interaction radius
    quantity_max : int32[W] [unit]       most units of the good that change hands
    epsilon      : float64[W] [util]     least gain that counts
    exchanges    : int8[W]               bits of what is exchanged for what in the world
    typed        : bool[W]               whether partners try each exchange and count money; else they barter one way
    execution    : int8[W]               0 the first block, 1 the largest at its price
    money_form   : int8[W]               form of the utility of money; money_unit what lambda is the utility of
    money_unit   : float64[W]
    x            : int32[N] [cell]       column; y row
    y            : int32[N] [cell]
    paired       : int32[N]              world-local row of the partner, -1 if none
    goods        : int64[N, 2] [unit]    columns A, B
    money        : int64[N]              minor units
    changed      : bool[N]               whether goods changed since `level` was computed
    family       : int8[N]               utility family; parameters its parameters
    parameters   : float64[N, 6]
    weight       : float64[N, 0 or 1]    lambda; shift M_0
    shift        : float64[N, 0 or 1]
    level        : float64[N] [util]     utility of the goods in hand
    open_to      : int8[N]               bits of what is open to each agent
    barters      : bool[N]               whether an agent barters though there is money
    ask          : float64[N, E]         quotes for each exchange [medium per good]; likewise bid
    bid          : float64[N, E]
    whole        : int64[A, 8]           filled as far as there is room: see WORLD and so on
    real         : float64[A, 5]         filled likewise: see PRICE and so on

    Order   worlds, then lower rows of pairs.
    Source  economy.md sections 4.5 to 4.7 and 8. Twin  tests/reference/attempts.py.
    """
    count = 0
    for w in range(trades.shape[0]):
        low = offsets[w]
        form = money_form[w] if typed[w] else NONE
        for i in range(low, offsets[w + 1]):
            j = low + paired[i]
            if not trades[w] or j <= i or distance(x[i], y[i], x[j], y[j], width[w], height[w], torus[w]) > reach[w]:
                continue
            of_i = side_of(i, goods, money, changed, family, parameters, weight, shift, level, form, money_unit[w])
            of_j = side_of(j, goods, money, changed, family, parameters, weight, shift, level, form, money_unit[w])
            if typed[w]:
                shared = exchanges[w] & open_to[i] & open_to[j]
                allowed = shared if barters[i] or barters[j] else shared & ~(1 << A_FOR_B)
                count = _each_exchange(
                    count, w, i, j, of_i, of_j, allowed, not shared >> A_FOR_B & 1, quantity_max[w], epsilon[w], execution[w], ask, bid,
                    whole, real,
                )  # fmt: skip
                continue
            i_buys = bid[i, A_FOR_B] - ask[j, A_FOR_B] > bid[j, A_FOR_B] - ask[i, A_FOR_B]
            buyer, seller, of_buyer, of_seller = (i, j, of_i, of_j) if i_buys else (j, i, of_j, of_i)
            if bid[buyer, A_FOR_B] - ask[seller, A_FOR_B] <= 0.0:
                count = _write(
                    count, w, buyer, seller, A_FOR_B, 0, 0, math.nan, NO_OVERLAP, of_buyer, of_seller, math.nan, math.nan, whole, real
                )
                continue
            count, hit, _, _ = _search(
                count, w, buyer, seller, of_buyer, of_seller, A_FOR_B, quantity_max[w], epsilon[w], False, ask, bid, whole, real
            )
            if 0 <= hit < whole.shape[0]:
                whole[hit, RESULT] = AGREED
    return count


@jit
def _each_exchange(
    count, w, i, j, of_i, of_j, allowed, takes_first, quantity_max, eps, execution, ask, bid, whole, real
):  # fmt: skip
    """Try each exchange, the lower row selling first, and mark the block that is carried out; return the number of rows so far.

    count        : int64          rows so far
    w            : int64          world
    i            : int64          lower row; j the higher; of_i and of_j as sides
    j            : int64
    of_i         : Side
    of_j         : Side
    allowed      : int64          bits of the exchanges they may use
    takes_first  : bool           whether the first exchange with a block is taken
    quantity_max : int64 [unit]   most units of the good that change hands
    eps          : float64 [util] least gain that counts
    execution    : int64          0 the first block, 1 the largest at its price
    ask          : float64[N, E]  quotes; likewise bid
    bid          : float64[N, E]
    whole        : int64[A, 8]    filled; likewise real
    real         : float64[A, 5]
    """
    chosen, most = -1, -math.inf
    for kind in (A_FOR_M, B_FOR_M, A_FOR_B):
        if not allowed >> kind & 1:
            continue
        for direction in range(2):
            buyer, seller, of_buyer, of_seller = (j, i, of_j, of_i) if direction == 0 else (i, j, of_i, of_j)
            stock, _ = amounts(kind, of_buyer, of_seller)
            if ask[seller, kind] > bid[buyer, kind] or stock < 1:
                reason = NO_OVERLAP if ask[seller, kind] > bid[buyer, kind] else NO_GOOD
                count = _write(count, w, buyer, seller, kind, 0, 0, math.nan, reason, of_buyer, of_seller, math.nan, math.nan, whole, real)
                continue
            count, hit, price, gain = _search(
                count, w, buyer, seller, of_buyer, of_seller, kind, min(quantity_max, stock), eps, True, ask, bid, whole, real
            )
            if hit >= 0 and execution == 1:
                count, hit, gain = _enlarge(
                    count, w, buyer, seller, of_buyer, of_seller, kind, min(quantity_max, stock), eps, price, whole, real
                )
            if hit < 0:
                continue
            if gain > most:
                chosen, most = hit, gain
            break  # the other direction is tried only where the first has no block
        if takes_first and chosen >= 0:
            break
    if 0 <= chosen < whole.shape[0]:
        whole[chosen, RESULT] = AGREED
    return count


@jit
def _search(count, w, buyer, seller, of_buyer, of_seller, kind, most, eps, by_gain, ask, bid, whole, real):
    """Try blocks until one helps both: (rows so far, its row or -1, its price, gain of both together).

    count     : int64          rows so far
    w         : int64          world
    buyer     : int64          row; seller another; of_buyer and of_seller as sides
    seller    : int64
    of_buyer  : Side
    of_seller : Side
    kind      : int64          A_FOR_B, A_FOR_M or B_FOR_M
    most      : int64 [unit]   greatest quantity
    eps       : float64 [util] least gain that counts
    by_gain   : bool           see `blocks.improves`
    ask       : float64[N, E]  quotes; likewise bid
    bid       : float64[N, E]
    whole     : int64[A, 8]    filled; likewise real
    real      : float64[A, 5]
    """
    price = np.empty(MOST_PAYMENTS + SAMPLES)
    for quantity in range(1, most + 1):
        for k in range(_prices(ask[seller, kind], bid[buyer, kind], quantity, price)):
            row = count
            count, gain = _try(count, w, buyer, seller, of_buyer, of_seller, kind, quantity, price[k], eps, by_gain, whole, real)
            if gain > -math.inf:
                return count, row, price[k], gain
    return count, -1, 0.0, 0.0


@jit
def _enlarge(count, w, buyer, seller, of_buyer, of_seller, kind, most, eps, price, whole, real):
    """Raise the quantity at a price as long as that helps both: (rows so far, row of the last that did or -1, gain of both together).

    count     : int64          rows so far
    w         : int64          world
    buyer     : int64          row; seller another; of_buyer and of_seller as sides
    seller    : int64
    of_buyer  : Side
    of_seller : Side
    kind      : int64          A_FOR_B, A_FOR_M or B_FOR_M
    most      : int64 [unit]   greatest quantity
    eps       : float64 [util] least gain that counts
    price     : float64        of the good in the medium
    whole     : int64[A, 8]    filled; likewise real
    real      : float64[A, 5]
    """
    hit, best = -1, 0.0
    for quantity in range(1, most + 1):
        row = count
        count, gain = _try(count, w, buyer, seller, of_buyer, of_seller, kind, quantity, price, eps, True, whole, real)
        if gain == -math.inf:
            break
        hit, best = row, gain
    return count, hit, best


@jit
def _try(count, w, buyer, seller, of_buyer, of_seller, kind, quantity, price, eps, by_gain, whole, real):
    """Try one block: (rows so far, gain of both together, or -inf where it does not help both).

    count     : int64          rows so far
    w         : int64          world
    buyer     : int64          row; seller another; of_buyer and of_seller as sides
    seller    : int64
    of_buyer  : Side
    of_seller : Side
    kind      : int64          A_FOR_B, A_FOR_M or B_FOR_M
    quantity  : int64 [unit]   of the good
    price     : float64        of the good in the medium
    eps       : float64 [util] least gain that counts
    by_gain   : bool           see `blocks.improves`
    whole     : int64[A, 8]    filled; likewise real
    real      : float64[A, 5]
    """
    stock, means = amounts(kind, of_buyer, of_seller)
    payment = int(min(price * quantity + 0.5, MOST_COST))
    after_buyer, after_seller, gain, reason = math.nan, math.nan, -math.inf, NO_PAYMENT
    if payment > 0:
        reason = NO_GOOD if quantity > stock else NO_MEANS
        if quantity <= stock and payment <= means:
            after_buyer, after_seller = level_with(of_buyer, kind, quantity, payment), level_with(of_seller, kind, -quantity, -payment)
            helps_buyer = improves(after_buyer, of_buyer.level, eps, by_gain)
            helps_seller = improves(after_seller, of_seller.level, eps, by_gain)
            if helps_buyer and helps_seller:
                reason, gain = HELPS_BOTH, (after_buyer - of_buyer.level) + (after_seller - of_seller.level)
            else:
                reason = NOT_THE_SELLER if helps_buyer else (NOT_THE_BUYER if helps_seller else HELPS_NEITHER)
    count = _write(
        count, w, buyer, seller, kind, quantity, payment, price, reason, of_buyer, of_seller, after_buyer, after_seller, whole, real
    )
    return count, gain


@inline
def _write(count, w, buyer, seller, kind, quantity, payment, price, reason, of_buyer, of_seller, after_buyer, after_seller, whole, real):
    """Write one attempt if there is room for it; return the number of rows so far: int64.

    count        : int64           rows so far
    w            : int64           world
    buyer        : int64           row; seller another; of_buyer and of_seller as sides
    seller       : int64
    kind         : int64           A_FOR_B, A_FOR_M or B_FOR_M
    quantity     : int64 [unit]    of the good
    payment      : int64           of the medium
    price        : float64         of the good in the medium
    reason       : int64           NO_OVERLAP and so on
    of_buyer     : Side
    of_seller    : Side
    after_buyer  : float64 [util]  NaN where it was not asked; likewise after_seller
    after_seller : float64 [util]
    whole        : int64[A, 8]     filled; likewise real
    real         : float64[A, 5]
    """
    if count < whole.shape[0]:
        whole[count, WORLD], whole[count, BUYER], whole[count, SELLER], whole[count, KIND] = w, buyer, seller, kind
        whole[count, QUANTITY], whole[count, PAYMENT], whole[count, REASON] = quantity, payment, reason
        whole[count, RESULT] = PASSED_OVER if reason == HELPS_BOTH else REFUSED
        real[count, PRICE], real[count, BUYER_BEFORE], real[count, SELLER_BEFORE] = price, of_buyer.level, of_seller.level
        real[count, BUYER_AFTER], real[count, SELLER_AFTER] = after_buyer, after_seller
    return count + 1


@jit
def _prices(ask, bid, quantity, price):
    """Prices tried for a quantity, rising, each once; return how many there are.

    ask      : float64        seller's
    bid      : float64        buyer's
    quantity : int64 [unit]   of the good
    price    : float64[P]     filled; room for all whole payments and samples

    Source  economy.md section 4.5.
    """
    count = 0
    for sample in range(SAMPLES):
        count = _sort_in(ask + sample * (bid - ask) / (SAMPLES - 1), count, price)
    for whole in range(1, int(min(bid * quantity + 1.0, float(MOST_PAYMENTS))) + 1):
        if ask <= whole / quantity <= bid:
            count = _sort_in(whole / quantity, count, price)
    return count


@inline
def _sort_in(new, count, price):
    """Put a price where it belongs among others, unless it is there; return how many there are then: int64.

    new   : float64      price
    count : int64        prices so far
    price : float64[P]   changed
    """
    place = count
    while place > 0 and price[place - 1] > new:
        place -= 1
    if place > 0 and price[place - 1] == new:
        return count
    for k in range(count, place, -1):
        price[k] = price[k - 1]
    price[place] = new
    return count + 1
