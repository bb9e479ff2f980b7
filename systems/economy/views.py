"""The other tables that the systems of an economy reach."""

from __future__ import annotations

from ...components.economy import Cell, CellList, Claim, FreeCells, Zone
from ...engine.columns import Mut
from ...engine.rows import Rows
from ...engine.system import View


class Ground(View):
    """The cells, as agents look at them."""

    rows: Rows
    cell: Cell


class ClaimedGround(View):
    """The cells, as agents look at them and lay claim to them."""

    rows: Rows
    cell: Cell
    claim: Mut[Claim]
    list: CellList


class Strips(View):
    """The free cells as bits."""

    rows: Rows
    free: Mut[FreeCells]


class HarvestedGround(View):
    """The cells, as agents take from them."""

    rows: Rows
    cell: Mut[Cell]


class ListedGround(View):
    """The cells, as perception sorts agents by them."""

    rows: Rows
    cell: Cell
    list: Mut[CellList]


class SearchedGround(View):
    """The cells, as agents look at them, lay claim to them, and are sorted by them."""

    rows: Rows
    cell: Cell
    claim: Mut[Claim]
    list: Mut[CellList]


class Claims(View):
    """The claims, and to which zones cells belong."""

    rows: Rows
    cell: Cell
    claim: Mut[Claim]


class Zones(View):
    """The rules of zones."""

    rows: Rows
    zone: Zone


class ZonesInTime(View):
    """The rules of zones, whose modes change."""

    rows: Rows
    zone: Mut[Zone]
