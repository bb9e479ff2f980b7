"""Compensating-block bargaining: the smallest block of A, at the lowest price, that leaves both sides better off."""

from __future__ import annotations

import math

from .cooldowns import avoid
from .jit import inline, jit, parallel, prange
from .prefetch import AHEAD, prefetch
from .space import distance
from .utility import utility

WORLD, BUYER, SELLER, OUTCOME, QUANTITY, PAYMENT = range(6)
"""Columns of a deal. Buyer and seller are rows of the table; quantity and payment hold if they agreed."""
PRICE, GAIN_BUYER, GAIN_SELLER = range(3)
"""Columns of a deal's terms."""
APART, FAILED, AGREED, NO_OVERLAP = range(4)
"""Outcomes."""
MOST_PAYMENTS = 19  # whole payments tried for each quantity
SAMPLES = 5  # evenly spaced prices tried besides


@jit
def compensating_block(
    ask, bid, quantity_max, eps,
    buyer_family, b0, b1, b2, b3, b4, b5, buyer_a, buyer_b, buyer_level,
    seller_family, s0, s1, s2, s3, s4, s5, seller_a, seller_b, seller_level,
):  # fmt: skip
    """Find the first block of A for B that both want: (quantity, payment, price, buyer's gain, seller's gain).

    ask           : float64 [B per A]   seller's
    bid           : float64 [B per A]   buyer's, > ask
    quantity_max  : int64 [unit]        most units of A that change hands, > 0
    eps           : float64 [util]      a gain must exceed this
    buyer_family  : int8                utility family of the buyer, b0 .. b5 its parameters
    b0            : float64             likewise b1, b2, b3, b4, b5
    buyer_a       : int64 [unit]        amount of A; buyer_b of B
    buyer_b       : int64 [unit]
    buyer_level   : float64 [util]      utility in hand
    seller_family : int8                the same of the seller: s0 .. s5, seller_a, seller_b, seller_level
    s0            : float64             likewise s1, s2, s3, s4, s5

    A quantity of 0 says that there is none. Prices rise, so a payment already refused is not tried again.
    Source  economy.md sections 4.2, 4.5, 4.6. Twin  tests/reference/bargaining.py.
    """
    for quantity in range(1, min(quantity_max, seller_a) + 1):
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
            if cost >= buyer_b + 1:  # before rounding down: it may be greater than any integer
                break
            payment = int(cost)
            if payment <= refused:
                continue
            refused = payment
            after = utility(buyer_family, b0, b1, b2, b3, b4, b5, float(buyer_a + quantity), float(buyer_b - payment))
            if not after > buyer_level + eps:
                continue
            gain = after - buyer_level
            after = utility(seller_family, s0, s1, s2, s3, s4, s5, float(seller_a - quantity), float(seller_b + payment))
            if after > seller_level + eps:
                return quantity, payment, price, gain, after - seller_level
    return 0, 0, 0.0, 0.0, 0.0


@inline
def price_of(whole, quantity, last_whole, bid):
    """Price at which a quantity costs a whole payment: float64 [B per A], inf if that is not tried.

    whole      : int64 [unit]        payment
    quantity   : int64 [unit]        > 0
    last_whole : float64 [unit]      greatest payment tried
    bid        : float64 [B per A]   buyer's
    """
    price = whole / quantity
    return price if whole <= last_whole and price <= bid else math.inf


