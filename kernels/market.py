"""The market: who is free to trade, in the order of cells, with what others need to know about them side by side.

Everyone looks at everyone near. Copied in the order of cells, the traders of one neighbourhood lie together in memory, and
one of them is one line of it.
"""

from __future__ import annotations

import numpy as np

from .jit import inline, jit
from .prefetch import AHEAD, prefetch

ROW, Y, VISION, FROM = range(4)
"""Columns of a trader: its world-local row, the row of its cell, its vision, and from which row on others find it free. That is
-1; but a forager whose cell is empty waits for its own turn, so only higher rows find it free."""
ASK, BID = range(2)
"""Columns of an offer."""


@jit
def open_market(
    worlds, offsets, cell_offsets, height, mode, x, y, radius, committed_cell, amount, ask, bid, goods,
    free, end, trader, trader_x, offer, longest,
):  # fmt: skip
    """List the agents of each world that are not out foraging, by cell, with their offers; nobody where trade is off.

    worlds         : int64[K]              worlds to do
    offsets        : int64[W+1]            first row of each world; cell_offsets its first cell
    cell_offsets   : int64[W+1]
    height         : int32[W] [cell]       rows of the grid
    mode           : int8[W]               0 both, 1 forage (trade is off), 2 trade
    x              : int32[N] [cell]       column; y row
    y              : int32[N] [cell]
    radius         : int32[N] [cell]       vision
    committed_cell : int32[N]              world-local cell a forager is committed to, -1 if none
    amount         : int32[C] [unit]       resource on each cell
    ask            : float64[N] [B per A]  quotes; likewise bid
    bid            : float64[N] [B per A]
    goods          : int64[N, 2] [unit]    columns A, B
    free           : bool[N]               overwritten: who is listed
    end            : int32[C]              overwritten: listed agents in all cells up to and including this one
    trader         : int32[N, 4]           overwritten as far as it goes, like the next two: ROW, Y, VISION, FROM
    trader_x       : int32[N] [cell]       column of the cell
    offer          : float64[N, 2] [B per A]  ASK, inf for who has no A to sell; BID, -inf for who has no B to pay with
    longest        : int32[W] [cell]       overwritten: greatest vision in the world

    The listed agents of cell c of a world are at end[c - 1]:end[c], counted from the world's first row, lower rows first.
    Source  economy.md section 2.1. Twin  tests/reference/phases.py.
    """
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low, high, base, top = offsets[w], offsets[w + 1], cell_offsets[w], cell_offsets[w + 1]
        end[base:top] = 0
        far = 0
        for i in range(low, high):
            soon = min(i + AHEAD, high - 1)
            prefetch(amount, base + max(committed_cell[soon], 0))
            prefetch(end, base + x[soon] * height[w] + y[soon])
            committed = committed_cell[i]
            free[i] = mode[w] != 1 and not (committed >= 0 and amount[base + committed] > 0)
            end[base + x[i] * height[w] + y[i]] += free[i]
            far = max(far, radius[i])
        longest[w] = far
        total = 0
        for c in range(base, top):  # from counts to the place where each cell begins
            count = end[c]
            end[c] = total
            total += count
        for i in range(low, high):
            later, soon = min(i + 2 * AHEAD, high - 1), min(i + AHEAD, high - 1)
            prefetch(end, base + x[later] * height[w] + y[later])
            likely = low + end[base + x[soon] * height[w] + y[soon]]
            prefetch(trader, likely)
            prefetch(trader_x, likely)
            prefetch(offer, likely)
            if not free[i]:
                continue
            c = base + x[i] * height[w] + y[i]
            place = low + end[c]
            end[c] += 1
            trader[place, ROW], trader[place, Y], trader[place, VISION] = i - low, y[i], radius[i]
            trader[place, FROM] = i - low if committed_cell[i] >= 0 else -1
            trader_x[place] = x[i]
            offer[place, ASK], offer[place, BID] = sells_at(ask[i], goods[i, 0]), buys_at(bid[i], goods[i, 1])
    return 0


@inline
def sells_at(ask, a):
    """Price above which an agent sells A: its ask, or inf without a unit of A. float64 [B per A].

    ask : float64 [B per A]
    a   : int64 [unit]        amount of A
    """
    return ask if a >= 1 else np.inf


@inline
def buys_at(bid, b):
    """Price below which an agent buys A: its bid, or -inf without a unit of B. float64 [B per A].

    bid : float64 [B per A]
    b   : int64 [unit]        amount of B
    """
    return bid if b >= 1 else -np.inf


@inline
def overlap(bid_i, ask_i, bid_j, ask_j):
    """By how much one of two agents bids more for A than the other asks: float64 [B per A], 0 if neither.

    bid_i : float64 [B per A]   of the first, as `buys_at` gives it; ask_i as `sells_at` does
    ask_i : float64 [B per A]
    bid_j : float64 [B per A]   of the second; likewise ask_j
    ask_j : float64 [B per A]

    Source  economy.md section 4.4, medium B.
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
