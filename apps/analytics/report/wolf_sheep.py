"""What the report says of wolves, sheep and grass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .axis import number, span
from .bars import bars, edges_of, ridges
from .lines import Line, plot
from .markup import Html
from .recorded import Columns, Recorded, tick_name
from .section import Section
from .world_map import Colouring, Dots, Ground, controls, world_map

KINDS = {"sheep": "sky", "wolves": "red"}
FATES = {"born_sheep": "sheep born", "eaten": "sheep eaten", "starved_sheep": "sheep starved", "born_wolves": "wolves born",
         "starved_wolves": "wolves starved"}  # fmt: skip


def key_numbers(run: Recorded) -> dict[str, str]:
    """Return what the page begins with."""
    labels = {"sheep": "sheep", "wolves": "wolves", "grass": "cells with grass", "eaten_sheep": "sheep eaten", "born_wolves": "wolves born"}
    return {f"{label} at the end" if name in labels and k < 3 else label: number(run.run.summary.get(name))
            for k, (name, label) in enumerate(labels.items())}  # fmt: skip


def populations(runs: Sequence[Recorded]) -> Section:
    """Return populations over time, and against each other."""
    section = Section(
        "populations", "Populations",
        "Prey and predators over time, and one against the other: a cycle goes round, a collapse ends on an axis.",
    )  # fmt: skip
    able = section.need(runs, "populations", "ticks")
    if not able:
        return section
    counts = [run.columns("ticks")[f"n_{kind}"] for run in able for kind in KINDS]
    grass = [run.columns("ticks")["grass"] for run in able]
    y, ground = span(*counts, zero=True), span(*grass, zero=True)
    sheep, wolves = (span(*(run.columns("ticks")[f"n_{kind}"] for run in able), zero=True) for kind in KINDS)

    def over_time(run: Recorded) -> Html:
        ticks = run.columns("ticks")
        lines = [Line(kind, ticks["tick"], ticks[f"n_{kind}"], tone, k) for k, (kind, tone) in enumerate(KINDS.items())]
        return plot("animals alive", "animals", lines, y=y, chip=run.chip)

    def phases(run: Recorded) -> Html:
        ticks = run.columns("ticks")
        line = Line("wolves", ticks["n_sheep"], ticks["n_wolves"], "purple")
        return plot("wolves against sheep", "wolves", [line], x_label="sheep", x=sheep, y=wolves, chip=run.chip)

    def grown(run: Recorded) -> Html:
        ticks = run.columns("ticks")
        return plot("cells with grass", "cells", [Line("grass", ticks["tick"], ticks["grass"], "green")], y=ground, chip=run.chip)

    for draw in (over_time, phases, grown):
        section.for_each(runs, lambda run, draw=draw: draw(run) if run in able else None)  # type: ignore[misc]
    for run in able:
        section.keep("ticks", run, run.columns("ticks"))
    return section


def fates(runs: Sequence[Recorded]) -> Section:
    """Return births and deaths."""
    section = Section("fates", "Births and deaths", "How many were born, and of what animals died, over the whole run and tick by tick.")
    able = section.need(runs, "births and deaths", "ticks")
    totals = {run.place: [(label, float(run.columns("ticks")[name].sum())) for name, label in FATES.items()] for run in able}
    most = max((count for rows in totals.values() for _, count in rows), default=0.0)
    section.for_each(
        runs, lambda run: bars("in the whole run", "animals", totals[run.place], "blue", most, run.chip) if run in able else None
    )
    for kind, names in (("sheep", ("born_sheep", "eaten", "starved_sheep")), ("wolves", ("born_wolves", "starved_wolves"))):
        y = span(*(run.columns("ticks")[name] for run in able for name in names), zero=True)
        tones = ("green", "red", "orange") if kind == "sheep" else ("green", "orange")

        def over_time(
            run: Recorded, kind: str = kind, names: tuple[str, ...] = names, tones: tuple[str, ...] = tones, y: Any = y
        ) -> Html | None:
            if run not in able:
                return None
            ticks = run.columns("ticks")
            drawn = [Line(FATES[n], ticks["tick"], ticks[n], tone, k) for k, (n, tone) in enumerate(zip(names, tones, strict=True))]
            return plot(f"{kind}, in a tick", "animals", drawn, y=y, chip=run.chip)

        section.for_each(runs, over_time)
    return section


def energy(runs: Sequence[Recorded]) -> Section:
    """Return the distribution of energy at a few moments."""
    section = Section(
        "energy", "Energy", "How much energy how many animals have, at a few moments. The outermost bars also hold what lies beyond."
    )
    for kind in KINDS:
        able = section.need(runs, f"energy of {kind}", kind)
        held = {
            run.place: [(tick_name(t), run.states(kind, t)["energy"].astype(float)) for t in run.moments(kind)] for run in able
        }  # fmt: skip
        if not held:
            continue
        samples = [sample for moments in held.values() for _, sample in moments]
        edges = edges_of(*samples)

        def draw(run: Recorded, kind: str = kind, held: Any = held, edges: Any = edges) -> Html | None:
            return ridges(f"energy of {kind}", "units", edges, held[run.place], run.chip) if run.place in held else None

        section.for_each(runs, draw)
    return section


def where(runs: Sequence[Recorded]) -> Section:
    """Return a map for each run, and one slider for all."""
    section = Section("map", "The map", "Drag the slider, or play.")
    for table, what in (("sheep", "where sheep are"), ("wolves", "where wolves are"), ("cells", "where grass grows")):
        section.need(runs, what, table)
    able = [run for run in runs if any(run.has(table) for table in (*KINDS, "cells"))]
    if able:
        section.add(controls())
    section.for_each(runs, lambda run: _map(run, len(runs)) if run in able else None)
    return section


def _map(run: Recorded, runs: int) -> Html:
    grid: Any = run.run.scenario.grid  # type: ignore[attr-defined]
    ground = Ground(lambda cells: cells["grass"].astype(np.uint8), [(1, 1, "green", 0.35, 0.35)], [("grass", "green")])
    dots = [
        Dots(kind, shape, [Colouring("kind", _one, [(kind, tone)])])
        for (kind, tone), shape in zip({"sheep": "blue", "wolves": "red"}.items(), ("circle", "square"), strict=True)
        if run.has(kind)
    ]
    return world_map(run, runs, grid.width, grid.height, ground if run.has("cells") else None, dots, None)


def _one(states: Columns) -> NDArray[np.uint8]:
    return np.zeros(len(states["x"]), np.uint8)


SECTIONS = (populations, where, fates, energy)
