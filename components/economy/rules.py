"""The rules of each world: parameters that the scenario gives, and switches that a preset gives."""

from __future__ import annotations

from ...engine.columns import BOOL, F64, I8, I32, Columns, column
from .money import MONEY_FORMS

EXECUTIONS = ("minimum", "maximum")


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
    search_first: BOOL = column(doc="switch: all search, then all are matched, and whoever is left keeps its target")
    decimal_blocks: BOOL = column(doc="switch: partners try whole units of A, both ways, at decimal prices")
    unit: I32 = column(unit="part", ge=1, fill=1, doc="parts in a unit of a good: goods in hand are counted in parts")
    exchanges: I8 = column(ge=0, le=7, fill=1, doc="bits of what a pair may come together for: A for B, A for M, B for M")
    quoted: I8 = column(ge=0, le=7, fill=1, doc="bits of the exchanges for which agents quote prices, likewise")
    open: I8 = column(ge=0, le=15, fill=15, doc="bits of what is open to agents, as in `Institution`, where neither zone nor custom says")
    typed: BOOL = column(doc="partners try each exchange open to both and count the utility of money; else they barter one way")
    gated: BOOL = column(doc="who sees sellers enough for money does not barter, where the gate is")
    min_quotes: I32 = column(unit="agent", ge=0, fill=3, doc="so many sellers are enough")
    sellers_hold: BOOL = column(doc="only sellers that hold a unit of what they sell count")
    local_modes: BOOL = column(doc="modes differ by zone or by agent")
    execution: I8 = column(values=EXECUTIONS, ge=0, le=1, doc="the first block that helps both, or the most units at its price")
    money_form: I8 = column(values=MONEY_FORMS, ge=0, le=2, doc="form of the utility of money")
    money_unit: F64 = column(unit="minor unit", ge=1, fill=1, doc="money that lambda is the utility of")
    money_scale: F64 = column(unit="minor unit", ge=1, fill=1, doc="a major unit of money")
    lambda_learns: BOOL = column(doc="lambda follows the prices in view (kkt_lambda)")
    lambda_rate: F64 = column(ge=0, le=1, fill=0.2, doc="how fast")
    lambda_min: F64 = column(ge=0, fill=1e-6, doc="lower bound of lambda")
    lambda_max: F64 = column(ge=0, fill=1e6, doc="upper bound of lambda")
