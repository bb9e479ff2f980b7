"""What a scenario asks to be recorded."""

from __future__ import annotations

from ...engine.columns import I32, Columns, column

EVERYONE = 2**31 - 1


class Recording(Columns, scratch=True):
    """How much of each world is recorded. A singleton; no rule depends on it, so it is part of no state."""

    ranks: I32 = column(ge=0, fill=3, doc="ranks of each preference list that the table `preferences` has")
