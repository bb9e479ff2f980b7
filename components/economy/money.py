"""What money is worth to an agent."""

from __future__ import annotations

from ...engine.columns import F64, Columns, column

MONEY_FORMS = ("none", "linear", "log")


class MoneyTaste(Columns):
    """An agent's utility of money, as far as there is money in the world; its form is a rule of the world."""

    weight: F64 = column(shape=("monies",), ge=0, fill=1, doc="lambda: marginal utility of money, or its weight under the logarithm")
    shift: F64 = column(shape=("monies",), ge=0, doc="M_0: added to money under the logarithm")
