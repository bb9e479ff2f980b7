"""The market: who is free to trade, in the order of cells, with what others need to know about them side by side.

Everyone looks at everyone near. Copied in the order of cells, the traders of one neighbourhood lie together in memory, and
one of them is one line of it.
"""

from __future__ import annotations

import numpy as np

from .institutions import FORAGE_ONLY
from .jit import inline, jit, parallel, prange
from .prefetch import AHEAD, prefetch

ROW, Y, VISION, FROM = range(4)
"""Columns of a trader: its world-local row, the row of its cell, its vision, and from which row on others find it free. That is
-1; but a forager whose cell is empty waits for its own turn, so only higher rows find it free."""
A_FOR_B, A_FOR_M, B_FOR_M = range(3)
"""Exchanges: a good for a medium. Each has a bit in the masks of the rules, a column in quotes and two in an offer."""
ASK, BID, OF_BARTERERS = 0, 1, 6
"""Columns of an offer: in this order for each exchange. Where barter depends on how many sellers an agent sees, A for B stands
there once more, for those alone who barter."""
CHUNK = 1024  # rows to pick from at a time


@parallel
def find_free(blocks, offsets, cell_offsets, mode, radius, committed_cell, amount, free, farthest):
    """Say which agents are not out foraging; nobody is free who may not trade.

    blocks         : int64[B, 3]     (world, first row, last row + 1)
    offsets        : int64[W+1]      first row of each world; cell_offsets its first cell
    cell_offsets   : int64[W+1]
    mode           : int8[N]         what each agent may do: BOTH, FORAGE_ONLY or TRADE_ONLY
    radius         : int32[N] [cell] vision
    committed_cell : int32[N]        world-local cell a forager is committed to, -1 if none
    amount         : int32[C] [unit] resource on each cell
    free           : bool[N]         overwritten
    farthest       : int32[B] [cell] overwritten: greatest vision of all in the block, free or not

    Order   rows are independent.
    Source  economy.md section 2.1. Twin  tests/reference/phases.py.
    """
    for b in prange(blocks.shape[0]):
        w, last = blocks[b, 0], blocks[b, 2]
        base, far = cell_offsets[w], 0
        for i in range(blocks[b, 1], last):
            prefetch(amount, base + max(committed_cell[min(i + AHEAD, last - 1)], 0))
            committed = committed_cell[i]
            free[i] = mode[i] != FORAGE_ONLY and not (committed >= 0 and amount[base + committed] > 0)
            far = max(far, radius[i])
        farthest[b] = far
    return 0


@parallel
def count_listed(parts, offsets, cell_offsets, height, x, y, free, end, listed):
    """Count the free agents of each cell, and of each part of the grid.

    parts        : int64[P, 3]       (world, first column, last column + 1) of the grid, those of a world together and rising
    offsets      : int64[W+1]        first row of each world; cell_offsets its first cell
    cell_offsets : int64[W+1]
    height       : int32[W] [cell]   rows of the grid
    x            : int32[N] [cell]   column; y row
    y            : int32[N] [cell]
    free         : bool[N]           of `find_free`: who is listed
    end          : int32[C]          overwritten: free agents of the cell
    listed       : int64[P]          overwritten: free agents of the part

    Order   cells are independent: each part of a grid goes through all agents and counts its own.
    Source  economy.md section 2.1.
    """
    for p in prange(parts.shape[0]):
        w, left, right = parts[p, 0], parts[p, 1], parts[p, 2]
        base, rows, total = cell_offsets[w], height[w], 0
        end[base + left * rows : base + right * rows] = 0
        mine = np.empty(CHUNK, np.int64)
        for first in range(offsets[w], offsets[w + 1], CHUNK):
            count = pick(first, min(first + CHUNK, offsets[w + 1]), left, right, free, x, mine)
            for s in range(count):
                soon, i = mine[min(s + AHEAD, count - 1)], mine[s]
                prefetch(end, base + x[soon] * rows + y[soon])
                end[base + x[i] * rows + y[i]] += 1
            total += count
        listed[p] = total
    return 0


