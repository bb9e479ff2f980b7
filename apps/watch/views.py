"""What every model's view is: who stands where, what lies on the ground, which numbers go up and down, what is inside of one."""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...engine.errors import EngineError
from ...engine.world import World

MODELS = ("economy", "wolf_sheep", "forest_fire")
"""Models that can be watched, each in the file of its name."""
CELLS = "cells"

Row = Mapping[str, Any]
Told = Mapping[str, Sequence[Row]]
"""Rows of recorded tables about one agent in the tick done last: what `catallax show` prints."""


class Who(NamedTuple):
    """One who can be looked into: a row of a table by its uid. That of a cell is x * height + y."""

    table: str
    uid: int

    def __str__(self) -> str:
        return f"{self.table.removesuffix('s')} {self.uid}"


@dataclass(frozen=True)
class Kind:
    """A kind of inhabitants, as the map and its legend show it: a letter where colours do not tell, and a word."""

    letter: str
    colour: str
    word: str


@dataclass(frozen=True)
class Layer:
    """Something that lies on the ground: `tints` from little to much, `shades` for where colours do not tell, likewise."""

    letter: str
    tints: tuple[str, ...]
    shades: str
    word: str


@dataclass(frozen=True)
class Series:
    """A number over time. `from_zero` says that 0 is the bottom of its line, not its least value."""

    name: str
    word: str
    from_zero: bool = True


@dataclass(frozen=True, eq=False)
class Scene:
    """All that a map shows of one moment, as copies: the world may go on.

    x, y    int32[N] [cell]: where inhabitants stand, row 0 at the bottom
    kind    uint8[N]: which of the view's kinds
    parts   for each table of inhabitants, in their order: its name and the uids of its rows, int64[n], rising
    layer   int8[width, height]: which of the view's layers lies on the cell, -1 for none
    amount  int32[width, height]: how much; `most` (one for each layer) is as much as a cell is taken to have
    """

    x: NDArray[np.int32]
    y: NDArray[np.int32]
    kind: NDArray[np.uint8]
    parts: tuple[tuple[str, NDArray[np.int64]], ...]
    layer: NDArray[np.int8]
    amount: NDArray[np.int32]
    most: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Width and height of the grid."""
        return self.layer.shape[0], self.layer.shape[1]

    def who(self, row: int) -> Who:
        """Return who inhabitant number `row` is."""
        for table, uids in self.parts:
            if row < len(uids):
                return Who(table, int(uids[row]))
            row -= len(uids)
        raise IndexError(row)

    def row_of(self, who: Who) -> int | None:
        """Return the number of an inhabitant, None if it is not there."""
        first = 0
        for table, uids in self.parts:
            if table == who.table:
                row = int(np.searchsorted(uids, who.uid))
                return first + row if row < len(uids) and uids[row] == who.uid else None
            first += len(uids)
        return None

    def place_of(self, who: Who) -> tuple[int, int] | None:
        """Return the cell where somebody is, None if it is not there."""
        width, height = self.shape
        if who.table == CELLS:
            return divmod(who.uid, height) if 0 <= who.uid < width * height else None
        row = self.row_of(who)
        return None if row is None else (int(self.x[row]), int(self.y[row]))


@dataclass(frozen=True)
class Inside:
    """One agent's inside: lines of (label, text), an empty label for one that goes on; and the cell that it goes to, if any."""

    lines: Sequence[tuple[str, str]]
    target: tuple[int, int] | None = None


@dataclass(frozen=True)
class View(ABC):
    """Reads one model's world 0.

    kinds   of inhabitants, the most telling last: of several in one place it is the one that is shown
    layers  of the ground
    series  numbers that `measure` gives
    tables  of inhabitants that can be looked into by uid, the first being the one that is meant if none is named
    records names of records that tell why somebody did what it did
    """

    kinds: tuple[Kind, ...]
    layers: tuple[Layer, ...]
    series: tuple[Series, ...]
    tables: tuple[str, ...] = field(default=(CELLS,))
    records: tuple[str, ...] = ()

    @abstractmethod
    def scene(self, world: World) -> Scene:
        """Return what the map shows now."""

    @abstractmethod
    def measure(self, world: World) -> dict[str, float]:
        """Return the value of each series in the tick done last."""

    @abstractmethod
    def inside(self, world: World, who: Who, told: Told) -> Inside:
        """Return what is inside of one who is there."""

    def state(self, world: World) -> str:
        """Return a word on what goes on, if there is one to say."""
        return ""

    def named(self, text: str) -> Who | None:
        """Return who is meant by "12" or "wolf 12", None if that cannot be told."""
        *name, number = text.split()
        if not number.isdecimal() or len(name) > 1:
            return None
        if not name:
            return Who(self.tables[0], int(number))
        fitting = [table for table in (*self.tables, CELLS) if table[:3] == name[0].lower()[:3]]
        return Who(fitting[0], int(number)) if fitting else None


def view_of(model: str) -> View:
    """Return the view of a model. Raises EngineError for one that has none."""
    if model not in MODELS:
        raise EngineError("watch", f"a world of {model}", f"one of {', '.join(MODELS)}", "Other models have no map.")
    view: View = importlib.import_module(f".{model}", __package__).VIEW
    return view
