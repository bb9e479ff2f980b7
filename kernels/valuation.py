r"""What money is worth, learned from prices in view: lambda moves towards the least marginal utility that a unit of it buys.

.. math:: \hat\lambda = \min_G MU_G / \hat p_G, \qquad \lambda' = (1 - \alpha) \lambda + \alpha \hat\lambda

Source  economy.md sections 4.8 (kkt_lambda) and 14.
"""

from __future__ import annotations

import numpy as np

from .jit import jit, parallel, prange
from .market import A_FOR_M, B_FOR_M
from .partners import ROOM
from .space import in_view
from .utility import marginal, prices

WITHIN, AT_LOWER, AT_UPPER = range(3)
"""Whether a new lambda was held at a bound."""
LEAST_CHANGE = 1e-9
OLD, NEW, HAT_A, HAT_B, HAT = range(5)
"""Columns of an estimate."""


@parallel
def learn(
    blocks, offsets, cell_offsets, width, height, torus, spread, epsilon, money_scale, rate, least, most, x, y, radius, goods, family,
    parameters, ask, end, order, weight, changed, moved, bound, estimate,
):  # fmt: skip
    """Move each agent's lambda towards what the prices that it sees imply; mark those whose lambda moved.

    blocks       : int64[B, 3]          (world, first row, last row + 1)
    offsets      : int64[W+1]           first row of each world; cell_offsets its first cell
    cell_offsets : int64[W+1]
    width        : int32[W] [cell]      columns of the grid; height its rows
    height       : int32[W] [cell]
    torus        : bool[W]              whether the edges meet
    spread       : float64[W]           mark-down of bids, where a price is inferred from the other good's
    epsilon      : float64[W]           floor under prices; asks below, and endless ones, do not count
    money_scale  : float64[W]           minor units in a major one
    rate         : float64[W]           alpha, 0 <= alpha <= 1
    least        : float64[W]           bounds of lambda; likewise most
    most         : float64[W]
    x            : int32[N] [cell]      column; y row
    y            : int32[N] [cell]
    radius       : int32[N] [cell]      vision
    goods        : int64[N, 2] [unit]   columns A, B
    family       : int8[N]              utility family; parameters its parameters
    parameters   : float64[N, 6]
    ask          : float64[N, 3]        quotes of this tick for each exchange [minor unit per good]
    end          : int32[C]             all agents by cell, as `space.cell_list` leaves it; likewise order
    order        : int32[N]
    weight       : float64[N, 1]        lambda; changed
    changed      : bool[N]              set where lambda moved: quotes must follow
    moved        : bool[N]              overwritten: whether lambda moved by more than 1e-9
    bound        : int8[N]              overwritten where it moved: WITHIN, AT_LOWER or AT_UPPER
    estimate     : float64[N, 5]        overwritten where it moved: OLD, NEW, HAT_A, HAT_B, HAT

    Everyone looks at the asks as they stood in this tick, its own among them, so the order of agents does not matter (Jacobi).
    The price of a good is the lower median of asks. Where nobody asks, it is inferred from the other good's by the own bid in barter.
    Twin  tests/reference/phases.py.
    """
    for b in prange(blocks.shape[0]):
        w = blocks[b, 0]
        low, base = offsets[w], cell_offsets[w]
        at, away, of_a, of_b = np.empty(ROOM, np.uint32), np.empty(ROOM, np.int32), np.empty(ROOM), np.empty(ROOM)
        for i in range(blocks[b, 1], blocks[b, 2]):
            seen = -1
            while seen < 0:
                seen = in_view(x[i], y[i], radius[i], width[w], height[w], torus[w], base, low, end, None, at, away)
                if seen < 0:
                    more = 4 * at.shape[0]
                    at, away, of_a, of_b = np.empty(more, np.uint32), np.empty(more, np.int32), np.empty(more), np.empty(more)
            n_a, n_b = 0, 0
            for k in range(seen):
                j = low + order[at[k]]
                of_a[n_a], of_b[n_b] = ask[j, A_FOR_M], ask[j, B_FOR_M]
                n_a += epsilon[w] < ask[j, A_FOR_M] < np.inf
                n_b += epsilon[w] < ask[j, B_FOR_M] < np.inf
            moved[i] = False
            if n_a + n_b == 0:
                continue
            price_a, price_b = lower_median(of_a[:n_a]), lower_median(of_b[:n_b])
            f, p0, p1, p2 = family[i], parameters[i, 0], parameters[i, 1], parameters[i, 2]
            p3, p4, p5 = parameters[i, 3], parameters[i, 4], parameters[i, 5]
            a, b_ = float(goods[i, 0]), float(goods[i, 1])
            p_min, p_max, _ = prices(f, p0, p1, p2, p3, p4, p5, a, b_, epsilon[w])
            if n_a == 0:
                price_a = price_b * max(p_max * (1.0 - spread[w]), 0.0)
            if n_b == 0:
                price_b = price_a * max((1.0 / p_min if p_min > epsilon[w] else 1e6) * (1.0 - spread[w]), 0.0)
            mu_a, mu_b = marginal(f, p0, p1, p2, p3, p4, p5, a, b_, epsilon[w])
            hat_a = mu_a / max(price_a / money_scale[w], epsilon[w])
            hat_b = mu_b / max(price_b / money_scale[w], epsilon[w])
            hat, old = min(hat_a, hat_b), weight[i, 0]
            free = (1.0 - rate[w]) * old + rate[w] * hat
            new = min(max(free, least[w]), most[w])
            if abs(new - old) > LEAST_CHANGE:
                weight[i, 0], changed[i], moved[i] = new, True, True
                bound[i] = WITHIN if new == free else (AT_LOWER if free < least[w] else AT_UPPER)
                estimate[i, OLD], estimate[i, NEW] = old, new
                estimate[i, HAT_A], estimate[i, HAT_B], estimate[i, HAT] = hat_a, hat_b, hat
    return 0


@jit
def lower_median(values):
    """Lower of the two middle values, or the middle one: float64, NaN of none. The values are sorted.

    values : float64[K]
    """
    values.sort()
    return values[(values.shape[0] - 1) // 2] if values.shape[0] > 0 else np.nan
