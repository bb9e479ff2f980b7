"""Births and deaths with lists: each world is a list of (uid, value)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Herd:
    """The entities of one world, in order."""

    rows: list[tuple[int, float]]
    next_uid: int
    dead: set[int] = field(default_factory=set)
    born: list[tuple[int, float]] = field(default_factory=list)

    def spawn(self, value: float) -> int:
        self.born.append((self.next_uid, value))
        self.next_uid += 1
        return self.next_uid - 1

    def flush(self) -> list[int]:
        """Carry out deaths, then births; return where each old row is now, -1 if dead."""
        left = [row for row in self.rows if row[0] not in self.dead]
        moved = [left.index(row) if row in left else -1 for row in self.rows]
        self.rows = left + self.born
        self.dead, self.born = set(), []
        return moved
