"""One row of numbers a tick for each world: totals, welfare, inequality, and how far prices in mind are apart."""

from __future__ import annotations

import math

import numpy as np

from .jit import inline, jit


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
def gini_of_small(values, largest, total):
    """Gini coefficient of small whole numbers, which are counted rather than sorted: float64.

    values  : int64[N]   >= 0
    largest : int64      greatest of them
    total   : int64      their sum
    """
    weighted, below = 0.0, 0
    counts = np.zeros(largest + 1, np.int64)
    for i in range(values.shape[0]):
        counts[values[i]] += 1
    for value in range(largest + 1):
        count = counts[value]
        weighted += float(value) * (float(count) * float(below) + 0.5 * float(count) * float(count + 1))
        below += count
    return coefficient(values.shape[0], total, weighted)


@jit
def summarise(
    worlds, offsets, cell_offsets, goods, money, level, rate, paired, good, amount,
    n_pairs, totals, resources, utility_mean, utility_min, gini_goods, mrs_dispersion,
):  # fmt: skip
    """Compute the numbers of one tick for each world.

    worlds         : int64[K]             worlds to do
    offsets        : int64[W+1]           first row of each world; cell_offsets its first cell
    cell_offsets   : int64[W+1]
    goods          : int64[N, 2] [unit]   columns A, B
    money          : int64[N]             minor units
    level          : float64[N] [util]    utility of the goods in hand
    rate           : float64[N] [B per A] marginal rate of substitution, NaN where not defined
    paired         : int32[N]             world-local row of the partner, -1 if none
    good           : int8[C]              0 A, 1 B, -1 none
    amount         : int32[C] [unit]      resource on each cell
    n_pairs        : int64[W]             overwritten: pairs now
    totals         : int64[W, 3]          overwritten: A, B, M in hand
    resources      : int64[W, 2] [unit]   overwritten: A, B on cells
    utility_mean   : float64[W] [util]    overwritten; NaN without agents, like the next
    utility_min    : float64[W] [util]    overwritten
    gini_goods     : float64[W]           overwritten: of A + B in hand; NaN where someone has so much that it takes sorting
    mrs_dispersion : float64[W]           overwritten: standard deviation of ln(rate) where it is positive and finite

    Order   sums run in row order, so they do not depend on threads or on other worlds.
    Twin    tests/kernels/test_aggregates.py.
    """
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low, high = offsets[w], offsets[w + 1]
        held = np.empty(high - low, np.int64)
        n_pairs[w], totals[w, 0], totals[w, 1], totals[w, 2] = 0, 0, 0, 0
        lowest, level_sum, defined, largest = math.inf, 0.0, 0, 0
        shift, log_sum, log_squares = 0.0, 0.0, 0.0  # sums of differences from the first, or equal rates would seem to differ
        for i in range(low, high):
            totals[w, 0] += goods[i, 0]
            totals[w, 1] += goods[i, 1]
            totals[w, 2] += money[i]
            held[i - low] = goods[i, 0] + goods[i, 1]
            largest = max(largest, held[i - low])
            n_pairs[w] += low + paired[i] > i
            level_sum += level[i]
            lowest = min(lowest, level[i])
            if 0.0 < rate[i] < math.inf:
                if defined == 0:
                    shift = math.log(rate[i])
                log_rate = math.log(rate[i]) - shift
                log_sum += log_rate
                log_squares += log_rate * log_rate
                defined += 1
        utility_mean[w] = level_sum / (high - low) if high > low else math.nan
        utility_min[w] = lowest if high > low else math.nan
        gini_goods[w] = math.nan
        if largest <= 4 * (high - low) + 1024:
            gini_goods[w] = gini_of_small(held, largest, totals[w, 0] + totals[w, 1])
        mean = log_sum / defined if defined > 0 else 0.0
        mrs_dispersion[w] = math.sqrt(max(log_squares / defined - mean * mean, 0.0)) if defined > 0 else math.nan
        resources[w, 0], resources[w, 1] = 0, 0
        for c in range(cell_offsets[w], cell_offsets[w + 1]):
            if amount[c] > 0:
                resources[w, good[c]] += amount[c]
    return 0
