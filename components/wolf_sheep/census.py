"""The numbers of a tick."""

from __future__ import annotations

from ...engine.columns import I64, Columns, column


class Census(Columns):
    """One row of numbers per world, as of the end of the tick; by kind they are (sheep, wolves). A singleton."""

    alive: I64 = column(shape=(2,), unit="animal", ge=0, doc="animals alive")
    energy: I64 = column(shape=(2,), unit="unit of energy", doc="energy of all of them")
    born: I64 = column(shape=(2,), unit="animal", ge=0, doc="births in this tick")
    starved: I64 = column(shape=(2,), unit="animal", ge=0, doc="deaths of hunger in this tick")
    eaten: I64 = column(unit="animal", ge=0, doc="sheep eaten in this tick")
    grazed: I64 = column(unit="patch", ge=0, doc="patches of grass eaten in this tick")
    grass: I64 = column(unit="patch", ge=0, doc="cells with grass")
