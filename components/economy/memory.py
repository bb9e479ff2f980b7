"""Where an agent last traded."""

from __future__ import annotations

from ...engine.columns import F64, I32, I64, Columns, column


class Memory(Columns):
    """The last trade that an agent remembers, in batches in which a protocol of search may ask for it."""

    x: I32 = column(shape=("memories",), unit="cell", doc="column where it stood")
    y: I32 = column(shape=("memories",), unit="cell", doc="row where it stood")
    tick: I64 = column(shape=("memories",), unit="tick", doc="when")
    worth: F64 = column(shape=("memories",), unit="medium per good", ge=0, doc="overlap of quotes then; 0 for nothing remembered")
