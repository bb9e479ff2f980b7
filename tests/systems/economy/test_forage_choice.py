"""Where an agent that is alone goes foraging, against a look at every cell: many worlds of one agent, and ties everywhere.

What it gains may be more, nothing or less than nothing; cells lie at the end of its view, where words of 64 rows meet, and on
the other side of small tori; it may still hold a claim from a walk that ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catallax.components.economy import (
    ACTIVITIES,
    FAMILIES,
    Cell,
    Claim,
    Commitment,
    Grid,
    Intent,
    Inventory,
    Position,
    Preferences,
    Rules,
    Vision,
)
from catallax.engine.world import World
from catallax.scenarios.builder import build_world
from catallax.scenarios.loader import load_scenario
from tests.reference import phases
from tests.reference.economy import read_economy

LINEAR, CES, QUADRATIC = FAMILIES.index("linear"), FAMILIES.index("ces"), FAMILIES.index("quadratic")
UTILITIES: list[tuple[int, tuple[float, ...]]] = [
    (LINEAR, (1.0, 1.0)),
    (LINEAR, (2.0, 1.0)),
    (LINEAR, (1.0, 2.0)),
    (CES, (-0.5, 1.0, 1.0)),  # one good alone is worth nothing
    (QUADRATIC, (1.5, 2.5, 5.0, 5.0, 0.0)),  # more may be less
]
TALL = [(9, 66)] * 4 + [(9, 65), (9, 64), (5, 63), (4, 128), (4, 130)]  # 64 rows are a word
SMALL = [(1, 1), (1, 6), (2, 2), (2, 3), (3, 2), (3, 4), (4, 4), (4, 3), (5, 5), (6, 6), (7, 6)]
SHAPES = TALL + SMALL


def file(width: int, height: int) -> dict[str, Any]:
    return {
        "schema_version": 2, "name": "alone", "rules": "standard", "seed": 1, "ticks": 1, "agents": 1,
        "grid": {"width": width, "height": height, "torus": True}, "initial_inventories": {"A": 0, "B": 0},
        "utilities": {"mix": [{"weight": 1.0, "type": "linear", "params": {"vA": 2.0, "vB": 1.0}}]},
        "resource_seed": {"density": 0.0, "amount": 1}, "params": {"vision_radius": 1, "beta": 0.5},
    }  # fmt: skip


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """One agent on a grid of each shape."""
    loaded = [load_scenario(file(*shape)) for shape in SHAPES]
    with build_world(loaded, [1] * len(SHAPES), [1] * len(SHAPES)) as built:
        yield built


def scatter(world: World, random: np.random.Generator) -> None:
    """Give each agent tastes and goods, and put a few resources in its view, most at the end of it; let it claim one of them."""
    n = len(SHAPES)
    rules, position, intent, cell = world.edit(Rules), world.edit(Position), world.edit(Intent), world.edit(Cell)
    world.edit(Grid).torus[:] = random.random(n) < 0.5
    rules.beta[:], rules.forage_rate[:] = random.choice([0.5, 0.5, 0.5, 1.0], n), random.choice([1, 1, 1, 2], n)
    rules.claiming[:] = random.random(n) < 0.7
    preferences, holder = world.edit(Preferences), world.edit(Claim).holder
    inventory, radius = world.edit(Inventory), world.edit(Vision).radius
    inventory.goods[:], inventory.changed[:], radius[:] = random.integers(0, 4, (n, 2)), True, random.integers(0, 4, n)
    world.edit(Commitment).cell[:], intent.target[:], intent.target_x[:], intent.target_y[:] = -1, -1, -1, -1
    cell.good[:], cell.amount[:], holder[:] = -1, 0, -1
    for w, (width, height) in enumerate(SHAPES):
        base, far = int(world.tables["cells"].offsets[w]), int(radius[w])
        preferences.family[w], values = UTILITIES[random.integers(len(UTILITIES))]
        preferences.parameters[w] = [*values, *[0.0] * (6 - len(values))]
        x, y = random.integers(width), random.choice([0, 64, 64]) + random.choice([-1, 1]) * (far + random.choice([-1, 0, 0, 1]))
        position.x[w], position.y[w] = x, y % height  # so that words meet where its view ends
        for _ in range(random.integers(1, 4)):
            steps = random.choice([far, far, random.integers(0, far + 1)])
            dx = random.choice([0, 0, 0, steps, random.integers(0, steps + 1)]) * random.choice([-1, 1])
            dy = (steps - abs(dx)) * random.choice([-1, 1])
            c = base + (x + dx) % width * height + (y + dy) % height
            cell.good[c], cell.amount[c] = random.integers(0, 2), random.integers(1, 4)
        if rules.claiming[w] and random.random() < 0.5:
            holder[c] = 0
            intent.target_x[w], intent.target_y[w] = divmod(int(c) - base, height)


@settings(max_examples=settings().max_examples * 3)
@given(st.integers(0, 10**9))
def test_the_best_cell_is_found(world: World, seed: int) -> None:
    scatter(world, np.random.default_rng(seed))
    everywhere = np.ones(len(SHAPES), np.bool_)
    world.run_system("requote", everywhere)
    twins = [read_economy(world, w) for w in range(len(SHAPES))]
    for phase in ("perception", "decision"):
        world.run_system(phase, everywhere)
    for w, twin in enumerate(twins):
        twin.cells = {place: ground for place, ground in twin.cells.items() if ground.amount > 0}  # soon looked at
        phases.decision(twin)
        i = twin.agents[0]
        chosen = [-1 if c is None else c[0] * twin.height + c[1] for c in (i.committed, i.target_pos)]
        claims = {x * twin.height + y: holder for (x, y), holder in twin.claims.items()}
        assert where_to(world, w) == (*chosen, i.activity, claims), f"world {w}: {twin}"


def where_to(world: World, w: int) -> tuple[int, int, str, dict[int, int]]:
    """Return the cells that the agent of world w is committed to and walks to, what it does, and all claims."""
    intent, (base, top) = world[Intent], world.tables["cells"].offsets[w : w + 2]
    x, y, holder = int(intent.target_x[w]), int(intent.target_y[w]), world[Claim].holder[base:top]
    claims = {int(c): int(holder[c]) for c in np.flatnonzero(holder >= 0)}
    return int(world[Commitment].cell[w]), x * SHAPES[w][1] + y if x >= 0 else -1, ACTIVITIES[intent.activity[w]], claims


@pytest.mark.parametrize(("height", "chosen"), [(2, (1, 0)), (3, (1, 2))])
def test_the_cell_across_a_torus_of_two_rows_is_above(height: int, chosen: tuple[int, int]) -> None:
    """B here is worth as much as A a row away: below, A comes first in order of x, then y; but of two rows the other is above."""
    with build_world([load_scenario(file(3, height))], [1], [1]) as world:
        position, cell = world.edit(Position), world.edit(Cell)
        position.x[:], position.y[:] = 1, 0
        for good, y in ((1, 0), (0, height - 1)):
            cell.good[height + y], cell.amount[height + y] = good, 1
        world.step()
        assert read_economy(world).agents[0].target_pos == chosen


def test_who_was_heading_for_a_cell_that_another_claims_goes_elsewhere() -> None:
    """1 is on its way to the only cell nearby that bears anything; 0 was heading there too, for somebody who stood on it."""
    with build_world([load_scenario(file(5, 1) | {"agents": 2, "grid": {"width": 5, "height": 1}})], [1], [1]) as world:
        cell, intent = world.edit(Cell), world.edit(Intent)
        world.edit(Vision).radius[:], world.edit(Position).x[:] = 4, (0, 2)
        cell.good[[1, 4]], cell.amount[[1, 4]] = 0, 1
        world.edit(Commitment).cell[:], world.edit(Claim).holder[1] = (-1, 1), 1
        intent.target_x[:], intent.target_y[:] = 1, 0
        for phase in ("requote", "perception", "decision"):
            world.run_system(phase, np.ones(1, np.bool_))
        assert world[Commitment].cell.tolist() == [4, 1]
