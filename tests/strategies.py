"""Small worlds for Hypothesis that `catallax.testing` has not: on a torus."""

from __future__ import annotations

import catallax.testing as ct
from catallax.components.economy import Grid, Home, Intent, Position

ON_A_TORUS = ct.worlds(ct.scenarios(ticks=8, rules=["standard"], fixed={"grid.torus": True}))
"""Barter worlds on a torus; `TORUS` says how they lie on it."""
TORUS = ct.Torus(
    [(Position, "x", "y"), (Home, "x", "y"), (Intent, "target_x", "target_y")],
    "cells",
    lambda world: (int(world[Grid].width[0]), int(world[Grid].height[0])),
)
