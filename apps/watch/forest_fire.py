"""A forest fire. Nobody moves here: what burns is shown as an inhabitant of its cell, and any cell can be looked into."""

from __future__ import annotations

import numpy as np

from ...components.forest_fire import BURNING, BURNT, STATES, TREE, Extent, Grid, Rules, Vegetation
from ...engine.world import World
from ..analytics.colours import DENSITIES, tint
from ..analytics.colours.forest_fire import STATE_COLOURS
from .views import CELLS, Inside, Kind, Layer, Scene, Series, Told, View, Who

SHADES = {TREE: ".tT", BURNT: "░▒▓"}


class ForestFireView(View):
    """What burns, above trees and what is burnt."""

    def scene(self, world: World) -> Scene:
        """Return the cells that burn, and what is on the others."""
        shape = (int(world[Grid].width[0]), int(world[Grid].height[0]))
        state = world[Vegetation].state[: shape[0] * shape[1]].reshape(shape)
        layer = np.array([-1, 0, 1, 1], np.int8)[state]
        burning = np.flatnonzero(state.reshape(-1) == BURNING)
        x, y = np.divmod(burning, shape[1])
        amount = (layer >= 0).astype(np.int32)
        return Scene(x.astype(np.int32), y.astype(np.int32), np.zeros(len(x), np.uint8), ((CELLS, burning),), layer, amount, (1, 1))

    def measure(self, world: World) -> dict[str, float]:
        """Return how much burns, stands and is burnt, and how far the fire came."""
        extent = world[Extent]
        cells = {STATES[k]: float(extent.cells[0, k]) for k in (BURNING, TREE, BURNT)}
        return {**cells, "reach": float(extent.reach[0])}

    def inside(self, world: World, who: Who, told: Told) -> Inside:
        """Return what is on a cell, and what its neighbours may do to it."""
        grid, state, rules = world[Grid], world[Vegetation].state, world[Rules]
        width, height = int(grid.width[0]), int(grid.height[0])
        x, y = divmod(who.uid, height)
        around = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if (dx, dy) != (0, 0) and (grid.moore[0] or 0 in (dx, dy))]
        counts = dict.fromkeys(STATES, 0)
        for dx, dy in around:
            i, j = x + dx, y + dy
            if grid.torus[0]:
                i, j = i % width, j % height
            if 0 <= i < width and 0 <= j < height:
                counts[STATES[state[i * height + j]]] += 1
        what = STATES[state[who.uid]]
        why = {
            "tree": f"catches fire when a neighbour burns; lightning has a chance of {rules.lightning[0]:.2g}",
            "burning": "will be burnt after this tick",
        }.get(what, f"a tree grows with a chance of {rules.growth[0]:.2g}")
        near = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        return Inside([("cell", f"{x},{y}"), ("state", what), ("around", near), ("why", why)])


VIEW = ForestFireView(
    kinds=(Kind("*", STATE_COLOURS[BURNING], STATES[BURNING]),),
    layers=tuple(Layer("", tuple(tint(STATE_COLOURS[k], part) for part in DENSITIES), shades, STATES[k]) for k, shades in SHADES.items()),
    series=tuple(Series(name, name) for name in (*(STATES[k] for k in (BURNING, TREE, BURNT)), "reach")),
)
