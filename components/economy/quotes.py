"""What an agent would trade at."""

from __future__ import annotations

from ...engine.columns import F64, Columns, column

EXCHANGES = ("A<->B", "A<->M", "B<->M")
"""Names of the exchanges, in the order of every column that counts them."""


class Quotes(Columns):
    """Prices in mind and utility in hand, kept from one change of the agent's goods to the next."""

    ask: F64 = column(shape=("exchanges",), unit="medium per good", ge=0, doc="sells a unit above this price: A for B; then A, B for M")
    bid: F64 = column(shape=("exchanges",), unit="medium per good", ge=0, doc="buys a unit below this price, likewise")
    rate: F64 = column(unit="B per A", doc="marginal rate of substitution of A for B; NaN where not defined")
    level: F64 = column(unit="util", doc="utility of the goods in hand")
    gain: F64 = column(shape=(2,), unit="util", doc="what one unit more of A would add, and of B")
