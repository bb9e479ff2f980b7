"""Rows of the log in words, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

Row = dict[str, Any]
TRIED = ("tick", "buyer", "seller", "good", "medium")


class Tried(NamedTuple):
    """What two tried in a tick, one selling a good to the other: how many blocks, and what came of them, the most frequent reason first."""

    tick: int
    buyer: int
    seller: int
    good: str
    medium: str
    blocks: int
    outcome: str


def attempts_in_words(rows: Iterable[Row]) -> Iterator[Tried]:
    """Sum up rows of the table `attempts`, which are in the order of what happened."""
    for (tick, buyer, seller, good, medium), group in groupby(rows, key=lambda row: tuple(row[name] for name in TRIED)):
        reasons: dict[str, int] = {}
        agreed = ""
        for row in group:
            if row["result"] == "agreed":
                agreed = f"agreed: {amount(row['quantity'])} {row['good']} for {amount(row['payment'])} {row['medium']}"
            else:
                why = row["reason"] if row["result"] == "refused" else row["result"]
                reasons[why] = reasons.get(why, 0) + 1
        told = [f"{count} {words(why)}" for why, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))]
        blocks = sum(reasons.values()) + bool(agreed)
        yield Tried(tick, buyer, seller, good, medium, blocks, "; ".join([*told, *([agreed] if agreed else [])]))


def words(name: str) -> str:
    """Return a name of an enumeration as words."""
    return name.replace("_", " ")


def amount(value: float) -> str:
    """Return an amount as people write it."""
    return f"{value:.10g}"


def number(value: float | None) -> str:
    """Return a measured number in four digits."""
    return "-" if value is None or value != value else f"{value:.4g}"
