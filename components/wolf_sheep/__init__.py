"""What animals, grass and worlds of a predator-prey model are made of. One component a file; here all of them together."""

from .animals import KINDS, SHEEP, WOLVES, Energy, Grazer, Hunter, Species
from .census import Census
from .grass import Grass, SheepByCell
from .life_events import CAUSES, EATEN, STARVED, Birth, Death
from .position import Grid, Place
from .rules import Rules

__all__ = [
    "CAUSES",
    "EATEN",
    "KINDS",
    "SHEEP",
    "STARVED",
    "WOLVES",
    "Birth",
    "Census",
    "Death",
    "Energy",
    "Grass",
    "Grazer",
    "Grid",
    "Hunter",
    "Place",
    "Rules",
    "SheepByCell",
    "Species",
]
