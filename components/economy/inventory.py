"""What an agent holds."""

from __future__ import annotations

from ...engine.columns import BOOL, I64, Columns, column

GOODS = ("A", "B", "M")
"""Names of the goods, M being money, in the order of every column that counts them."""


class Inventory(Columns):
    """What an agent holds. Whole numbers, so that totals are exact: units, or parts of them where `Rules.unit` is not 1."""

    goods: I64 = column(shape=(2,), unit="unit of good", ge=0, doc="amounts of A and B")
    money: I64 = column(unit="minor unit", ge=0, doc="amount of money")
    changed: BOOL = column(fill=1, doc="whether goods changed since the quotes were computed")
