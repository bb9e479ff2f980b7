"""Conditions on the outcome of a run, such as `n_trades > 100 and gini_goods < 0.4`: what they mean.

Numbers are 64-bit floats. What has no number (a column that is not defined in this run, a division by zero, an overflow) makes every
comparison it stands in false, `!=` too; `not` turns that into true. A condition is parsed by `condition_parser.py` and worked
out here: nothing of it is ever run as Python.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
WORST = 2.0  # relative shortfall of a comparison that cannot be made; those of others are at most this


class Trouble(Enum):
    """Why something has no number."""

    MISSING = "not defined"
    ZERO = "division by zero"
    OVERFLOW = "overflow"


Value = float | Trouble
Row = Mapping[str, float | None]
"""The columns of one run. None, NaN and infinities are missing."""


@dataclass(frozen=True)
class Number:
    """A number as it stands."""

    number: float

    def value(self, row: Row) -> Value:
        """Return it."""
        return self.number


@dataclass(frozen=True)
class Column:
    """A column by its name."""

    name: str

    def value(self, row: Row) -> Value:
        """Return what a run has there."""
        found = row[self.name]
        return Trouble.MISSING if found is None or not math.isfinite(found) else float(found)


@dataclass(frozen=True)
class Chain:
    """Terms joined by + and -, or by * and /, worked out from the left. The first sign is + or *."""

    signs: tuple[str, ...]
    terms: tuple[Term, ...]

    def value(self, row: Row) -> Value:
        """Return the result, or the trouble that was met first."""
        total = self.terms[0].value(row)
        for sign, term in zip(self.signs[1:], self.terms[1:], strict=True):
            other = term.value(row)
            if isinstance(total, Trouble):
                return total
            if isinstance(other, Trouble):
                return other
            total = _combined(sign, total, other)
        return total


@dataclass(frozen=True)
class Negative:
    """A minus in front of a term."""

    of: Term

    def value(self, row: Row) -> Value:
        """Return the term with the other sign."""
        value = self.of.value(row)
        return value if isinstance(value, Trouble) else -value


def _combined(sign: str, left: float, right: float) -> Value:
    if sign == "/":
        if right == 0.0:
            return Trouble.ZERO
        result = left / right
    else:
        result = left + right if sign == "+" else left - right if sign == "-" else left * right
    return result if math.isfinite(result) else Trouble.OVERFLOW


Term = Number | Column | Chain | Negative


@dataclass(frozen=True)
class Comparison:
    """`a < b`, or a chain like `0 < a <= b`, of which every link must hold."""

    signs: tuple[str, ...]
    terms: tuple[Term, ...]

    def holds(self, row: Row) -> bool:
        """Whether every link holds; one with a term that has no number does not."""
        values = [term.value(row) for term in self.terms]
        return all(_link_holds(*link) for link in zip(self.signs, values[:-1], values[1:], strict=True))

    def shortfall(self, row: Row, denied: bool = False) -> float:
        """Return how far it is from holding (or, `denied`, from not holding), relative to the greater side: 0 to WORST a link."""
        if denied and not self.holds(row):
            return 0.0
        values = [term.value(row) for term in self.terms]
        links = zip(self.signs, values[:-1], values[1:], strict=True)
        gaps = [_gap(OPPOSITE[sign] if denied else sign, left, right) for sign, left, right in links]
        return min(gaps) if denied else sum(gaps)

    def troubles(self, row: Row) -> set[Trouble]:
        """Return why terms of it have no number."""
        return {value for term in self.terms if isinstance(value := term.value(row), Trouble)}


def _link_holds(sign: str, left: Value, right: Value) -> bool:
    return not isinstance(left, Trouble) and not isinstance(right, Trouble) and SIGNS[sign](left, right)


def _gap(sign: str, left: Value, right: Value) -> float:
    if isinstance(left, Trouble) or isinstance(right, Trouble):
        return WORST
    if SIGNS[sign](left, right):
        return 0.0
    size = max(abs(left), abs(right))
    least = math.ulp(1.0)  # 5 < 5 is nearly true, but not quite
    return max(abs(left / size - right / size) if size else 0.0, least)


@dataclass(frozen=True)
class Denial:
    """`not` a condition."""

    of: Condition

    def holds(self, row: Row) -> bool:
        """Whether the condition does not hold."""
        return not self.of.holds(row)

    def shortfall(self, row: Row, denied: bool = False) -> float:
        """Return how far it is from holding."""
        return self.of.shortfall(row, not denied)

    def troubles(self, row: Row) -> set[Trouble]:
        """Return why terms of it have no number."""
        return self.of.troubles(row)


@dataclass(frozen=True)
class Junction:
    """Conditions joined by `and`, or by `or`."""

    word: str
    parts: tuple[Condition, ...]

    def holds(self, row: Row) -> bool:
        """Whether all of them hold, or one."""
        held = (part.holds(row) for part in self.parts)
        return all(held) if self.word == "and" else any(held)

    def shortfall(self, row: Row, denied: bool = False) -> float:
        """Return how far it is from holding: the sum over what must all hold, the least of what may."""
        found = [part.shortfall(row, denied) for part in self.parts]
        return sum(found) if (self.word == "and") != denied else min(found)

    def troubles(self, row: Row) -> set[Trouble]:
        """Return why terms of it have no number."""
        return set().union(*(part.troubles(row) for part in self.parts))


Condition = Comparison | Denial | Junction
"""`holds(row)` is true or false; `shortfall(row)` is 0.0 exactly where it holds, else how far it is from holding, without a unit."""
