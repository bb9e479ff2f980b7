"""One row of numbers a tick for each world: totals, welfare, inequality, and how far prices in mind are apart."""

from __future__ import annotations

import math

import numpy as np

from .jit import inline, jit, parallel, prange


@jit
def gini(ordered):
    """Gini coefficient of non-negative whole numbers: 0 if all are equal, near 1 if one has all; 0 if there is nothing.

    ordered : int64[N]   rising

    G = 2 sum_r(r x_r) / (N sum x) - (N + 1) / N over the values in rising order, r = 1 .. N.
    Source  Sen 1973, On Economic Inequality, section 2.
    """
    n, total, weighted = ordered.shape[0], 0, 0.0
    for i in range(n):
        total += ordered[i]
        weighted += float(i + 1) * float(ordered[i])
    return coefficient(n, total, weighted)


@inline
def coefficient(n, total, weighted):
    """Gini coefficient: float64.

    n        : int64     how many values
    total    : int64     their sum
    weighted : float64   the sum of rank times value
    """
    return 2.0 * weighted / (float(n) * float(total)) - (float(n) + 1.0) / float(n) if total > 0 else 0.0


@jit
def gini_of_small(goods, largest, total):
    """Gini coefficient of small amounts of A and B together, which are counted rather than sorted: float64.

    goods   : int64[N, 2] [unit]   columns A, B, >= 0
    largest : int64 [unit]         greatest A + B of them
    total   : int64 [unit]         sum of all A + B
    """
    weighted, below = 0.0, 0
    counts = np.zeros(largest + 1, np.int64)
    for i in range(goods.shape[0]):
        counts[goods[i, 0] + goods[i, 1]] += 1
    for value in range(largest + 1):
        count = counts[value]
        weighted += float(value) * (float(count) * float(below) + 0.5 * float(count) * float(count + 1))
        below += count
    return coefficient(goods.shape[0], total, weighted)


@parallel
def count_agents(blocks, offsets, goods, money, rate, paired, held, log_rate):
    """Count what the agents of each block have, and take the logarithms of their rates.

    blocks   : int64[B, 3]           (world, first row, last row + 1)
    offsets  : int64[W+1]            first row of each world
    goods    : int64[N, 2] [unit]    columns A, B
    money    : int64[N]              minor units
    rate     : float64[N] [B per A]  marginal rate of substitution, NaN where not defined
    paired   : int32[N]              world-local row of the partner, -1 if none
    held     : int64[B, 5]           overwritten: A, B, M, pairs, and the most of A + B that somebody has
    log_rate : float64[N]            overwritten: ln(rate) where it is positive and finite, else NaN

    Order    blocks are independent.
    """
    for block in prange(blocks.shape[0]):
        low, a, b, m, pairs, largest = offsets[blocks[block, 0]], 0, 0, 0, 0, 0
        for i in range(blocks[block, 1], blocks[block, 2]):
            a += goods[i, 0]
            b += goods[i, 1]
            m += money[i]
            pairs += low + paired[i] > i
            largest = max(largest, goods[i, 0] + goods[i, 1])
            log_rate[i] = math.log(rate[i]) if 0.0 < rate[i] < math.inf else math.nan
        held[block, 0], held[block, 1], held[block, 2], held[block, 3], held[block, 4] = a, b, m, pairs, largest
    return 0


@parallel
def count_resources(cell_blocks, good, amount, found):
    """Count the resources on the cells of each block.

    cell_blocks : int64[B, 3]        (world, first cell, last cell + 1)
    good        : int8[C]            0 A, 1 B, -1 none
    amount      : int32[C] [unit]    resource on each cell
    found       : int64[B, 2] [unit] overwritten: A, B

    Order       blocks are independent.
    """
    for block in prange(cell_blocks.shape[0]):
        a, b = 0, 0
        for c in range(cell_blocks[block, 1], cell_blocks[block, 2]):
            a += amount[c] * (good[c] == 0)
            b += amount[c] * (good[c] == 1)
        found[block, 0], found[block, 1] = a, b
    return 0


@jit
def summarise(
    worlds, offsets, blocks, cell_blocks, held, found, goods, level, log_rate,
    n_pairs, totals, resources, utility_mean, utility_min, gini_goods, mrs_dispersion,
):  # fmt: skip
    """Compute the numbers of one tick for each world.

    worlds         : int64[K]             worlds to do
    offsets        : int64[W+1]           first row of each world
    blocks         : int64[B, 3]          (world, first row, last row + 1)
    cell_blocks    : int64[D, 3]          (world, first cell, last cell + 1)
    held           : int64[B, 5]          of `count_agents`; likewise log_rate
    found          : int64[D, 2] [unit]   of `count_resources`
    goods          : int64[N, 2] [unit]   columns A, B
    level          : float64[N] [util]    utility of the goods in hand
    log_rate       : float64[N]
    n_pairs        : int64[W]             overwritten: pairs now
    totals         : int64[W, 3]          overwritten: A, B, M in hand
    resources      : int64[W, 2] [unit]   overwritten: A, B on cells
    utility_mean   : float64[W] [util]    overwritten; NaN without agents, like the next
    utility_min    : float64[W] [util]    overwritten
    gini_goods     : float64[W]           overwritten: of A + B in hand; NaN where someone has so much that it takes sorting
    mrs_dispersion : float64[W]           overwritten: standard deviation of ln(rate) where it is positive and finite

    Order   sums of floats run in row order, so they do not depend on threads, blocks or other worlds.
    Twin    tests/kernels/test_aggregates.py.
    """
    largest = np.zeros(n_pairs.shape[0], np.int64)
    for k in range(worlds.shape[0]):
        w = worlds[k]
        n_pairs[w], totals[w, 0], totals[w, 1], totals[w, 2], resources[w, 0], resources[w, 1] = 0, 0, 0, 0, 0, 0
    for b in range(blocks.shape[0]):
        w = blocks[b, 0]
        totals[w, 0] += held[b, 0]
        totals[w, 1] += held[b, 1]
        totals[w, 2] += held[b, 2]
        n_pairs[w] += held[b, 3]
        largest[w] = max(largest[w], held[b, 4])
    for b in range(cell_blocks.shape[0]):
        resources[cell_blocks[b, 0], 0] += found[b, 0]
        resources[cell_blocks[b, 0], 1] += found[b, 1]
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low, high = offsets[w], offsets[w + 1]
        lowest, level_sum, defined = math.inf, 0.0, 0
        shift, log_sum, log_squares = 0.0, 0.0, 0.0  # sums of differences from the first, or equal rates would seem to differ
        for i in range(low, high):
            level_sum += level[i]
            lowest = min(lowest, level[i])
            if not math.isnan(log_rate[i]):
                if defined == 0:
                    shift = log_rate[i]
                difference = log_rate[i] - shift
                log_sum += difference
                log_squares += difference * difference
                defined += 1
        utility_mean[w] = level_sum / (high - low) if high > low else math.nan
        utility_min[w] = lowest if high > low else math.nan
        gini_goods[w] = math.nan
        if largest[w] <= 4 * (high - low) + 1024:
            gini_goods[w] = gini_of_small(goods[low:high], largest[w], totals[w, 0] + totals[w, 1])
        mean = log_sum / defined if defined > 0 else 0.0
        mrs_dispersion[w] = math.sqrt(max(log_squares / defined - mean * mean, 0.0)) if defined > 0 else math.nan
    return 0
