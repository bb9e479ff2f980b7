"""Pairs that could be."""

from __future__ import annotations

from ...engine.columns import BOOL, F64, I32, column
from ...engine.events import Event


class Edge(Event):
    """A pair that the fallback of matching may form. Scratch: rows are overwritten, none is kept."""

    lower: I32 = column(doc="place in the pool of the agent with the lower row")
    higher: I32 = column(doc="place in the pool of the other one")
    lower_lists: BOOL = column(doc="whether the lower row lists the higher, or else is listed by it")
    value: F64 = column(unit="B per A", doc="overlap of quotes, discounted by distance")
    open: I32 = column(doc="places of the edges that are still open")
