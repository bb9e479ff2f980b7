"""The ground: one row per cell of the grid, x-major, with grass or bare."""

from __future__ import annotations

from ...engine.columns import BOOL, I32, Columns, column


class Grass(Columns):
    """Grass is there or not; where it was eaten it grows again after a while."""

    grown: BOOL = column(fill=1, doc="whether there is grass to eat")
    countdown: I32 = column(unit="tick", ge=0, doc="ticks until it grows, where it is bare")


class SheepByCell(Columns, scratch=True):
    """Where the sheep of a cell stand in the list of sheep by cell, made before wolves hunt."""

    end: I32 = column(unit="sheep", ge=0, doc="sheep listed in all cells up to and including this one")
    taken: I32 = column(unit="sheep", ge=0, doc="sheep eaten on this cell in this tick")
