"""The twin of conditions: the same text worked out by Python itself, over numbers that remember why they are none.

Python's grammar gives `or`, `and`, `not`, chains of comparisons, `+ - * /` and parentheses the same order. Only texts that a test has
put together itself come here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping


class Quantity:
    """A number, or None: every sum with None is None, every comparison with None is false."""

    def __init__(self, number: float | None) -> None:
        self.number = number if number is not None and math.isfinite(number) else None

    def _with(self, other: Quantity, combine) -> Quantity:
        if self.number is None or other.number is None:
            return Quantity(None)
        try:
            return Quantity(combine(self.number, other.number))
        except ZeroDivisionError:
            return Quantity(None)

    def __add__(self, other):
        return self._with(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._with(other, lambda a, b: a - b)

    def __mul__(self, other):
        return self._with(other, lambda a, b: a * b)

    def __truediv__(self, other):
        return self._with(other, lambda a, b: a / b)

    def __neg__(self):
        return Quantity(None if self.number is None else -self.number)

    def _against(self, other: Quantity, compare) -> bool:
        return self.number is not None and other.number is not None and compare(self.number, other.number)

    def __lt__(self, other):
        return self._against(other, lambda a, b: a < b)

    def __le__(self, other):
        return self._against(other, lambda a, b: a <= b)

    def __gt__(self, other):
        return self._against(other, lambda a, b: a > b)

    def __ge__(self, other):
        return self._against(other, lambda a, b: a >= b)

    def __eq__(self, other):
        return self._against(other, lambda a, b: a == b)

    def __ne__(self, other):
        return self._against(other, lambda a, b: a != b)


def holds(text: str, row: Mapping[str, float | None]) -> bool:
    """Whether a condition holds in which every number is written as `q(1.5)` for this twin."""
    return eval(text, {"__builtins__": {}, "q": Quantity, **{name: Quantity(value) for name, value in row.items()}})
