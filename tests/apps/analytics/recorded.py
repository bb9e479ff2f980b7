"""Runs made up by hand: recorded tables as they are given, so that measures can be tried on small ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

import catallax as cx


class Recorded(cx.Run):
    """A run of which only tables and length are known."""

    def __init__(self, ticks_done: int, **tables: dict[str, Any]) -> None:
        self.manifest = {"ticks_done": ticks_done, "scenario": "made up", "seed": 0, "rules": None, "status": "done"}
        self.path = None
        self._given = {name: {k: np.asarray(v) for k, v in columns.items()} for name, columns in tables.items()}

    @property
    def tables(self) -> dict[str, list[str]]:
        return {name: list(columns) for name, columns in self._given.items()}

    def columns(self, table: str) -> dict[str, Any]:
        if table not in self._given:
            raise cx.EngineError("run", repr(table), "a table that was recorded")
        return {name: values.copy() for name, values in self._given[table].items()}

    def count(self, table: str) -> int:
        return len(self._given[table]["tick"])


TICKS = 8
KINDS = [("A", "B"), ("A", "M"), ("B", "M")]


@st.composite
def trading(draw: st.DrawFn, agents: int = 6) -> Recorded:
    """A run with some trades, in the order of ticks."""
    n = draw(st.integers(0, 25))
    ticks = sorted(draw(st.lists(st.integers(0, TICKS - 1), min_size=n, max_size=n)))
    rows = []
    for tick in ticks:
        seller, buyer = draw(st.permutations(range(agents)))[:2]
        good, medium = draw(st.sampled_from(KINDS))
        quantity, payment = draw(st.integers(1, 5)), draw(st.integers(1, 90))
        gains = draw(st.tuples(st.floats(0, 9), st.floats(0, 9)))
        rows.append((tick, buyer, seller, good, medium, quantity, payment, payment / quantity, *gains))
    names = ["tick", "buyer", "seller", "good", "medium", "quantity", "payment", "price", "surplus_buyer", "surplus_seller"]
    dtypes = [int, int, int, object, object, int, int, float, float, float]
    columns = {name: np.array([row[k] for row in rows], dtype) for k, (name, dtype) in enumerate(zip(names, dtypes, strict=True))}
    return Recorded(TICKS, trades=columns)
