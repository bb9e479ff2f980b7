"""What an agent can see."""

from __future__ import annotations

from ...engine.columns import I32, Columns, column


class Vision(Columns):
    """How far an agent sees, in Manhattan steps."""

    radius: I32 = column(unit="cell", ge=0, doc="0 is the own cell only")
