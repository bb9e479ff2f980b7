"""What a demand function says of itself: of one bundle, how it came about; of all prices, what may be relied on."""

from __future__ import annotations

SPENT, SATED, UNKNOWN = range(3)
"""A demanded bundle: all wealth is spent; the agent wants no more and keeps some; or no best bundle could be told."""

IRREGULAR, HUNGRY, REGULAR, SUBSTITUTES = range(4)
"""Demand at all prices.

IRREGULAR    preferences are not convex: demand may jump where nothing can be rationed
HUNGRY       subsistence cannot be paid at any price
REGULAR      preferences are convex: demand is a continuous function or a convex-valued correspondence
SUBSTITUTES  and demand for a good never rises with its price, endowments being valued at the same prices
"""
