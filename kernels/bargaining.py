"""Bargaining: pairs that have met look for a block that leaves both better off, and trade, or part."""

from __future__ import annotations

import math

from .blocks import Side, first_block, largest_block
from .cooldowns import avoid
from .jit import inline, jit, parallel, prange
from .market import A_FOR_B, A_FOR_M, B_FOR_M, good_of, medium_of
from .money import NONE, money_utility
from .prefetch import AHEAD, prefetch
from .space import distance
from .utility import utility

WORLD, BUYER, SELLER, OUTCOME, KIND, QUANTITY, PAYMENT = range(7)
"""Columns of a deal. Buyer and seller are rows of the table; kind, quantity and payment hold if they agreed."""
PRICE, GAIN_BUYER, GAIN_SELLER = range(3)
"""Columns of a deal's terms."""
APART, FAILED, AGREED, NO_OVERLAP = range(4)
"""Outcomes."""


@parallel
def count_pairs(blocks, offsets, paired, count):
    """Count the pairs of each block, at their lower rows.

    blocks  : int64[B, 3]   (world, first row, last row + 1)
    offsets : int64[W+1]    first row of each world
    paired  : int32[N]      world-local row of the partner, -1 if none
    count   : int64[B]      overwritten
    """
    for b in prange(blocks.shape[0]):
        low, pairs = offsets[blocks[b, 0]], 0
        for i in range(blocks[b, 1], blocks[b, 2]):
            pairs += low + paired[i] > i
        count[b] = pairs
    return 0


@parallel
def bargain(
    blocks, first, offsets, width, height, torus, reach, quantity_max, epsilon, exchanges, typed, execution, money_form, money_unit,
    x, y, paired, goods, money, changed, family, parameters, weight, shift, level, open_to, barters, ask, bid, deal, terms,
):  # fmt: skip
    """Let each pair within reach look for a block; nothing changes hands yet.

    blocks       : int64[B, 3]           (world, first row, last row + 1)
    first        : int64[B]              place of the first deal of each block
    offsets      : int64[W+1]            first row of each world
    width        : int32[W] [cell]       columns of the grid; height its rows
    height       : int32[W] [cell]
    torus        : bool[W]               whether the edges meet
    reach        : int32[W] [cell]       interaction radius
    quantity_max : int32[W] [unit]       most units of the good that change hands
    epsilon      : float64[W] [util]     least gain that counts
    exchanges    : int8[W]               bits of what is exchanged for what in the world
    typed        : bool[W]               whether partners try each exchange open to both and count money; else they barter one way
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
    deal         : int64[D, 7]           a row for each pair, overwritten: WORLD, BUYER, SELLER, OUTCOME, KIND, QUANTITY, PAYMENT
    terms        : float64[D, 3]         overwritten where they agreed: PRICE, GAIN_BUYER, GAIN_SELLER

    Order   pairs are disjoint, so independent.
    Source  economy.md sections 2.4, 4.6, 4.7. Twin  tests/reference/phases.py.
    """
    for b in prange(blocks.shape[0]):
        block = b // 2 if b % 2 == 0 else blocks.shape[0] - 1 - b // 2  # pairs stand at their lower rows: the first blocks have most
        w, begin, last = blocks[block, 0], blocks[block, 1], blocks[block, 2]
        low, d = offsets[w], first[block] - 1
        form = money_form[w] if typed[w] else NONE
        for i in range(begin, last):
            soon = min(i + AHEAD, last - 1)
            with_whom = low + paired[soon] if paired[soon] > soon - low else soon
            prefetch(x, with_whom)
            prefetch(y, with_whom)
            prefetch(goods, with_whom)
            prefetch(changed, with_whom)
            prefetch(family, with_whom)
            prefetch(parameters, with_whom)
            prefetch(level, with_whom)
            prefetch(ask, with_whom)
            prefetch(bid, with_whom)
            j = low + paired[i]
            if j <= i:
                continue
            d += 1
            deal[d, WORLD], deal[d, BUYER], deal[d, SELLER], deal[d, OUTCOME] = w, i, j, APART
            if distance(x[i], y[i], x[j], y[j], width[w], height[w], torus[w]) > reach[w]:
                continue
            if not typed[w] and bid[i, A_FOR_B] - ask[j, A_FOR_B] <= 0.0 and bid[j, A_FOR_B] - ask[i, A_FOR_B] <= 0.0:
                deal[d, OUTCOME] = NO_OVERLAP
                continue
            of_i = side_of(i, goods, money, changed, family, parameters, weight, shift, level, form, money_unit[w])
            of_j = side_of(j, goods, money, changed, family, parameters, weight, shift, level, form, money_unit[w])
            if typed[w]:
                shared = exchanges[w] & open_to[i] & open_to[j]
                allowed = shared if barters[i] or barters[j] else shared & ~(1 << A_FOR_B)
                try_each_exchange(
                    d, i, j, of_i, of_j, allowed, not shared >> A_FOR_B & 1, quantity_max[w], epsilon[w], execution[w], ask, bid, deal,
                    terms,
                )  # fmt: skip
            else:
                barter_one_way(d, i, j, of_i, of_j, quantity_max[w], epsilon[w], ask, bid, deal, terms)
    return 0


