"""Small worlds for Hypothesis that `catallax.testing` has not: of the models that are no economy, and on a torus."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

import catallax.testing as ct
from catallax.components.economy import Grid, Home, Intent, Position

number = st.sampled_from
grids = st.fixed_dictionaries({"width": st.integers(1, 6), "height": st.integers(1, 6), "torus": st.booleans()})

ON_A_TORUS = ct.worlds(ct.scenarios(ticks=8, rules=["standard"], fixed={"grid.torus": True}))
"""Barter worlds on a torus; `TORUS` says how they lie on it."""
TORUS = ct.Torus(
    [(Position, "x", "y"), (Home, "x", "y"), (Intent, "target_x", "target_y")],
    "cells",
    lambda world: (int(world[Grid].width[0]), int(world[Grid].height[0])),
)


@st.composite
def meadows(draw: st.DrawFn, most_animals: int = 12) -> dict[str, Any]:
    """Draw a small predator-prey scenario as a dict."""
    animals = lambda gains: st.fixed_dictionaries({  # noqa: E731
        "count": st.integers(0, most_animals), "gain": number(gains), "cost": st.integers(0, 2), "birth_chance": number([0.0, 0.1, 0.5, 1.0])
    })  # fmt: skip
    return {
        "schema_version": 2, "name": "drawn", "model": "wolf_sheep", "seed": draw(st.integers(0, 50)), "ticks": 7, "grid": draw(grids),
        "sheep": draw(animals([0, 2, 5])), "wolves": draw(animals([0, 4, 9])),
        "grass": {"grown": draw(number([0.0, 0.5, 1.0])), "regrowth_ticks": draw(number([0, 1, 3]))},
        "neighbourhood": draw(number(["moore", "von_neumann"])),
    }  # fmt: skip


@st.composite
def forests(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a small forest fire as a dict."""
    grid = draw(grids)
    fire: dict[str, Any] = {"start": draw(number(["left", "place", "nowhere"]))}
    if fire["start"] == "place":
        fire |= {"x": draw(st.integers(0, grid["width"] - 1)), "y": draw(st.integers(0, grid["height"] - 1))}
    return {
        "schema_version": 2, "name": "drawn", "model": "forest_fire", "seed": draw(st.integers(0, 50)), "ticks": 9, "grid": grid,
        "density": draw(number([0.0, 0.4, 0.8, 1.0])), "neighbourhood": draw(number(["moore", "von_neumann"])), "fire": fire,
        "growth_chance": draw(number([0.0, 0.2])), "lightning_chance": draw(number([0.0, 0.1])),
    }  # fmt: skip
