"""Torus shift: on a torus no cell is special, so a system that is shifted with its world gives the shifted result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..engine.columns import Column, Columns
from ..engine.table import Table
from ..engine.world import World
from .start import Start
from .traces import begin, first_difference, run, state_of
from .watch import watch


@dataclass(frozen=True)
class Torus:
    """How a world lies on its torus.

    positions  (group, column of x, column of y); negative values are nowhere
    cells      name of the table with one row per cell, x-major (row = x * height + y); None if there is none
    size       (width, height) of a world
    """

    positions: Sequence[tuple[type[Columns], str, str]]
    cells: str | None
    size: Callable[[World], tuple[int, int]]


def check_shift(start: Start, system: str, torus: Torus, dx: int, dy: int) -> None:
    """Check that a system does in a shifted world what it does in the world: at each call, from the state that it finds.

    For worlds on a torus, and systems whose choices go by distance and direction, not by the number of a cell.
    """
    with start.build() as shifted:
        begin(shifted)

        def before(world: World) -> None:
            _copy(world, shifted, torus, dx, dy)

        def after(world: World) -> None:
            shifted.run_system(system, np.ones(shifted.n_worlds, np.bool_))
            _copy(shifted, shifted, torus, -dx, -dy)
            difference = first_difference(state_of(world, events=False), state_of(shifted, events=False))
            assert not difference, f"tick {world.tick}: {system} in a world shifted by ({dx}, {dy}) does something else: {difference}"

        run(start, lambda world: watch(world, system, before, after, flush=True))


def _copy(origin: World, goal: World, torus: Torus, dx: int, dy: int) -> None:
    """Give one world the columns of another, shifted."""
    width, height = torus.size(origin)
    x, y = np.divmod(np.arange(width * height), height)
    row = (x + dx) % width * height + (y + dy) % height  # where each cell's row goes
    for table in origin.tables.values():
        twin = goal.tables[table.name]
        for size, value in table.sizes.items():
            if twin.sizes[size] < value:
                twin.widen(size, value)
        goal.flush()
        for group in table.groups:
            read, write = table.read(group), twin.write(group)
            for column in group.columns:
                values = _shifted(getattr(read, column.name), table, group, column, torus, row, (dx, width), (dy, height))
                getattr(write, column.name)[...] = values


def _shifted(
    values: NDArray[Any],
    table: Table,
    group: type[Columns],
    column: Column,
    torus: Torus,
    row: NDArray[np.int64],
    along_x: tuple[int, int],
    along_y: tuple[int, int],
) -> NDArray[Any]:
    values = values.copy()
    for positioned, x, y in torus.positions:
        if group is positioned and column.name in (x, y):
            step, size = along_x if column.name == x else along_y
            values = np.where(values >= 0, (values + step) % size, values)
    if torus.cells is not None and column.refers_to == torus.cells:
        values = np.where(values >= 0, row[values], values)
    if table.name == torus.cells:
        moved = np.empty_like(values)
        moved[row] = values
        return moved
    return values