@inline
def barter_one_way(d, i, j, of_i, of_j, quantity_max, eps, ask, bid, deal, terms):
    """Let the one whose bid is further above the other's ask buy A for B; the higher row on equal overlaps.

    d            : int64           row of the deal
    i            : int64           lower row; j the higher; of_i and of_j as sides
    j            : int64
    of_i         : Side
    of_j         : Side
    quantity_max : int64 [unit]    most units of A that change hands
    eps          : float64 [util]  least gain that counts
    ask          : float64[N, E]   quotes; likewise bid
    bid          : float64[N, E]
    deal         : int64[D, 7]     changed
    terms        : float64[D, 3]   changed

    Source  economy.md section 4.6.
    """
    i_buys = bid[i, A_FOR_B] - ask[j, A_FOR_B] > bid[j, A_FOR_B] - ask[i, A_FOR_B]
    buyer, seller = (i, j) if i_buys else (j, i)
    of_buyer, of_seller = (of_i, of_j) if i_buys else (of_j, of_i)
    quantity, payment, price, gain_buyer, gain_seller = first_block(
        A_FOR_B, ask[seller, A_FOR_B], bid[buyer, A_FOR_B], quantity_max, eps, False, of_buyer, of_seller
    )
    deal[d, BUYER], deal[d, SELLER], deal[d, KIND], deal[d, QUANTITY], deal[d, PAYMENT] = buyer, seller, A_FOR_B, quantity, payment
    terms[d, PRICE], terms[d, GAIN_BUYER], terms[d, GAIN_SELLER] = price, gain_buyer, gain_seller
    deal[d, OUTCOME] = AGREED if quantity > 0 else FAILED


