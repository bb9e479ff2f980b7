"""Wolves, sheep and grass."""

from __future__ import annotations

import numpy as np

from ...components.wolf_sheep import KINDS, SHEEP, WOLVES, Census, Energy, Grass, Grazer, Grid, Hunter, Place, Rules
from ...engine.world import World
from ..analytics.colours import DENSITIES, tint
from ..analytics.colours.wolf_sheep import COLOURS, GRASSY
from .views import CELLS, Inside, Kind, Layer, Scene, Series, Told, View, Who

TABLES = tuple(COLOURS)


class WolfSheepView(View):
    """Wolves above sheep above grass."""

    def scene(self, world: World) -> Scene:
        """Return the animals and where grass has grown."""
        shape = (int(world[Grid].width[0]), int(world[Grid].height[0]))
        grown = world[Grass].grown[: shape[0] * shape[1]].reshape(shape)
        xs, ys, kinds, parts = [], [], [], []
        for kind, name in enumerate(TABLES):
            table = world.tables[name]
            place, here = table.read(Place), slice(0, int(table.offsets[1]))
            xs.append(place.x[here])
            ys.append(place.y[here])
            kinds.append(np.full(len(xs[-1]), kind, np.uint8))
            parts.append((name, table.uid_in(0).copy()))
        layer = grown.astype(np.int8) - np.int8(1)
        return Scene(np.concatenate(xs), np.concatenate(ys), np.concatenate(kinds), tuple(parts), layer, grown.astype(np.int32), (1,))

    def measure(self, world: World) -> dict[str, float]:
        """Return the census; births and hunger are those of sheep and wolves together."""
        census = world[Census]
        return {
            "sheep": float(census.alive[0, SHEEP]),
            "wolves": float(census.alive[0, WOLVES]),
            "grass": float(census.grass[0]),
            "born": float(census.born[0].sum()),
            "eaten": float(census.eaten[0]),
            "starved": float(census.starved[0].sum()),
        }

    def inside(self, world: World, who: Who, told: Told) -> Inside:
        """Return what an animal lives on, or what grows on a cell."""
        if who.table == CELLS:
            grass, height = world[Grass], int(world[Grid].height[0])
            growing = "grass" if grass.grown[who.uid] else f"bare for {grass.countdown[who.uid]} ticks more"
            return Inside([("cell", f"{who.uid // height},{who.uid % height}"), ("ground", growing)])
        table, kind, rules = world.tables[who.table], TABLES.index(who.table), world[Rules]
        row = int(table.find(0, who.uid)[0])
        meals = f"{table.read(Grazer).meals[row]} patches of grass" if kind == SHEEP else f"{table.read(Hunter).meals[row]} sheep"
        place, energy = table.read(Place), int(table.read(Energy).energy[row])
        return Inside([
            (KINDS[kind], str(who.uid)),
            ("is at", f"{place.x[row]},{place.y[row]}"),
            ("energy", f"{energy}; a tick costs {rules.cost[0, kind]}, a meal gives {rules.gain[0, kind]}"),
            ("meals", meals),
            ("births", f"a chance of {rules.birth_chance[0, kind]:.2g} each tick, half of its energy to the young"),
            ("why", "it steps to a neighbouring cell by lot, eats what it finds there, and starves below energy 0"),
        ])  # fmt: skip


VIEW = WolfSheepView(
    kinds=(Kind("s", COLOURS["sheep"], "sheep"), Kind("W", COLOURS["wolves"], "wolf")),
    layers=(Layer("", tuple(tint(GRASSY, part) for part in DENSITIES), '.:"', "grass"),),
    series=tuple(Series(name, name) for name in ("sheep", "wolves", "grass", "born", "eaten", "starved")),
    tables=TABLES,
)
