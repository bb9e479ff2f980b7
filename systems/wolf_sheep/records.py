"""What can be recorded of a predator-prey world, and what a run of it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...components.wolf_sheep import CAUSES, KINDS, SHEEP, WOLVES, Census, Energy, Grass, Grazer, Grid, Hunter, Place
from ...engine.telemetry.record import Record, Rows, record_columns
from ...engine.world import World


def read_ticks(world: World) -> Rows:
    """One row per world: its census."""
    numbers = world[Census]
    return np.arange(world.n_worlds + 1), {
        "n_sheep": numbers.alive[:, SHEEP],
        "n_wolves": numbers.alive[:, WOLVES],
        "grass": numbers.grass,
        "grazed": numbers.grazed,
        "eaten": numbers.eaten,
        **{f"{what}_sheep": getattr(numbers, what)[:, SHEEP] for what in ("born", "starved", "energy")},
        **{f"{what}_wolves": getattr(numbers, what)[:, WOLVES] for what in ("born", "starved", "energy")},
    }


def read_sheep(world: World) -> Rows:
    """One row per sheep."""
    return _read_animals(world, "sheep", world.tables["sheep"].read(Grazer).meals)


def read_wolves(world: World) -> Rows:
    """One row per wolf."""
    return _read_animals(world, "wolves", world.tables["wolves"].read(Hunter).meals)


def _read_animals(world: World, name: str, meals: Any) -> Rows:
    table = world.tables[name]
    place = table.read(Place)
    return table.offsets, {"uid": table.uid, "x": place.x, "y": place.y, "energy": table.read(Energy).energy, "meals": meals}


def read_cells(world: World) -> Rows:
    """One row per cell."""
    cells, grass = world.tables["cells"], world[Grass]
    w = cells.world_of
    x, y = np.divmod(np.arange(len(cells)) - cells.offsets[w], world[Grid].height[w])
    return cells.offsets, {"x": x, "y": y, "grass": grass.grown, "countdown": grass.countdown}


def read_births(world: World) -> Rows:
    """One row per birth, in order."""
    return _read_events(world, "births")


def read_deaths(world: World) -> Rows:
    """One row per death, in order."""
    return _read_events(world, "deaths")


def _read_events(world: World, name: str) -> Rows:
    rows = world.events[name].rows()
    offsets = np.searchsorted(rows.pop("world"), np.arange(world.n_worlds + 1))
    return offsets, rows


def summarise(world: World, w: int, first: Mapping[str, Any], totals: Mapping[str, int]) -> dict[str, int | float]:
    """Return the outcome of world `w`: who is left, and how many were born, eaten and starved."""
    numbers = world[Census]
    return {
        "sheep": int(numbers.alive[w, SHEEP]),
        "wolves": int(numbers.alive[w, WOLVES]),
        "grass": int(numbers.grass[w]),
        "born_sheep": totals["born_sheep"],
        "born_wolves": totals["born_wolves"],
        "eaten_sheep": totals["eaten"],
        "starved_sheep": totals["starved_sheep"],
        "starved_wolves": totals["starved_wolves"],
    }


SUMMED = ("born_sheep", "born_wolves", "eaten", "starved_sheep", "starved_wolves")
"""Columns of `ticks` whose sums `summarise` asks for."""

LABELS = {
    "sheep": "sheep",
    "wolves": "wolves",
    "grass": "cells with grass",
    "born_sheep": "sheep born",
    "born_wolves": "wolves born",
    "eaten_sheep": "sheep eaten",
    "starved_sheep": "sheep starved",
    "starved_wolves": "wolves starved",
}
"""What the closing table of a run shows of the summary, and how it calls it."""


ANIMAL = record_columns(
    ("uid", "i8", "1", "the animal"),
    ("x", "i4", "cell", "column of the grid"),
    ("y", "i4", "cell", "row of the grid"),
    ("energy", "i8", "unit of energy", "what it lives on"),
    ("meals", "i4", "meal", "meals of its life"),
)

RECORDS = (
    Record("ticks", record_columns(
        ("n_sheep", "i8", "animal", "sheep alive"),
        ("n_wolves", "i8", "animal", "wolves alive"),
        ("grass", "i8", "patch", "cells with grass"),
        ("grazed", "i8", "patch", "patches eaten in this tick"),
        ("eaten", "i8", "animal", "sheep eaten in this tick"),
        ("born_sheep", "i8", "animal", "sheep born in this tick"),
        ("starved_sheep", "i8", "animal", "sheep starved in this tick"),
        ("energy_sheep", "i8", "unit of energy", "energy of all sheep"),
        ("born_wolves", "i8", "animal", "wolves born in this tick"),
        ("starved_wolves", "i8", "animal", "wolves starved in this tick"),
        ("energy_wolves", "i8", "unit of energy", "energy of all wolves"),
    ), read_ticks, in_summary=True),
    Record("sheep", ANIMAL, read_sheep),
    Record("wolves", ANIMAL, read_wolves),
    Record("cells", record_columns(
        ("x", "i4", "cell", "column of the grid"),
        ("y", "i4", "cell", "row of the grid"),
        ("grass", "i1", "1", "whether there is grass"),
        ("countdown", "i4", "tick", "ticks until it grows, where it is bare"),
    ), read_cells),
    Record("births", record_columns(
        ("kind", "i1", "1", "kind of animal", KINDS),
        ("uid", "i8", "1", "uid of the young"),
        ("parent", "i8", "1", "uid of the parent"),
        ("energy", "i8", "unit of energy", "what it got from its parent"),
    ), read_births, is_event=True, in_summary=True),
    Record("deaths", record_columns(
        ("kind", "i1", "1", "kind of animal", KINDS),
        ("uid", "i8", "1", "uid of the dead"),
        ("cause", "i1", "1", "why", CAUSES),
        ("energy", "i8", "unit of energy", "what it had left"),
    ), read_deaths, is_event=True, in_summary=True),
)  # fmt: skip