@inline
def try_each_exchange(d, i, j, of_i, of_j, allowed, takes_first, quantity_max, eps, execution, ask, bid, deal, terms):
    """Look for a block in each exchange, the lower row selling first; take the first, or the one with the greatest gain in all.

    d            : int64           row of the deal
    i            : int64           lower row; j the higher; of_i and of_j as sides
    j            : int64
    of_i         : Side
    of_j         : Side
    allowed      : int64           bits of the exchanges they may use
    takes_first  : bool            whether the first exchange with a block is taken
    quantity_max : int64 [unit]    most units of the good that change hands
    eps          : float64 [util]  least gain that counts
    execution    : int64           0 the first block, 1 the largest at its price
    ask          : float64[N, E]   quotes; likewise bid
    bid          : float64[N, E]
    deal         : int64[D, 7]     changed
    terms        : float64[D, 3]   changed

    On equal gains A for M comes before B for M, and that before A for B.
    Source  economy.md section 4.7.
    """
    deal[d, OUTCOME], most = FAILED, -math.inf
    for kind in (A_FOR_M, B_FOR_M, A_FOR_B):
        if not allowed >> kind & 1:
            continue
        for direction in range(2):
            buyer, seller = (j, i) if direction == 0 else (i, j)
            if ask[seller, kind] > bid[buyer, kind]:
                continue
            of_buyer, of_seller = (of_j, of_i) if direction == 0 else (of_i, of_j)
            quantity, payment, price, gain_buyer, gain_seller = first_block(
                kind, ask[seller, kind], bid[buyer, kind], quantity_max, eps, True, of_buyer, of_seller
            )
            if quantity > 0 and execution == 1:
                quantity, payment, gain_buyer, gain_seller = largest_block(kind, price, quantity_max, eps, True, of_buyer, of_seller)
            if quantity == 0:
                continue
            if gain_buyer + gain_seller > most:
                most = gain_buyer + gain_seller
                deal[d, OUTCOME], deal[d, BUYER], deal[d, SELLER] = AGREED, buyer, seller
                deal[d, KIND], deal[d, QUANTITY], deal[d, PAYMENT] = kind, quantity, payment
                terms[d, PRICE], terms[d, GAIN_BUYER], terms[d, GAIN_SELLER] = payment / quantity, gain_buyer, gain_seller
            if takes_first:
                return
            break  # the other direction is tried only where the first has no block


@inline
def side_of(i, goods, money, changed, family, parameters, weight, shift, level, form, unit):
    """Row i as a side of an exchange: Side.

    i          : int64               row
    goods      : int64[N, 2] [unit]  columns A, B
    money      : int64[N]            minor units
    changed    : bool[N]             whether goods changed since `level` was computed: by a system of somebody's own
    family     : int8[N]             utility family; parameters its parameters
    parameters : float64[N, 6]
    weight     : float64[N, 0 or 1]  lambda; shift M_0
    shift      : float64[N, 0 or 1]
    level      : float64[N] [util]   utility of the goods in hand, as kept
    form       : int8                form of the utility of money; unit what lambda is the utility of
    unit       : float64
    """
    f, p0, p1, p2 = family[i], parameters[i, 0], parameters[i, 1], parameters[i, 2]
    p3, p4, p5 = parameters[i, 3], parameters[i, 4], parameters[i, 5]
    a, b, m, its_weight, its_shift, now = goods[i, 0], goods[i, 1], money[i], 0.0, 0.0, level[i]
    if changed[i]:
        now = utility(f, p0, p1, p2, p3, p4, p5, float(a), float(b))
    if form != NONE:
        its_weight, its_shift = weight[i, 0], shift[i, 0]
        now += money_utility(form, its_weight, its_shift, m, unit)
    return Side(f, p0, p1, p2, p3, p4, p5, its_weight, its_shift, a, b, m, now, form, unit)


