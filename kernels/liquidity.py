"""How many sellers for money an agent sees: where there are few, people barter though there is money."""

from __future__ import annotations

import numpy as np

from .institutions import GATE
from .jit import jit, parallel, prange
from .market import A_FOR_M, B_FOR_M
from .space import count_in_view


@jit
def mark_sellers(worlds, offsets, epsilon, must_hold, goods, ask, sells):
    """Mark the agents that ask a price in money for A or B. To whom money is closed asks inf, and counts for nothing.

    worlds    : int64[K]              worlds to do
    offsets   : int64[W+1]            first row of each world
    epsilon   : float64[W]            an ask must exceed this
    must_hold : bool[W]               whether the seller must have a unit of the good
    goods     : int64[N, 2] [unit]    columns A, B
    ask       : float64[N, 3]         quotes for each exchange [medium per good]
    sells     : bool[N]               overwritten for rows of these worlds
    """
    for k in range(worlds.shape[0]):
        w = worlds[k]
        for i in range(offsets[w], offsets[w + 1]):
            sells_a = epsilon[w] < ask[i, A_FOR_M] < np.inf and (goods[i, 0] >= 1 or not must_hold[w])
            sells_b = epsilon[w] < ask[i, B_FOR_M] < np.inf and (goods[i, 1] >= 1 or not must_hold[w])
            sells[i] = sells_a or sells_b
    return 0


@parallel
def count_sellers(blocks, cell_offsets, width, height, torus, enough, open_to, x, y, radius, end, barters):
    """Let each agent barter that sees fewer sellers than are enough, itself among them, or that the gate does not keep from it.

    blocks       : int64[B, 3]       (world, first row, last row + 1)
    cell_offsets : int64[W+1]        first cell of each world
    width        : int32[W] [cell]   columns of the grid; height its rows
    height       : int32[W] [cell]
    torus        : bool[W]           whether the edges meet
    enough       : int32[W]          sellers
    open_to      : int8[N]           what is open to the agent; GATE: whether the gate holds for it
    x            : int32[N] [cell]   column; y row
    y            : int32[N] [cell]
    radius       : int32[N] [cell]   vision
    end          : int32[C]          sellers, as `space.cell_list` leaves it
    barters      : bool[N]           overwritten

    Order   rows are independent.
    Source  economy.md sections 4.8, 14 (Q1). Twin  tests/reference/phases.py.
    """
    for b in prange(blocks.shape[0]):
        w = blocks[b, 0]
        for i in range(blocks[b, 1], blocks[b, 2]):
            barters[i] = True
            if open_to[i] >> GATE & 1:
                seen = count_in_view(x[i], y[i], radius[i], width[w], height[w], torus[w], cell_offsets[w], end, enough[w])
                barters[i] = seen < enough[w]
    return 0
