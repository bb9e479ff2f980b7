"""What every world has: its tick and its seed."""

from __future__ import annotations

from .columns import I64, Columns, column


class Clock(Columns):
    """The time of each world. A singleton: `clock: Res[Clock]`."""

    tick: I64 = column(unit="tick", ge=0, doc="the tick that is running, or comes next")
    seed: I64 = column(doc="the only source of randomness", ge=0)
