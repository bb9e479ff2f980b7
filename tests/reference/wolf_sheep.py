"""Wolves and sheep as plain objects, one rule after the other; and how to read them off one world of a `World`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from catallax.components.wolf_sheep import SHEEP, WOLVES, Energy, Grass, Grazer, Grid, Hunter, Place, Rules, Species
from catallax.engine.clock import Clock
from catallax.engine.world import World
from catallax.kernels import rng

MOORE = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if (dx, dy) != (0, 0)]
VON_NEUMANN = [(-1, 0), (0, -1), (0, 1), (1, 0)]


@dataclass
class Animal:
    uid: int
    kind: int
    x: int
    y: int
    energy: int
    meals: int


@dataclass
class Meadow:
    """One world. `born` and `died` collect what happened in this tick."""

    width: int
    height: int
    torus: bool
    moore: bool
    rules: dict[str, Any]
    tick: int
    herds: list[list[Animal]]  # sheep, wolves; by uid
    next_uid: list[int]
    grass: dict[tuple[int, int], int | None]  # ticks until it grows; None where it is grown
    born: list[tuple[int, int, int, int]] = field(default_factory=list)  # kind, uid, parent, energy
    died: list[tuple[int, int, int, int]] = field(default_factory=list)  # kind, uid, cause, energy

    def beside(self, x: int, y: int) -> list[tuple[int, int]]:
        cells = [(x + dx, y + dy) for dx, dy in (MOORE if self.moore else VON_NEUMANN)]
        if self.torus:
            return [(a % self.width, b % self.height) for a, b in cells]
        return [(a, b) for a, b in cells if 0 <= a < self.width and 0 <= b < self.height]

    def everyone(self) -> list[Animal]:
        return [animal for herd in self.herds for animal in herd]


def movement(m: Meadow) -> None:
    for a in m.everyone():
        choices = m.beside(a.x, a.y)
        if choices:
            draw = int(rng.bits(m.rules["steps"][a.kind], m.tick, a.uid, 0))
            a.x, a.y = choices[draw % len(choices)]
        a.energy -= m.rules["cost"][a.kind]


def grazing(m: Meadow) -> None:
    for sheep in m.herds[SHEEP]:
        if m.grass[sheep.x, sheep.y] is None:
            m.grass[sheep.x, sheep.y] = m.rules["regrowth"]
            sheep.energy += m.rules["gain"][SHEEP]
            sheep.meals += 1


def hunting(m: Meadow) -> None:
    for wolf in m.herds[WOLVES]:
        here = [sheep for sheep in m.herds[SHEEP] if (sheep.x, sheep.y) == (wolf.x, wolf.y)]
        if here:
            m.herds[SHEEP].remove(here[0])
            m.died.append((SHEEP, here[0].uid, 1, here[0].energy))
            wolf.energy += m.rules["gain"][WOLVES]
            wolf.meals += 1


def starvation(m: Meadow) -> None:
    for kind, herd in enumerate(m.herds):
        m.died += [(kind, a.uid, 0, a.energy) for a in herd if a.energy < 0]
        m.herds[kind] = [a for a in herd if a.energy >= 0]


def reproduction(m: Meadow) -> None:
    for kind, herd in enumerate(m.herds):
        for a in list(herd):
            if rng.uniform(m.rules["births"][kind], m.tick, a.uid, 0) < m.rules["birth_chance"][kind]:
                young = Animal(m.next_uid[kind], kind, a.x, a.y, a.energy // 2, 0)
                m.next_uid[kind] += 1
                a.energy -= young.energy
                herd.append(young)
                m.born.append((kind, young.uid, a.uid, young.energy))


def regrowth(m: Meadow) -> None:
    for cell, ticks in m.grass.items():
        if ticks is not None:
            m.grass[cell] = None if ticks <= 0 else ticks - 1


PHASES = {f.__name__: f for f in (movement, grazing, hunting, starvation, reproduction, regrowth)}


def read_meadow(world: World, w: int = 0) -> Meadow:
    """Read world `w` of a `World` between two systems."""
    grid, rules = world[Grid], world[Rules]
    herds = []
    for name, diet in (("sheep", Grazer), ("wolves", Hunter)):
        table = world.tables[name]
        place, energy, species, meals = table.read(Place), table.read(Energy), table.read(Species), table.read(diet)
        rows = range(int(table.offsets[w]), int(table.offsets[w + 1]))
        columns = (table.uid, species.kind, place.x, place.y, energy.energy, meals.meals)
        herds.append([Animal(*(int(column[i]) for column in columns)) for i in rows])
    cells, height = world.tables["cells"], int(grid.height[w])
    grass = {}
    for c in range(int(cells.offsets[w]), int(cells.offsets[w + 1])):
        place_of = divmod(c - int(cells.offsets[w]), height)
        grass[place_of] = None if world[Grass].grown[c] else int(world[Grass].countdown[c])
    return Meadow(
        int(grid.width[w]), height, bool(grid.torus[w]), bool(grid.moore[w]),
        {c.name: getattr(rules, c.name)[w].tolist() if c.dtype.kind != "u" else list(getattr(rules, c.name)[w]) for c in Rules.columns},
        int(world[Clock].tick[w]), herds, [int(world.tables[name].next_uid[w]) for name in ("sheep", "wolves")], grass,
    )  # fmt: skip
