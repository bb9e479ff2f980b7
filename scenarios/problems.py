"""What is wrong with a scenario: every problem at once, each with its place, value, rule, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

Finding = tuple[tuple[str | int, ...], str, str, str]
"""What a rule finds wrong: (path in the file, got, needs, remedy)."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a scenario.

    key     dotted path in the file, such as params.beta or utilities.mix[0].type
    got     the value found there, as text
    needs   the rule
    remedy  what to do, or ""
    line    1-based place in the file, like column; None for a scenario given as a dict
    """

    key: str
    got: str
    needs: str
    remedy: str = ""
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}: " if self.line is not None else ""
        return f"{place}{self.key}: got {self.got}; needs {self.needs}.{' ' + self.remedy if self.remedy else ''}"

    def as_dict(self) -> dict[str, Any]:
        """Return the parts, for `--json`."""
        return asdict(self)


class ScenarioError(ValueError):
    """A scenario that cannot be run. `problems` names everything that is wrong with it; `source` is its file or name."""

    def __init__(self, source: str, problems: Iterable[Problem]) -> None:
        self.source = source
        self.problems = sorted(problems, key=lambda p: (p.line or 0, p.column or 0))
        super().__init__("\n".join(f"{source}: {problem}" for problem in self.problems))


def nearest(name: str, known: Sequence[str]) -> str:
    """Return a remedy that names the nearest known name, or lists them if none is near."""
    close = [k for k in known if k.lower() == name.lower()] or difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(known)}."


def shown(value: Any) -> str:
    """Return a value as a user would recognise it, cut to a readable length."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
