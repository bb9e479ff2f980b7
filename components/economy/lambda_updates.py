"""Changes of what money is worth."""

from __future__ import annotations

from ...engine.columns import F64, I8, I32, column
from ...engine.events import Event

BOUNDS = ("none", "lower", "upper")


class LambdaUpdate(Event):
    """An agent's lambda has moved."""

    agent: I32 = column(refers_to="agents", doc="whose")
    old: F64 = column(doc="lambda before")
    new: F64 = column(doc="lambda now")
    hat_a: F64 = column(doc="marginal utility of A over its price in view [util per major unit]")
    hat_b: F64 = column(doc="likewise B")
    hat: F64 = column(doc="the lesser of the two, towards which lambda moved")
    bound: I8 = column(values=BOUNDS, ge=0, le=2, doc="the bound at which it was held")
