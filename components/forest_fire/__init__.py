"""What cells and worlds of a forest fire are made of. One component a file; here all of them together."""

from .cells import BURNING, BURNT, EMPTY, STATES, TREE, NextState, Vegetation
from .extent import Extent
from .rules import Grid, Rules

__all__ = ["BURNING", "BURNT", "EMPTY", "STATES", "TREE", "Extent", "Grid", "NextState", "Rules", "Vegetation"]