@inline
def level_now(i, goods, changed, family, parameters, level):
    """Utility of the goods in the hands of row i: float64 [util]; as kept, unless a system changed the goods meanwhile.

    i          : int64               row
    goods      : int64[N, 2] [unit]  columns A, B
    changed    : bool[N]             whether goods changed since `level` was computed
    family     : int8[N]             utility family; parameters its parameters
    parameters : float64[N, 6]
    level      : float64[N] [util]   kept utility
    """
    if not changed[i]:
        return level[i]
    return utility(
        family[i], parameters[i, 0], parameters[i, 1], parameters[i, 2], parameters[i, 3], parameters[i, 4], parameters[i, 5],
        float(goods[i, 0]), float(goods[i, 1]),
    )  # fmt: skip


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
    blocks, first, offsets, width, height, torus, reach, quantity_max, epsilon, no_overlap_parts, x, y, paired, goods, changed,
    family, parameters, level, ask, bid, deal, terms, agreed, parting, torn,
):  # fmt: skip
    """Let each pair within reach look for a block; nothing changes hands yet.

    blocks       : int64[B, 3]           (world, first row, last row + 1)
    first        : int64[B]              place of the first deal of each block
    offsets      : int64[W+1]            first row of each world
    width        : int32[W] [cell]       columns of the grid; height its rows
    height       : int32[W] [cell]
    torus        : bool[W]               whether the edges meet
    reach        : int32[W] [cell]       interaction radius
    quantity_max : int32[W] [unit]       most units of A that change hands
    epsilon      : float64[W] [util]     a gain must exceed this
    no_overlap_parts : bool[W]           whether a pair whose quotes do not overlap has failed; else it stays together
    x            : int32[N] [cell]       column; y row
    y            : int32[N] [cell]
    paired       : int32[N]              world-local row of the partner, -1 if none
    goods        : int64[N, 2] [unit]    columns A, B
    changed      : bool[N]               whether goods changed since `level` was computed
    family       : int8[N]               utility family; parameters its parameters
    parameters   : float64[N, 6]
    level        : float64[N] [util]     utility of the goods in hand
    ask          : float64[N] [B per A]  quotes; likewise bid
    bid          : float64[N] [B per A]
    deal         : int64[D, 6]           a row for each pair, overwritten: WORLD, BUYER, SELLER, OUTCOME, QUANTITY, PAYMENT
    terms        : float64[D, 3]         overwritten where they agreed: PRICE, GAIN_BUYER, GAIN_SELLER
    agreed       : int64[B]              overwritten: how many of each block have AGREED
    parting      : int64[B]              overwritten: how many part
    torn         : int64[B]              overwritten: how many are not mutual, so that a row may be in several

    Order   nothing that is read changes. On equal overlaps the higher row buys.
    Source  economy.md sections 2.4, 4.6. Twin  tests/reference/phases.py.
    """
    for block in prange(blocks.shape[0]):
        w, begin, last = blocks[block, 0], blocks[block, 1], blocks[block, 2]
        low, d, n_agreed, n_parting, n_torn = offsets[w], first[block] - 1, 0, 0, 0
        for i in range(begin, last):
            soon = min(i + AHEAD, last - 1)
            with_whom = low + paired[soon] if paired[soon] > soon - low else soon
            prefetch(paired, with_whom)
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
            n_torn += paired[j] != i - low
            b, s = (i, j) if bid[i] - ask[j] > bid[j] - ask[i] else (j, i)
            deal[d, WORLD], deal[d, BUYER], deal[d, SELLER], deal[d, OUTCOME] = w, b, s, APART
            if distance(x[i], y[i], x[j], y[j], width[w], height[w], torus[w]) > reach[w]:
                continue
            if bid[b] - ask[s] <= 0.0 and bid[s] - ask[b] <= 0.0:
                deal[d, OUTCOME] = NO_OVERLAP
                n_parting += parts(NO_OVERLAP, no_overlap_parts[w])
                continue
            deal[d, QUANTITY], deal[d, PAYMENT], terms[d, PRICE], terms[d, GAIN_BUYER], terms[d, GAIN_SELLER] = compensating_block(
                ask[s], bid[b], quantity_max[w], epsilon[w],
                family[b], parameters[b, 0], parameters[b, 1], parameters[b, 2], parameters[b, 3], parameters[b, 4],
                parameters[b, 5], goods[b, 0], goods[b, 1], level_now(b, goods, changed, family, parameters, level),
                family[s], parameters[s, 0], parameters[s, 1], parameters[s, 2], parameters[s, 3], parameters[s, 4],
                parameters[s, 5], goods[s, 0], goods[s, 1], level_now(s, goods, changed, family, parameters, level),
            )  # fmt: skip
            deal[d, OUTCOME] = AGREED if deal[d, QUANTITY] > 0 else FAILED
            n_agreed += deal[d, OUTCOME] == AGREED
            n_parting += parts(deal[d, OUTCOME], no_overlap_parts[w])
        agreed[block], parting[block], torn[block] = n_agreed, n_parting, n_torn
    return 0


@inline
def parts(outcome, no_overlap_parts):
    """Whether a pair parts after it has tried to trade: bool.

    outcome          : int64   APART .. NO_OVERLAP
    no_overlap_parts : bool    whether a pair whose quotes do not overlap has failed; else it stays together
    """
    return outcome == FAILED or (outcome == NO_OVERLAP and no_overlap_parts)


