"""Pairings and their ends."""

from __future__ import annotations

from ...engine.columns import F64, I8, I32, column
from ...engine.events import Event

EVENTS = ("pair", "unpair")
REASONS = (
    "mutual_consent",
    "fallback",
    "trade_failed",
    "mode_switch_forage_to_trade",
    "mode_switch_trade_to_forage",
    "integrity_repair",
    "greedy_surplus",
    "random",
    "stable",
    "own_protocol",
    "greedy_fallback",
    "no_feasible_trade",
    "mode_switch_both_to_forage",
    "mode_switch_both_to_trade",
    "mode_switch_forage_to_both",
    "mode_switch_trade_to_both",
)


class PairingEvent(Event):
    """Two agents pair, or part."""

    i: I32 = column(refers_to="agents", doc="the agent whose list it was, else the lower one")
    j: I32 = column(refers_to="agents", doc="the other one")
    event: I8 = column(values=EVENTS, doc="pair or unpair")
    reason: I8 = column(values=REASONS, doc="why")
    rank: I32 = column(doc="fallback and stable: how many partners i would have preferred to j; else -1")
    surplus_i: F64 = column(unit="B per A", doc="overlap of quotes as i sees it; NaN when they part")
    surplus_j: F64 = column(unit="B per A", doc="overlap of quotes as j sees it; NaN when they part")