@parallel
def open_market(
    parts, offsets, cell_offsets, height, exchanges, x, y, radius, committed_cell, ask, bid, goods, money, barters,
    free, end, trader, trader_x, offer, listed,
):  # fmt: skip
    """List the free agents of each world by cell, with their offers.

    parts          : int64[P, 3]           (world, first column, last column + 1) of the grid, those of a world together and rising
    offsets        : int64[W+1]            first row of each world; cell_offsets its first cell
    cell_offsets   : int64[W+1]
    height         : int32[W] [cell]       rows of the grid
    exchanges      : int8[W]               bits of what a pair may come together for
    x              : int32[N] [cell]       column; y row
    y              : int32[N] [cell]
    radius         : int32[N] [cell]       vision
    committed_cell : int32[N]              world-local cell a forager is committed to, -1 if none
    ask            : float64[N, E]         quotes for each exchange [medium per good]; likewise bid
    bid            : float64[N, E]
    goods          : int64[N, 2] [unit]    columns A, B
    money          : int64[N]
    barters        : bool[N]               whether it barters though there is money
    free           : bool[N]               of `find_free`: who is listed
    end            : int32[C]              of `count_listed`; overwritten: listed agents in all cells up to and including this one
    trader         : int32[N, 4]           overwritten as far as it goes, like the next two: ROW, Y, VISION, FROM
    trader_x       : int32[N] [cell]       column of the cell
    offer          : float64[N, O]         for each exchange ASK, inf for who has no unit to sell, and BID, -inf for who cannot pay
    listed         : int64[P]              of `count_listed`

    The listed agents of cell c of a world are at end[c - 1]:end[c], counted from the world's first row, lower rows first.
    Order   cells are independent: each part of a grid goes through all agents and lists its own.
    Source  economy.md section 2.1. Twin  tests/reference/phases.py.
    """
    for p in prange(parts.shape[0]):
        w, left, right = parts[p, 0], parts[p, 1], parts[p, 2]
        low, base, rows, total = offsets[w], cell_offsets[w], height[w], 0
        for before in range(p):
            total += listed[before] if parts[before, 0] == w else 0
        for c in range(base + left * rows, base + right * rows):  # from counts to the place where each cell begins
            count = end[c]
            end[c] = total
            total += count
        mine = np.empty(CHUNK, np.int64)
        for first in range(low, offsets[w + 1], CHUNK):
            count = pick(first, min(first + CHUNK, offsets[w + 1]), left, right, free, x, mine)
            for s in range(count):
                later, soon, i = mine[min(s + 2 * AHEAD, count - 1)], mine[min(s + AHEAD, count - 1)], mine[s]
                prefetch(end, base + x[later] * rows + y[later])
                likely = low + end[base + x[soon] * rows + y[soon]]
                prefetch(trader, likely)
                prefetch(trader_x, likely)
                prefetch(offer, likely)
                c = base + x[i] * rows + y[i]
                place = low + end[c]
                end[c] += 1
                trader[place, ROW], trader[place, Y], trader[place, VISION] = i - low, y[i], radius[i]
                trader[place, FROM] = i - low if committed_cell[i] >= 0 else -1
                trader_x[place] = x[i]
                for kind in range(ask.shape[1]):
                    offer[place, 2 * kind + ASK], offer[place, 2 * kind + BID] = np.inf, -np.inf
                    if exchanges[w] >> kind & 1:
                        offer[place, 2 * kind + ASK] = sells_at(ask[i, kind], holding(i, good_of(kind), goods, money))
                        offer[place, 2 * kind + BID] = buys_at(bid[i, kind], holding(i, medium_of(kind), goods, money))
                if offer.shape[1] > OF_BARTERERS:
                    offer[place, OF_BARTERERS + ASK] = offer[place, ASK] if barters[i] else np.inf
                    offer[place, OF_BARTERERS + BID] = offer[place, BID] if barters[i] else -np.inf
    return 0


@inline
def pick(first, last, left, right, free, x, mine):
    """Collect the free agents of some columns; return how many there are.

    first : int64             row; last the one behind the last row
    last  : int64
    left  : int64 [cell]      column; right the one behind the last
    right : int64 [cell]
    free  : bool[N]           who is free
    x     : int32[N] [cell]   column of each agent
    mine  : int64[M]          filled with rows, M >= last - first
    """
    count = 0
    for i in range(first, last):
        mine[count] = i
        count += free[i] & (x[i] >= left) & (x[i] < right)
    return count


@inline
def good_of(kind):
    """What is sold in an exchange: 0 A, 1 B.

    kind : int64   A_FOR_B, A_FOR_M or B_FOR_M
    """
    return kind // 2


@inline
def medium_of(kind):
    """What it is paid with: 1 B, 2 M.

    kind : int64   A_FOR_B, A_FOR_M or B_FOR_M
    """
    return 1 + (kind + 1) // 2


@inline
def holding(i, what, goods, money):
    """How much of A, B or M row i has: int64.

    i     : int64                row
    what  : int64                0 A, 1 B, 2 M
    goods : int64[N, 2] [unit]   columns A, B
    money : int64[N]
    """
    return money[i] if what == 2 else goods[i, what]


@inline
def sells_at(ask, amount):
    """Price above which an agent sells: its ask, or inf without a unit to sell. float64 [medium per good].

    ask    : float64 [medium per good]
    amount : int64 [unit]                of the good
    """
    return ask if amount >= 1 else np.inf


