"""Births and deaths."""

from __future__ import annotations

from ...engine.columns import I8, I64, column
from ...engine.events import Event
from .animals import KINDS

CAUSES = ("starved", "eaten")
STARVED, EATEN = range(2)


class Birth(Event):
    """An animal was born."""

    kind: I8 = column(values=KINDS, doc="kind of animal")
    uid: I64 = column(doc="uid of the young")
    parent: I64 = column(doc="uid of the parent")
    energy: I64 = column(unit="unit of energy", doc="what it got from its parent")


class Death(Event):
    """An animal died."""

    kind: I8 = column(values=KINDS, doc="kind of animal")
    uid: I64 = column(doc="uid of the dead")
    cause: I8 = column(values=CAUSES, doc="why")
    energy: I64 = column(unit="unit of energy", doc="what it had: gone from the world")
