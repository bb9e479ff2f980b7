"""The rules of each world: parameters that the scenario gives, and switches that a preset gives."""

from __future__ import annotations

from ...engine.columns import BOOL, F64, I32, Columns, column


class Rules(Columns):
    """Parameters and switches of each world. A singleton."""

    spread: F64 = column(ge=0, doc="mark-up of asks and mark-down of bids")
    epsilon: F64 = column(ge=0, fill=1e-12, doc="least gain that counts, and floor under amounts")
    beta: F64 = column(ge=0, le=1, fill=0.95, doc="discount of a gain per step of distance")
    interaction_radius: I32 = column(unit="cell", ge=0, fill=1, doc="distance at which partners trade")
    move_budget: I32 = column(unit="cell", ge=1, fill=1, doc="steps a tick")
    quantity_max: I32 = column(unit="unit of good", ge=1, fill=5, doc="most units of A in one trade")
    forage_rate: I32 = column(unit="unit of good", ge=1, fill=1, doc="most units in one harvest")
    growth_rate: I32 = column(unit="unit of good", ge=0, doc="regrowth a tick; 0 for none")
    regrowth_rest: I32 = column(unit="tick", ge=0, fill=5, doc="ticks after a harvest before regrowth")
    cooldown: I32 = column(unit="tick", ge=0, fill=5, doc="ticks after a failed trade before the two meet again")
    claiming: BOOL = column(fill=1, doc="foragers claim the cell they go to")
    single_harvester: BOOL = column(fill=1, doc="a cell is harvested once a tick at most")
    no_overlap_parts: BOOL = column(fill=1, doc="switch: partners whose quotes do not overlap have failed (Q2)")
    foragers_pair: BOOL = column(doc="switch: agents that chose to forage can be paired in the fallback (Q3)")
    claims_outlive_mode: BOOL = column(doc="switch: claims survive a change of mode (Q6)")
