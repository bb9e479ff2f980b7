"""Demand the slow way: try many bundles on the budget line, then look closer around the best; bliss points if affordable."""

from __future__ import annotations

import math
from collections.abc import Callable


def best_on_line(u: Callable[[float, float], float], price_a: float, price_b: float, wealth: float) -> tuple[float, float, float]:
    """Return (a, b, utility) of the best bundle that costs all wealth, by zooming into a grid of shares of spending."""
    low, high, most = 0.0, 1.0, 400
    best = (-math.inf, 0.0)
    for _ in range(12):
        shares = [low + (high - low) * k / most for k in range(most + 1)]
        best = max((u(s * wealth / price_a, (1.0 - s) * wealth / price_b), s) for s in shares)
        reach = 2.0 * (high - low) / most
        low, high = max(best[1] - reach, 0.0), min(best[1] + reach, 1.0)
    return best[1] * wealth / price_a, (1.0 - best[1]) * wealth / price_b, best[0]
