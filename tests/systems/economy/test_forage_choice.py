"""Where an agent that is alone goes foraging, against a look at every cell: many worlds of one agent, and ties everywhere.

What it gains may be more, nothing or less than nothing; cells lie at the end of its view, where words of 64 rows meet, and on
the other side of small tori; it may still hold a claim from a walk that ended.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from catallax.components.economy import Cell, Claim, Intent, Inventory, Position
from catallax.engine.world import World
from catallax.scenarios.builder import build_world
from catallax.scenarios.loader import load_scenario
from tests.reference import phases
from tests.reference.economy import Economy, read_economy

WORLDS = 25
UTILITIES: list[dict[str, Any]] = [
    {"type": "linear", "params": {"vA": 1.0, "vB": 1.0}},
    {"type": "linear", "params": {"vA": 2.0, "vB": 1.0}},
    {"type": "linear", "params": {"vA": 1.0, "vB": 2.0}},
    {"type": "ces", "params": {"rho": -0.5, "wA": 1.0, "wB": 1.0}},  # one good alone is worth nothing
    {"type": "quadratic", "params": {"A_star": 1.5, "B_star": 2.5, "sigma_A": 5.0, "sigma_B": 5.0, "gamma": 0.0}},  # more may be less
]


def scenario(random: np.random.Generator, height: int, radius: int) -> dict[str, Any]:
    pick = lambda *values: values[random.integers(len(values))]  # noqa: E731
    return {
        "schema_version": 2, "name": "alone", "rules": "standard", "seed": 1, "ticks": 9, "agents": 1,
        "grid": {"width": int(random.integers(1, 7)), "height": height, "torus": pick(True, False)},
        "initial_inventories": {"A": 0, "B": 0},
        "utilities": {"mix": [{"weight": 1.0, **UTILITIES[random.integers(len(UTILITIES))]}]},
        "resource_seed": {"density": 0.0, "amount": 1},
        "params": {
            "vision_radius": radius, "beta": pick(0.5, 0.5, 0.5, 1.0), "forage_rate": pick(1, 1, 1, 2),
            "enable_resource_claiming": pick(True, True, False),
        },
    }  # fmt: skip


def scatter(world: World, w: int, random: np.random.Generator, y: int, radius: int) -> None:
    """Put a few resources in view of the agent of world w, most at the end of it; sometimes let it claim one."""
    cells, twin = world.tables["cells"], read_economy(world, w)
    cell, position, intent, base = world.edit(Cell), world.edit(Position), world.edit(Intent), int(cells.offsets[w])
    position.x[w], position.y[w] = random.integers(twin.width), y
    world.edit(Inventory).goods[w] = random.integers(0, 4, 2)
    for _ in range(random.integers(1, 5)):
        far = random.choice([radius, radius, random.integers(0, radius + 1)])
        dx = random.choice([0, 0, far, random.integers(0, far + 1)]) * random.choice([-1, 1])
        dy = (far - abs(dx)) * random.choice([-1, 1])
        c = base + (position.x[w] + dx) % twin.width * twin.height + (y + dy) % twin.height
        cell.good[c], cell.amount[c] = random.integers(0, 2), random.integers(1, 4)
    bearing = np.flatnonzero(cell.amount[base : cells.offsets[w + 1]])
    kept = random.choice(bearing)
    if twin.rules["claiming"] and random.random() < 0.5:
        world.edit(Claim).holder[base + kept] = 0
        intent.target_x[w], intent.target_y[w] = divmod(int(kept), twin.height)


@given(st.integers(0, 10**9))
def test_the_best_cell_is_found(seed: int) -> None:
    random = np.random.default_rng(seed)
    tall = random.random(WORLDS) < 0.5
    heights = [int(h) for h in np.where(tall, random.choice([64, 65, 127, 128, 130], WORLDS), random.integers(1, 8, WORLDS))]
    radii = [int(r) for r in random.integers(0, 4, WORLDS)]
    drawn = [load_scenario(scenario(random, *shape)) for shape in zip(heights, radii, strict=True)]
    with build_world(drawn, [1] * WORLDS, [9] * WORLDS) as world:
        for w in range(WORLDS):
            y = random.choice([0, 64, 128]) + random.choice([-1, 1]) * (radii[w] + random.integers(-1, 2))  # sees just to the border
            scatter(world, w, random, int(y) % heights[w], radii[w])
        world.edit(Inventory).changed[:] = True
        world.run_system("requote", np.ones(WORLDS, np.bool_))
        twins = [read_economy(world, w) for w in range(WORLDS)]
        for phase in ("perception", "decision"):
            world.run_system(phase, np.ones(WORLDS, np.bool_))
        for w, twin in enumerate(twins):
            phases.decision(twin)
            found = read_economy(world, w)
            assert where_to(found) == where_to(twin), f"world {w}: {twin}"


def where_to(e: Economy) -> list[Any]:
    i = e.agents[0]
    return [i.target_pos, i.committed, i.activity, e.claims]
