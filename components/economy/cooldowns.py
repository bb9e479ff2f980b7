"""Whom an agent will not approach for a while."""

from __future__ import annotations

from ...engine.columns import I32, Columns, column


class Cooldowns(Columns):
    """Partners with whom a trade failed lately: one slot each, free when its tick is past."""

    partner: I32 = column(shape=("slots",), refers_to="agents", doc="the partner avoided, -1 for an empty slot")
    until: I32 = column(shape=("slots",), unit="tick", ge=0, doc="first tick at which the partner is eligible again")
