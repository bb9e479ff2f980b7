"""Wires predator-prey worlds: scenarios and seeds become tables, singletons, events and systems."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...components import wolf_sheep as c
from ...engine.rng import stream_key
from ...engine.table import Table
from ...engine.world import World
from ...systems.generation.draws import draw_below, draw_shares
from ...systems.wolf_sheep import census, grazing, hunting, movement, regrowth, reproduction, starvation
from .schema import Sheep, WolfSheepScenario, Wolves

ANIMAL = [c.Place, c.Energy, c.Species]


def build(scenarios: Sequence[WolfSheepScenario], seeds: Sequence[int]) -> World:
    """Return one `World` that holds a meadow for each scenario, ready for its first tick."""
    world = World(seeds, [c.Grid, c.Rules, c.Census])
    sheep = world.add_table("sheep", [*ANIMAL, c.Grazer], [s.sheep.count for s in scenarios])
    wolves = world.add_table("wolves", [*ANIMAL, c.Hunter], [s.wolves.count for s in scenarios])
    cells = world.add_table("cells", [c.Grass, c.SheepByCell], [s.grid.width * s.grid.height for s in scenarios])
    world.add_events("births", c.Birth)
    world.add_events("deaths", c.Death)
    for w, (scenario, seed) in enumerate(zip(scenarios, seeds, strict=True)):
        _set_rules(world, w, scenario, seed)
        _place(sheep, w, scenario, seed, c.SHEEP, scenario.sheep)
        _place(wolves, w, scenario, seed, c.WOLVES, scenario.wolves)
        _sow(cells, w, scenario, seed)
    _add_systems(world)
    world.run_system("census", np.ones(world.n_worlds, np.bool_))
    return world


def _set_rules(world: World, w: int, scenario: WolfSheepScenario, seed: int) -> None:
    grid, rules = world.edit(c.Grid), world.edit(c.Rules)
    grid.width[w], grid.height[w], grid.torus[w] = scenario.grid.width, scenario.grid.height, scenario.grid.torus
    grid.moore[w] = scenario.neighbourhood == "moore"
    rules.regrowth[w] = scenario.grass.regrowth_ticks
    for kind, animal in ((c.SHEEP, scenario.sheep), (c.WOLVES, scenario.wolves)):
        rules.cost[w, kind], rules.gain[w, kind], rules.birth_chance[w, kind] = animal.cost, animal.gain, animal.birth_chance
        rules.steps[w, kind] = stream_key(seed, f"{c.KINDS[kind]} steps")
        rules.births[w, kind] = stream_key(seed, f"{c.KINDS[kind]} births")


def _place(table: Table, w: int, scenario: WolfSheepScenario, seed: int, kind: int, animal: Sheep | Wolves) -> None:
    """Scatter animals over the grid, each with less energy than two meals give."""
    here, name = slice(int(table.offsets[w]), int(table.offsets[w + 1])), c.KINDS[kind]
    cell = draw_below(seed, f"{name} places", animal.count, scenario.grid.width * scenario.grid.height)
    place = table.write(c.Place)
    place.x[here], place.y[here] = np.divmod(cell, scenario.grid.height)
    table.write(c.Energy).energy[here] = draw_below(seed, f"{name} energy", animal.count, 2 * animal.gain)
    table.write(c.Species).kind[here] = kind


def _sow(cells: Table, w: int, scenario: WolfSheepScenario, seed: int) -> None:
    """Let grass grow on a share of the cells; the others are on their way."""
    here, n = slice(int(cells.offsets[w]), int(cells.offsets[w + 1])), int(cells.offsets[w + 1] - cells.offsets[w])
    grass = cells.write(c.Grass)
    grass.grown[here] = draw_shares(seed, "grass", n) < scenario.grass.grown
    grass.countdown[here] = np.where(grass.grown[here], 0, draw_below(seed, "countdown", n, scenario.grass.regrowth_ticks))


def _add_systems(world: World) -> None:
    """The phases of a tick, in their fixed order."""
    world.add(movement.movement)
    world.add(grazing.grazing, after="movement")
    world.add(hunting.hunting, after="grazing")
    world.add(starvation.starvation, after="hunting")
    world.add(reproduction.reproduction, after="starvation")
    world.add(regrowth.regrowth, after="reproduction")
    world.add(census.census, after="regrowth")
