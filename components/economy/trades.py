"""Exchanges."""

from __future__ import annotations

from ...engine.columns import F64, I32, I64, column
from ...engine.events import Event


class Trade(Event):
    """One exchange of A for B."""

    x: I32 = column(unit="cell", doc="column on which the buyer stood")
    y: I32 = column(unit="cell", doc="row on which the buyer stood")
    buyer: I32 = column(refers_to="agents", doc="who got A")
    seller: I32 = column(refers_to="agents", doc="who gave A")
    quantity: I32 = column(unit="unit of good", doc="of A")
    payment: I64 = column(unit="unit of good", doc="of B")
    price: F64 = column(unit="B per A", doc="price agreed, before the payment was rounded")
    gain_buyer: F64 = column(unit="util", doc="gain in utility of the buyer")
    gain_seller: F64 = column(unit="util", doc="gain in utility of the seller")
