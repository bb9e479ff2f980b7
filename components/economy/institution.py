"""Which rules hold for an agent."""

from __future__ import annotations

from ...engine.columns import I8, I32, Columns, column
from .mode import MODES


class Institution(Columns):
    """What an agent may do in this tick: by the zone in which it began the tick, by its own customs, or by the rules of its world."""

    mode: I8 = column(values=MODES, ge=0, le=2, doc="what it may do")
    open: I8 = column(
        ge=0, le=15, fill=15, doc="bits of the exchanges open to it: A for B, A for M, B for M; and of the gate: sellers in view end barter"
    )


class Customs(Columns):
    """An agent's own schedule and regime, in worlds in which agents have some. They hold where no zone says otherwise."""

    forage_ticks: I32 = column(shape=("customs",), unit="tick", ge=-1, fill=-1, doc="foraging part of its cycle; -1 if it has none")
    trade_ticks: I32 = column(shape=("customs",), unit="tick", ge=-1, fill=-1, doc="trading part of its cycle")
    offset: I32 = column(shape=("customs",), unit="tick", ge=0, doc="by how much its cycle is ahead")
    open: I8 = column(shape=("customs",), ge=-1, le=15, fill=-1, doc="bits of what is open to it, -1 for no regime of its own")
