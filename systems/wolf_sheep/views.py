"""The tables that systems of the predator-prey model reach besides their own."""

from __future__ import annotations

from ...components.wolf_sheep import Energy, Grass, Grazer, Hunter, Place, SheepByCell
from ...engine.columns import Mut
from ...engine.rows import Rows
from ...engine.system import View
from ...engine.table import Population


class Meadow(View):
    """The ground that sheep graze."""

    rows: Rows
    grass: Mut[Grass]


class Fold(View):
    """Where the sheep stand, by cell."""

    rows: Rows
    by_cell: Mut[SheepByCell]


class Flock(View):
    """The sheep, as wolves see them."""

    rows: Rows
    place: Place
    energy: Energy
    grazer: Mut[Grazer]
    population: Population


class Sheep(View):
    """The sheep, as they are counted."""

    rows: Rows
    energy: Energy
    grazer: Grazer


class Wolves(View):
    """The wolves, as they are counted."""

    rows: Rows
    energy: Energy
    hunter: Hunter


class Ground(View):
    """The grass, as it is counted."""

    rows: Rows
    grass: Grass
