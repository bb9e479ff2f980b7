"""Search: generate scenarios one after the other, run each for some ticks, and keep those of which a condition holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...engine.run import stop_on_interrupt
from ...scenarios.builder import checked
from .condition import Trouble
from .condition_parser import Clause, clauses_of
from .outcome import COLUMNS, Outcome, measure

if TYPE_CHECKING:
    from ...scenarios.generate.generator import Generated

FIRST_CHUNK, CHUNK = 25, 100  # candidates in one table; from 100 on, more together are no faster
Draw = Callable[[int, int], "Sequence[Generated]"]
"""Called with how many candidates there were before, and how many are wanted: returns those."""
Told = Callable[[int, int], None]
"""Called now and then with how many candidates were tried, and how many found."""


@dataclass(frozen=True)
class Found:
    """A generated scenario, and what it came to."""

    generated: Generated
    outcome: Outcome


@dataclass(frozen=True)
class ClauseRecord:
    """How candidates did on one part of a condition.

    text       the part, as it was written
    met        how many satisfy it
    undefined  of how many it compares something that has no number, by why
    """

    text: str
    met: int
    undefined: dict[Trouble, int]


@dataclass(frozen=True)
class Search:
    """What a search came to.

    condition    as it was given
    ticks        how long each candidate ran
    tried        candidates up to the last that was kept, or all of them if there were too few to keep
    found        those that satisfy the condition, in order
    clauses      how those tried did on each part of the condition
    nearest      the one that came nearest, if none satisfies it: the least sum over clauses of the relative distance
    interrupted  whether it was stopped before its end
    """

    condition: str
    ticks: int
    tried: int
    found: tuple[Found, ...]
    clauses: tuple[ClauseRecord, ...]
    nearest: Found | None
    interrupted: bool


def search(
    condition: str,
    draw: Draw,
    *,
    wanted: int = 1,
    max_tries: int = 500,
    ticks: int = 50,
    threads: int | None = None,
    told: Told = lambda tried, found: None,
    where: str = "condition",
) -> Search:
    """Draw candidates until `wanted` of them satisfy a condition, or `max_tries` have run. The same candidates, the same answer.

    draw     returns candidates by their number
    ticks    how long each runs, with the seed of its own file
    threads  as `catallax.run`
    where    what the message of a wrong condition begins with

    Ctrl-C ends it with what was found in whole chunks. Raises EngineError for a wrong condition or number; nothing has run then.
    """
    clauses = clauses_of(condition, COLUMNS, where)
    for name, value in (("wanted", wanted), ("max_tries", max_tries), ("ticks", ticks)):
        checked(value, name, 1)
    ledger = _Ledger(clauses, wanted)
    interrupted, size = False, FIRST_CHUNK
    with stop_on_interrupt() as should_stop:
        while ledger.tried < max_tries and len(ledger.found) < wanted:
            candidates = draw(ledger.tried, min(size, max_tries - ledger.tried))
            outcomes = None if should_stop() else measure([c.scenario for c in candidates], ticks, should_stop, threads)
            if outcomes is None:
                interrupted = True
                break
            for candidate, outcome in zip(candidates, outcomes, strict=True):
                ledger.enter(Found(candidate, outcome))
            told(ledger.tried, len(ledger.found))
            size = CHUNK
    records = tuple(ClauseRecord(c.text, *row) for c, row in zip(clauses, zip(ledger.met, ledger.undefined, strict=True), strict=True))
    nearest = ledger.nearest if not ledger.found else None
    return Search(condition, ticks, ledger.tried, tuple(ledger.found), records, nearest, interrupted)


class _Ledger:
    """Candidates entered in order, until enough are found."""

    def __init__(self, clauses: Sequence[Clause], wanted: int) -> None:
        self.clauses, self.wanted = clauses, wanted
        self.tried = 0
        self.found: list[Found] = []
        self.met = [0] * len(clauses)
        self.undefined: list[dict[Trouble, int]] = [{} for _ in clauses]
        self.nearest: Found | None = None
        self.distance = float("inf")

    def enter(self, candidate: Found) -> None:
        """Note a candidate, unless enough were found before it."""
        if len(self.found) == self.wanted:
            return
        self.tried += 1
        row: Any = candidate.outcome
        distances = [clause.condition.shortfall(row) for clause in self.clauses]
        for k, clause in enumerate(self.clauses):
            self.met[k] += distances[k] == 0.0
            for trouble in clause.condition.troubles(row):
                self.undefined[k][trouble] = self.undefined[k].get(trouble, 0) + 1
        if not any(distances):
            self.found.append(candidate)
        if sum(distances) < self.distance:
            self.distance, self.nearest = sum(distances), candidate
