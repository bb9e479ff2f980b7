"""The ground: one row per cell of the grid, x-major, with or without a resource."""

from __future__ import annotations

from ...engine.columns import I8, I32, Columns, column


class Cell(Columns):
    """The resource on a cell. The kind, once there is one, never changes; the amount is harvested and grows back."""

    good: I8 = column(values=("A", "B"), ge=-1, le=1, fill=-1, doc="kind of resource: 0 A, 1 B, -1 none")
    amount: I32 = column(unit="unit of good", ge=0, doc="what can be harvested now")
    capacity: I32 = column(unit="unit of good", ge=0, doc="amount at which regrowth stops")
    zone: I8 = column(ge=-1, le=126, fill=-1, doc="number of the zone to which the cell belongs, -1 for none")
    harvested: I32 = column(unit="tick", ge=-1, fill=-1, doc="last harvest, -1 if never")


class Claim(Columns):
    """Who has reserved the cell."""

    holder: I32 = column(refers_to="agents", doc="the agent that claims the cell, -1 for none")
