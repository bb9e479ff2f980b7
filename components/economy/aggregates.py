"""The numbers of a tick."""

from __future__ import annotations

from ...engine.columns import F64, I64, Columns, column


class Aggregates(Columns):
    """One row of numbers per world, as of the end of the tick. A singleton."""

    n_trades: I64 = column(ge=0, doc="trades in this tick")
    n_pairs: I64 = column(ge=0, doc="pairs at the end of the tick")
    totals: I64 = column(
        shape=(3,), unit="unit of good", ge=0, doc="A, B and M in the hands of agents; goods in parts where `Rules.unit` says so"
    )
    resources: I64 = column(shape=(2,), unit="unit of good", ge=0, doc="A and B on cells")
    utility_mean: F64 = column(unit="util", doc="mean utility of goods in hand")
    utility_min: F64 = column(unit="util", doc="least utility of goods in hand")
    gini_goods: F64 = column(ge=0, le=1, doc="Gini coefficient of A + B in hand")
    mrs_dispersion: F64 = column(
        ge=0, doc="standard deviation of the logarithm of the marginal rate of substitution; NaN where none is defined"
    )
