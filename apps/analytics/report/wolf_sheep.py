"""What the report says of wolves, sheep and grass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .axis import number, span
from .bars import bars, edges_of, ridges
from .lines import Line, plot
from .markup import Html
from .over_time import over_time
from .recorded import Columns, Recorded, tick_name
from .section import Section
from .world_map import Colouring, Dots, Ground, add_maps, world_map

KINDS = {"sheep": "blue", "wolves": "red"}
FATES = {"born_sheep": "sheep born", "eaten": "sheep eaten", "starved_sheep": "sheep starved", "born_wolves": "wolves born",
         "starved_wolves": "wolves starved"}  # fmt: skip


def key_numbers(run: Recorded) -> dict[str, str]:
    """Return what the page begins with."""
    labels = {
        "sheep": "sheep at the end", "wolves": "wolves at the end", "grass": "cells with grass at the end",
        "eaten_sheep": "sheep eaten", "starved_wolves": "wolves starved",
    }  # fmt: skip
    return {label: number(run.run.summary.get(name)) for name, label in labels.items()}


def populations(runs: Sequence[Recorded]) -> Section:
    """Return populations over time, and against each other."""
    section = Section(
        "populations", "Populations",
        "Prey and predators over time, and one against the other: a cycle goes round, a collapse ends on an axis.",
    )  # fmt: skip
    able = section.need(runs, "populations", "ticks")
    if not able:
        return section
    courses = {run.place: _populations(run) for run in able}
    _over_time(section, runs, "animals alive", courses)
    sheep, wolves = (span(*(run.columns("ticks")[f"n_{kind}"] for run in able), zero=True) for kind in KINDS)

    def phases(run: Recorded) -> Html | None:
        if run not in able:
            return None
        line = Line("wolves", run.columns("ticks")["n_sheep"], run.columns("ticks")["n_wolves"], "purple")
        return plot("wolves against sheep", "wolves", [line], x_label="sheep", x=sheep, y=wolves, chip=run.chip)

    section.for_each(runs, phases)
    over_time(section, able, "grass", "cells with grass", "cells", zero=True)
    for run in able:
        section.keep("ticks", run, run.columns("ticks"))
    return section


def _populations(run: Recorded) -> list[Line]:
    ticks = run.columns("ticks")
    return [Line(kind, ticks["tick"], ticks[f"n_{kind}"], tone, k) for k, (kind, tone) in enumerate(KINDS.items())]


def fates(runs: Sequence[Recorded]) -> Section:
    """Return births and deaths."""
    section = Section("fates", "Births and deaths", "How many were born, and of what animals died, over the whole run and tick by tick.")
    able = section.need(runs, "births and deaths", "ticks")
    totals = {run.place: [(label, float(run.columns("ticks")[name].sum())) for name, label in FATES.items()] for run in able}
    most = max((count for rows in totals.values() for _, count in rows), default=0.0)
    section.for_each(runs, lambda run: bars("in the whole run", "animals", totals[run.place], "blue", most, run.chip), able)
    for kind, names in {"sheep": ("born_sheep", "eaten", "starved_sheep"), "wolves": ("born_wolves", "starved_wolves")}.items():
        courses = {run.place: [_course(run, name, k) for k, name in enumerate(names)] for run in able}
        _over_time(section, runs, f"{kind}, in a tick", courses)
    return section


def _course(run: Recorded, name: str, dash: int) -> Line:
    """Return the mean of a column in each stretch of ticks."""
    ticks = run.columns("ticks")
    tone = {"eaten": "red"}.get(name, "green" if name.startswith("born") else "orange")
    return Line(FATES[name], run.bin_ticks(), run.per_tick(ticks["tick"], ticks[name]), tone, dash)


def _over_time(section: Section, runs: Sequence[Recorded], title: str, courses: Mapping[int, Sequence[Line]]) -> None:
    y = span(*(line.y for lines in courses.values() for line in lines), zero=True)

    def draw(run: Recorded) -> Html | None:
        return plot(title, "animals", courses[run.place], x=run.time, y=y, chip=run.chip) if run.place in courses else None

    section.for_each(runs, draw)


def energy(runs: Sequence[Recorded]) -> Section:
    """Return the distribution of energy at a few moments."""
    about = "How much energy how many animals have, at a few moments. The outermost bars also hold what lies beyond."
    section = Section("energy", "Energy", about)
    for kind in KINDS:
        able = section.need(runs, f"energy of {kind}", kind)
        held = {run.place: [(tick_name(t), run.states(kind, t)["energy"].astype(float)) for t in run.moments(kind)] for run in able}
        if held:
            _energy(section, runs, kind, held)
    return section


def _energy(section: Section, runs: Sequence[Recorded], kind: str, held: Mapping[int, list[tuple[str, NDArray[np.float64]]]]) -> None:
    edges = edges_of(*(sample for moments in held.values() for _, sample in moments))

    def draw(run: Recorded) -> Html | None:
        return ridges(f"energy of {kind}", "units", edges, held[run.place], run.chip) if run.place in held else None

    section.for_each(runs, draw)


def where(runs: Sequence[Recorded]) -> Section:
    """Return a map for each run, and one slider for all."""
    section = Section("map", "The map", "Drag the slider, or play.")
    for table, what in (("sheep", "where sheep are"), ("wolves", "where wolves are"), ("cells", "where grass grows")):
        section.need(runs, what, table)
    able = [run for run in runs if any(run.has(table) for table in (*KINDS, "cells"))]
    add_maps(section, runs, able, _map)
    return section


def _map(run: Recorded, runs: int) -> Html:
    grid: Any = run.scenario.grid
    ground = Ground(lambda cells: cells["grass"].astype(np.uint8), [(1, 1, "green", 0.35, 0.35)], [("grass", "green")])
    dots = [
        Dots(kind, shape, [Colouring("kind", _one, [(kind, tone)])])
        for (kind, tone), shape in zip(KINDS.items(), ("circle", "square"), strict=True)
        if run.has(kind)
    ]
    return world_map(run, runs, grid.width, grid.height, ground if run.has("cells") else None, dots, None)


def _one(states: Columns) -> NDArray[np.uint8]:
    return np.zeros(len(states["x"]), np.uint8)


SECTIONS = (populations, where, fates, energy)
