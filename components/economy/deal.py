"""What two partners agreed on."""

from __future__ import annotations

from ...engine.columns import BOOL, F64, I8, I32, I64, Columns, column


class Deal(Columns, scratch=True):
    """The result of bargaining, at the lower row of each pair."""

    outcome: I8 = column(values=("apart", "failed", "traded", "no_overlap"), ge=0, le=3, doc="how the meeting ended")
    lower_buys: BOOL = column(doc="whether the lower row of the pair buys A")
    quantity: I32 = column(unit="unit of good", ge=0, doc="of A")
    payment: I64 = column(unit="unit of good", ge=0, doc="of B")
    price: F64 = column(unit="B per A", ge=0, doc="price tried, before the payment was rounded")
    gain_buyer: F64 = column(unit="util", doc="gain in utility of the buyer")
    gain_seller: F64 = column(unit="util", doc="gain in utility of the seller")
