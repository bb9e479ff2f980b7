"""How each world searches, matches and bargains."""

from __future__ import annotations

from ...engine.columns import F64, I32, U64, Columns, column


class Protocols(Columns):
    """The protocols of each world. A singleton. Those that a user registered have the numbers of this process."""

    search: I32 = column(ge=0, doc="number of the search protocol in the registry; 0 for distance_discounted")
    search_parameters: F64 = column(shape=(4,), doc="its parameters, in the order of the registry; a choice by its number")
    search_chances: U64 = column(doc="key of its stream of draws")
    matching: I32 = column(ge=0, doc="number of the matching protocol; 0 for three_pass")
    matching_parameters: F64 = column(shape=(4,), doc="its parameters, likewise")
    matching_chances: U64 = column(doc="key of its stream of draws")
    bargaining: I32 = column(ge=0, doc="number of the bargaining protocol; 0 for compensating_block")
    bargaining_parameters: F64 = column(shape=(4,), doc="its parameters, likewise")
    bargaining_chances: U64 = column(doc="key of its stream of draws")
