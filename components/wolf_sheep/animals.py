"""What an animal is: sheep and wolves share energy and kind, and differ in what they eat."""

from __future__ import annotations

from ...engine.columns import I8, I32, I64, Columns, column

KINDS = ("sheep", "wolf")
SHEEP, WOLVES = range(2)


class Species(Columns):
    """Which kind of animal it is: its column in the rules."""

    kind: I8 = column(values=KINDS, ge=0, le=1, doc="0 sheep, 1 wolf")


class Energy(Columns):
    """What an animal lives on. Below 0 it starves at the end of the tick."""

    energy: I64 = column(unit="unit of energy", doc="whole units, so that all of it is accounted for")


class Grazer(Columns):
    """What makes a sheep."""

    meals: I32 = column(unit="patch", ge=0, doc="patches of grass eaten in its life")
    listed: I32 = column(doc="world-local rows of sheep in the order of their cells; used while wolves hunt")


class Hunter(Columns):
    """What makes a wolf."""

    meals: I32 = column(unit="sheep", ge=0, doc="sheep eaten in its life")