@jit
def settle_trades(
    offsets, typed, deal, terms, x, y, goods, money, changed, out_world, out_x, out_y, out_buyer, out_seller, out_good, out_medium,
    out_quantity, out_payment, out_price, out_gain_buyer, out_gain_seller,
):  # fmt: skip
    """Exchange what each agreed block says and write a row for it; return the number of trades.

    offsets         : int64[W+1]            first row of each world
    typed           : bool[W]               whether a trade takes place where the lower row stands; else where the buyer does
    deal            : int64[D, 7]           of `bargain`; likewise terms
    terms           : float64[D, 3]
    x               : int32[N] [cell]       column; y row
    y               : int32[N] [cell]
    goods           : int64[N, 2] [unit]    columns A, B; changed, like money
    money           : int64[N]              minor units
    changed         : bool[N]               set for both sides
    out_world       : int32[E]              a row for each trade, in order of the lower row: its world
    out_x           : int32[E] [cell]       where it takes place; likewise out_y
    out_y           : int32[E] [cell]
    out_buyer       : int32[E]              world-local row; likewise out_seller
    out_seller      : int32[E]
    out_good        : int8[E]               what was sold: 0 A, 1 B
    out_medium      : int8[E]               what it was paid with: 1 B, 2 M
    out_quantity    : int64[E] [part]       of the good
    out_payment     : int64[E]              of the medium
    out_price       : float64[E]            in one-way barter the price tried, before rounding the payment; else their ratio
    out_gain_buyer  : float64[E] [util]     likewise out_gain_seller
    out_gain_seller : float64[E] [util]

    Keeps   the total of each good and of money.
    Source  economy.md section 2.4. Twin  tests/reference/phases.py.
    """
    count = 0
    for d in range(deal.shape[0]):
        soon = min(d + AHEAD, deal.shape[0] - 1)
        if deal[soon, OUTCOME] == AGREED:
            for side in (BUYER, SELLER):
                prefetch(goods, deal[soon, side])
                prefetch(changed, deal[soon, side])
            prefetch(x, deal[soon, BUYER])
            prefetch(y, deal[soon, BUYER])
        if deal[d, OUTCOME] != AGREED:
            continue
        w, b, s, quantity, payment = deal[d, WORLD], deal[d, BUYER], deal[d, SELLER], deal[d, QUANTITY], deal[d, PAYMENT]
        good, medium = good_of(deal[d, KIND]), medium_of(deal[d, KIND])
        goods[b, good] += quantity
        goods[s, good] -= quantity
        if medium == 2:
            money[b] -= payment
            money[s] += payment
        else:
            goods[b, medium] -= payment
            goods[s, medium] += payment
        changed[b], changed[s] = True, True
        place = min(b, s) if typed[w] else b
        out_world[count], out_x[count], out_y[count] = w, x[place], y[place]
        out_buyer[count], out_seller[count], out_good[count], out_medium[count] = b - offsets[w], s - offsets[w], good, medium
        out_quantity[count], out_payment[count], out_price[count] = quantity, payment, terms[d, PRICE]
        out_gain_buyer[count], out_gain_seller[count] = terms[d, GAIN_BUYER], terms[d, GAIN_SELLER]
        count += 1
    return count


@jit
def part(offsets, tick, cooldown, no_overlap_parts, deal, paired, avoided, until, out_world, out_i, out_j, slots_full):
    """Part the pairs that found no block, and let both avoid each other for a while; return how many parted.

    offsets          : int64[W+1]        first row of each world
    tick             : int64[W] [tick]   now
    cooldown         : int32[W] [tick]   for how long; 0 for not at all
    no_overlap_parts : bool[W]           whether a pair whose quotes do not overlap has failed; else it stays together
    deal             : int64[D, 7]       of `bargain`
    paired           : int32[N]          world-local row of the partner, -1 if none; changed
    avoided          : int32[N, S]       cooldowns, one slot free at least; changed, likewise until
    until            : int32[N, S] [tick]
    out_world        : int32[E]          a row for each pair, in order of the lower row: its world
    out_i            : int32[E]          lower row, world-local; out_j the higher
    out_j            : int32[E]
    slots_full       : bool[1]           set if an agent has no free slot left: widen the columns before the next call

    Source  economy.md sections 2.4, 14 (Q2). Twin  tests/reference/phases.py.
    """
    count = 0
    for d in range(deal.shape[0]):
        soon = min(d + AHEAD, deal.shape[0] - 1)
        for side in (BUYER, SELLER):
            prefetch(avoided, deal[soon, side])
            prefetch(until, deal[soon, side])
        w, outcome = deal[d, WORLD], deal[d, OUTCOME]
        if not (outcome == FAILED or (outcome == NO_OVERLAP and no_overlap_parts[w])):
            continue
        low, i, j = offsets[w], min(deal[d, BUYER], deal[d, SELLER]), max(deal[d, BUYER], deal[d, SELLER])
        paired[i], paired[j] = -1, -1
        full_i = avoid(avoided, until, i, j - low, tick[w], cooldown[w])
        full_j = avoid(avoided, until, j, i - low, tick[w], cooldown[w])
        if full_i or full_j:
            slots_full[0] = True
        out_world[count], out_i[count], out_j[count] = w, i - low, j - low
        count += 1
    return count
