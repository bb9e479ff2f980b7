"""A forest fire as a dict of cells, all of which change at once."""

from __future__ import annotations

from dataclasses import dataclass

from catallax.components.forest_fire import STATES, Grid, Rules, Vegetation
from catallax.engine.clock import Clock
from catallax.engine.world import World
from catallax.kernels import rng

from .wolf_sheep import MOORE, VON_NEUMANN


@dataclass
class Forest:
    width: int
    height: int
    torus: bool
    moore: bool
    growth: float
    lightning: float
    key: int
    tick: int
    cells: dict[tuple[int, int], str]

    def beside(self, x: int, y: int) -> list[str]:
        cells = [(x + dx, y + dy) for dx, dy in (MOORE if self.moore else VON_NEUMANN)]
        if self.torus:
            cells = [(a % self.width, b % self.height) for a, b in cells]
        return [self.cells[cell] for cell in cells if cell in self.cells]


def spread(f: Forest) -> None:
    after = {}
    for (x, y), state in f.cells.items():
        chance = rng.uniform(f.key, f.tick, x * f.height + y, 0)
        if state == "burning":
            state = "burnt"
        elif state == "tree":
            state = "burning" if "burning" in f.beside(x, y) or chance < f.lightning else "tree"
        elif chance < f.growth:
            state = "tree"
        after[x, y] = state
    f.cells = after


def read_forest(world: World, w: int = 0) -> Forest:
    """Read world `w` of a `World`."""
    grid, rules, cells = world[Grid], world[Rules], world.tables["cells"]
    height, base = int(grid.height[w]), int(cells.offsets[w])
    states = world[Vegetation].state[base : int(cells.offsets[w + 1])]
    return Forest(
        int(grid.width[w]), height, bool(grid.torus[w]), bool(grid.moore[w]), float(rules.growth[w]), float(rules.lightning[w]),
        rules.chances[w], int(world[Clock].tick[w]), {divmod(c, height): STATES[state] for c, state in enumerate(states)},
    )  # fmt: skip
