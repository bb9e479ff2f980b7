"""The market: who is free to trade, in the order of cells, with what others need to know about them side by side.

Everyone looks at everyone near. Copied in the order of cells, the offers of one neighbourhood lie together in memory.
"""

from __future__ import annotations

import numpy as np

from .jit import inline, jit
from .space import cell_list

WAITING, IN_POOL, FORAGES = 1, 2, 4
"""Bits of a trader's flags: a forager whose cell is empty, free again once its own turn has come; takes part in the
fallback; chose to forage."""


@jit
def open_market(
    worlds, offsets, cell_offsets, height, mode, x, y, radius, committed_cell, amount, ask, bid, goods,
    free, end, listed_row, listed_x, listed_y, listed_ask, listed_bid, flags, longest,
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
    end            : int32[C]              overwritten: cell list
    listed_row     : int32[N]              overwritten as far as it goes, like the rest: world-local row
    listed_x       : int32[N] [cell]
    listed_y       : int32[N] [cell]
    listed_ask     : float64[N] [B per A]  inf for who has no A to sell
    listed_bid     : float64[N] [B per A]  -inf for who has no B to pay with
    flags          : int8[N]               WAITING or 0
    longest        : int32[W] [cell]       overwritten: greatest vision in the world

    Source  economy.md section 2.1. Twin  tests/reference/phases.py.
    """
    for k in range(worlds.shape[0]):
        w = worlds[k]
        base = cell_offsets[w]
        longest[w] = 0
        for i in range(offsets[w], offsets[w + 1]):
            out_foraging = committed_cell[i] >= 0 and amount[base + committed_cell[i]] > 0
            free[i] = mode[w] != 1 and not out_foraging
            longest[w] = max(longest[w], radius[i])
    cell_list(worlds, offsets, cell_offsets, height, free, x, y, end, listed_row)
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low = offsets[w]
        for place in range(low, low + end[cell_offsets[w + 1] - 1]):
            i = low + listed_row[place]
            listed_x[place], listed_y[place] = x[i], y[i]
            listed_ask[place] = sells_at(ask[i], goods[i, 0])
            listed_bid[place] = buys_at(bid[i], goods[i, 1])
            flags[place] = WAITING * (committed_cell[i] >= 0)
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
    """Whether a candidate ranks before another one (row -1: nobody): higher value first, then the lower row.

    value       : float64   of the candidate
    row         : int64     its row
    other_value : float64   of the other
    other_row   : int64     its row, or -1
    """
    return other_row < 0 or value > other_value or (value == other_value and row < other_row)


@inline
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
