"""Pairs that could be."""

from __future__ import annotations

from ...engine.columns import F64, I32, column
from ...engine.events import Event


class Edge(Event):
    """A pair that the fallback of matching may form. Scratch: rows are overwritten, none is kept."""

    i: I32 = column(refers_to="agents", doc="the agent that lists")
    j: I32 = column(refers_to="agents", doc="the agent listed")
    value: F64 = column(unit="B per A", doc="overlap of quotes, discounted by distance")
    open: I32 = column(doc="places of the edges that are still open")