@inline
def buys_at(bid, means):
    """Price below which an agent buys: its bid, or -inf without a unit of the medium. float64 [medium per good].

    bid   : float64 [medium per good]
    means : int64 [unit]                amount of the medium
    """
    return bid if means >= 1 else -np.inf


@inline
def barter_column(offer, barters):
    """First column of the offers of A for B that an agent may take: anyone's if it barters, else those of who barters. int64.

    offer   : float64[N, O]   offers
    barters : bool            whether the agent that looks barters
    """
    return 0 if barters or offer.shape[1] <= OF_BARTERERS else OF_BARTERERS


@inline
def best_overlap(own, i, barter, theirs, j):
    """Greatest overlap of two agents' offers over all exchanges: float64 [medium per good], 0 if none.

    own    : float64[N, O]   offers
    i      : int64           place of the agent that looks
    barter : int64           of `barter_column`
    theirs : float64[M, O]   offers
    j      : int64           place of the other agent

    Overlaps in different media are compared as they are.
    Source  economy.md sections 4.4, 14 (Q1, Q4).
    """
    best = overlap(own[i, BID], own[i, ASK], theirs[j, barter + BID], theirs[j, barter + ASK])
    for first in range(2, min(own.shape[1], OF_BARTERERS), 2):
        best = max(best, overlap(own[i, first + BID], own[i, first + ASK], theirs[j, first + BID], theirs[j, first + ASK]))
    return best


@inline
def best_exchange(i, j, exchanges, barters, ask, bid, goods, money):
    """The exchange in which the quotes of two rows overlap most: (overlap [medium per good], exchange), (0, -1) if in none.

    i         : int64                row; j another
    j         : int64
    exchanges : int64                bits of what they may come together for
    barters   : bool[N]              whether an agent barters though there is money
    ask       : float64[N, E]        quotes; likewise bid
    bid       : float64[N, E]
    goods     : int64[N, 2] [unit]   columns A, B
    money     : int64[N]

    Of equal overlaps A for M comes before B for M, and that before A for B.
    Source  economy.md section 4.4.
    """
    best, best_kind = 0.0, -1
    for kind in (A_FOR_M, B_FOR_M, A_FOR_B):
        if kind >= ask.shape[1] or not exchanges >> kind & 1 or (kind == A_FOR_B and not barters[i] and not barters[j]):
            continue
        good, medium = good_of(kind), medium_of(kind)
        bid_i, ask_i = buys_at(bid[i, kind], holding(i, medium, goods, money)), sells_at(ask[i, kind], holding(i, good, goods, money))
        bid_j, ask_j = buys_at(bid[j, kind], holding(j, medium, goods, money)), sells_at(ask[j, kind], holding(j, good, goods, money))
        found = overlap(bid_i, ask_i, bid_j, ask_j)
        if found > best:
            best, best_kind = found, kind
    return best, best_kind


@inline
def best_between(i, j, exchanges, barters, ask, bid, goods, money):
    """Greatest overlap of the quotes of two rows of the table: float64 [medium per good], 0 if none.

    i         : int64                row; j another
    j         : int64
    exchanges : int64                bits of what they may come together for
    barters   : bool[N]              whether an agent barters though there is money
    ask       : float64[N, E]        quotes; likewise bid
    bid       : float64[N, E]
    goods     : int64[N, 2] [unit]   columns A, B
    money     : int64[N]
    """
    return best_exchange(i, j, exchanges, barters, ask, bid, goods, money)[0]


@inline
def overlap(bid_i, ask_i, bid_j, ask_j):
    """By how much one of two agents bids more than the other asks: float64 [medium per good], 0 if neither.

    bid_i : float64 [medium per good]   of the first, as `buys_at` gives it; ask_i as `sells_at` does
    ask_i : float64 [medium per good]
    bid_j : float64 [medium per good]   of the second; likewise ask_j
    ask_j : float64 [medium per good]

    Source  economy.md section 4.4.
    """
    best = 0.0
    if bid_i - ask_j > best:
        best = bid_i - ask_j
    if bid_j - ask_i > best:
        best = bid_j - ask_i
    return best


@inline
def precedes(value, row, other_value, other_row):
    """Whether a candidate ranks before another one: higher value first, then the lower row.

    value       : float64   of the candidate
    row         : int64     its row
    other_value : float64   of the other
    other_row   : int64     its row
    """
    return value > other_value or (value == other_value and row < other_row)


@jit
def discount_table(beta, longest, width, height):
    """Powers of the discount factor: float64[D], entry d is beta ** d, for every distance that anybody sees.

    beta    : float64        0 < beta <= 1
    longest : int64 [cell]   greatest vision
    width   : int64 [cell]   columns of the grid; height its rows
    height  : int64 [cell]
    """
    table = np.empty(min(longest, width + height) + 1)
    for d in range(table.shape[0]):
        table[d] = beta ** float(d)
    return table
