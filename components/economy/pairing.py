"""Who trades with whom."""

from __future__ import annotations

from ...engine.columns import I32, Columns, column


class Pairing(Columns):
    """The agent's partner. Mutual; it lasts until a trade fails or the mode of either changes."""

    partner: I32 = column(refers_to="agents", doc="the partner, -1 for none")