@parallel
def settle_trades(
    first, n_deals, begin, offsets, deal, terms, x, y, goods, changed,
    out_world, out_x, out_y, out_buyer, out_seller, out_quantity, out_payment, out_price, out_gain_buyer, out_gain_seller,
):  # fmt: skip
    """Exchange the goods of each agreed block and write a row for it.

    first           : int64[B]              place of the first deal of each block of rows; n_deals how many it has
    n_deals         : int64[B]
    begin           : int64[B]              place of the first trade of each block
    offsets         : int64[W+1]            first row of each world
    deal            : int64[D, 6]           of `bargain`; likewise terms
    terms           : float64[D, 3]
    x               : int32[N] [cell]       column; y row
    y               : int32[N] [cell]
    goods           : int64[N, 2] [unit]    columns A, B; changed
    changed         : bool[N]               set for both sides
    out_world       : int32[E]              a row for each trade, in order of the lower row: its world
    out_x           : int32[E] [cell]       where the buyer stands; likewise out_y
    out_y           : int32[E] [cell]
    out_buyer       : int32[E]              world-local row; likewise out_seller
    out_seller      : int32[E]
    out_quantity    : int32[E] [unit]       of A
    out_payment     : int64[E] [unit]       of B
    out_price       : float64[E] [B per A]  the price tried, before rounding the payment
    out_gain_buyer  : float64[E] [util]     likewise out_gain_seller
    out_gain_seller : float64[E] [util]

    Keeps   the total of each good.
    Order   blocks are independent if pairs are mutual, for then they are disjoint; else all have to be one block.
    Source  economy.md section 2.4. Twin  tests/reference/phases.py.
    """
    for block in prange(first.shape[0]):
        at = begin[block]
        for d in range(first[block], first[block] + n_deals[block]):
            if deal[d, OUTCOME] != AGREED:
                continue
            w, b, s, quantity, payment = deal[d, WORLD], deal[d, BUYER], deal[d, SELLER], deal[d, QUANTITY], deal[d, PAYMENT]
            goods[b, 0] += quantity
            goods[s, 0] -= quantity
            goods[b, 1] -= payment
            goods[s, 1] += payment
            changed[b], changed[s] = True, True
            out_world[at], out_x[at], out_y[at] = w, x[b], y[b]
            out_buyer[at], out_seller[at] = b - offsets[w], s - offsets[w]
            out_quantity[at], out_payment[at], out_price[at] = quantity, payment, terms[d, PRICE]
            out_gain_buyer[at], out_gain_seller[at] = terms[d, GAIN_BUYER], terms[d, GAIN_SELLER]
            at += 1
    return 0


@parallel
def part(
    first, n_deals, begin, offsets, tick, cooldown, no_overlap_parts, deal, paired, avoided, until, out_world, out_i, out_j, slots_full,
):  # fmt: skip
    """Part the pairs that found no block, and let both avoid each other for a while.

    first            : int64[B]          place of the first deal of each block of rows; n_deals how many it has
    n_deals          : int64[B]
    begin            : int64[B]          place of the first pair that parts of each block
    offsets          : int64[W+1]        first row of each world
    tick             : int64[W] [tick]   now
    cooldown         : int32[W] [tick]   for how long; 0 for not at all
    no_overlap_parts : bool[W]           whether a pair whose quotes do not overlap has failed; else it stays together
    deal             : int64[D, 6]       of `bargain`
    paired           : int32[N]          world-local row of the partner, -1 if none; changed
    avoided          : int32[N, S]       cooldowns, one slot free at least; changed, likewise until
    until            : int32[N, S] [tick]
    out_world        : int32[E]          a row for each pair, in order of the lower row: its world
    out_i            : int32[E]          lower row, world-local; out_j the higher
    out_j            : int32[E]
    slots_full       : bool[B]           overwritten: whether an agent of a block has no free slot left: widen the columns then

    Order   as in `settle_trades`.
    Source  economy.md sections 2.4, 14 (Q2). Twin  tests/reference/phases.py.
    """
    for block in prange(first.shape[0]):
        at, last, full = begin[block], first[block] + n_deals[block], False
        for d in range(first[block], last):
            soon = min(d + AHEAD, last - 1)
            for side in (BUYER, SELLER):
                prefetch(avoided, deal[soon, side])
                prefetch(until, deal[soon, side])
            w = deal[d, WORLD]
            if not parts(deal[d, OUTCOME], no_overlap_parts[w]):
                continue
            low, i, j = offsets[w], min(deal[d, BUYER], deal[d, SELLER]), max(deal[d, BUYER], deal[d, SELLER])
            paired[i], paired[j] = -1, -1
            full_i = avoid(avoided, until, i, j - low, tick[w], cooldown[w])
            full_j = avoid(avoided, until, j, i - low, tick[w], cooldown[w])
            full = full or full_i or full_j
            out_world[at], out_i[at], out_j[at] = w, i - low, j - low
            at += 1
        slots_full[block] = full
    return 0
