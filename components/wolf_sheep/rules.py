"""The parameters of each world."""

from __future__ import annotations

from ...engine.columns import F64, I32, U64, Columns, column


class Rules(Columns):
    """How animals live; by kind it is (sheep, wolves). A singleton."""

    cost: I32 = column(shape=(2,), unit="unit of energy", ge=0, doc="energy that a tick costs")
    gain: I32 = column(shape=(2,), unit="unit of energy", ge=0, doc="energy of a meal")
    birth_chance: F64 = column(shape=(2,), ge=0, le=1, doc="probability of bearing one young in a tick")
    regrowth: I32 = column(unit="tick", ge=0, doc="ticks from being eaten to growing again")
    steps: U64 = column(shape=(2,), doc="key of the stream of steps")
    births: U64 = column(shape=(2,), doc="key of the stream of births")
