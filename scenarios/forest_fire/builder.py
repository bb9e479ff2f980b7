"""Wires forest fires: scenarios and seeds become tables, singletons and systems."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...components import forest_fire as c
from ...engine.rng import stream_key
from ...engine.table import Table
from ...engine.world import World
from ...systems.forest_fire import extent, spread
from ...systems.generation.draws import draw_shares
from .schema import ForestFireScenario


def build(scenarios: Sequence[ForestFireScenario], seeds: Sequence[int]) -> World:
    """Return one `World` that holds a forest for each scenario, ready for its first tick."""
    world = World(seeds, [c.Grid, c.Rules, c.Extent])
    cells = world.add_table("cells", [c.Vegetation, c.NextState], [s.grid.width * s.grid.height for s in scenarios])
    grid, rules = world.edit(c.Grid), world.edit(c.Rules)
    for w, (scenario, seed) in enumerate(zip(scenarios, seeds, strict=True)):
        grid.width[w], grid.height[w], grid.torus[w] = scenario.grid.width, scenario.grid.height, scenario.grid.torus
        grid.moore[w] = scenario.neighbourhood == "moore"
        rules.growth[w], rules.lightning[w] = scenario.growth_chance, scenario.lightning_chance
        rules.chances[w] = stream_key(seed, "growth and lightning")
        _plant(cells, w, scenario, seed)
    world.add(spread.spread)
    world.add(extent.extent, after="spread")
    world.run_system("extent", np.ones(world.n_worlds, np.bool_))
    return world


def _plant(cells: Table, w: int, scenario: ForestFireScenario, seed: int) -> None:
    """Plant trees on a share of the cells, and set fire to those where it starts; a chosen place burns, tree or not."""
    width, height = scenario.grid.width, scenario.grid.height
    state = np.where(draw_shares(seed, "trees", width * height) < scenario.density, c.TREE, c.EMPTY).reshape(width, height)
    if scenario.fire.start == "left":
        state[0] = np.where(state[0] == c.TREE, c.BURNING, c.EMPTY)
    elif scenario.fire.start == "place":
        state[scenario.fire.x, scenario.fire.y] = c.BURNING
    cells.write(c.Vegetation).state[cells.offsets[w] : cells.offsets[w + 1]] = state.reshape(-1)
