"""Phase 6, second part: resources appear by chance."""

from __future__ import annotations

from ...components.economy import Cell, Spawning
from ...engine.clock import Clock
from ...engine.columns import Mut, Res
from ...engine.rows import Rows
from ...kernels import spawning as appearance


def spawning(rows: Rows, cell: Mut[Cell], spawns: Res[Spawning], clock: Res[Clock]) -> None:
    """Let resources appear on cells, in worlds that have a rate.

    Draws   stream "spawning", by cell
    Keeps   the kind of a cell that has one; amounts at most at capacity (an amount above it stays)
    After   regeneration   Before  housekeeping
    """
    appearance.spawn(
        rows.blocks, rows.offsets, clock.tick, spawns.chances, spawns.rate, spawns.quantity, spawns.cap, spawns.only_empty, cell.good,
        cell.capacity, cell.amount,
    )  # fmt: skip
