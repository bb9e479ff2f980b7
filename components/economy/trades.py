"""Exchanges."""

from __future__ import annotations

from ...engine.columns import F64, I8, I32, I64, column
from ...engine.events import Event
from .inventory import GOODS


class Trade(Event):
    """One exchange of a good for a medium."""

    x: I32 = column(unit="cell", doc="column on which it took place")
    y: I32 = column(unit="cell", doc="row on which it took place")
    buyer: I32 = column(refers_to="agents", doc="who got the good")
    seller: I32 = column(refers_to="agents", doc="who gave it")
    good: I8 = column(values=GOODS, ge=0, le=1, doc="what was sold")
    medium: I8 = column(values=GOODS, ge=1, le=2, doc="what it was paid with")
    quantity: I64 = column(unit="unit of good", doc="of the good; in parts where `Rules.unit` says so, likewise the payment")
    payment: I64 = column(unit="unit of good", doc="of the medium")
    price: F64 = column(
        unit="medium per good", doc="in barter the price agreed, before the payment was rounded; else payment over quantity"
    )
    gain_buyer: F64 = column(unit="util", doc="gain in utility of the buyer")
    gain_seller: F64 = column(unit="util", doc="gain in utility of the seller")
