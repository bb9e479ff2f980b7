"""Who trades with whom: between kinds of people, and between persons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .....components.economy import FAMILIES
from .....engine.errors import EngineError
from ..axis import number
from ..bars import edges_of, ridges, shades
from ..figure import TONES, figure, key, svg
from ..markup import Html, element
from ..recorded import Recorded
from ..section import Section

MOST_LINKS = 400
CROWD = 200  # more people than that are drawn smaller
SIZE, EDGE = 360.0, 10.0  # pixel


def network(runs: Sequence[Recorded]) -> Section:
    """Return trades between kinds of people, partners of each, and the network of exchange."""
    section = Section(
        "network", "Who trades with whom",
        "People are told apart by the family of their preferences. In the network a person is where it traded on average, the greater the "
        f"more often; a line is a pair that traded, the thicker the more often (the {MOST_LINKS} busiest pairs).",
    )  # fmt: skip
    able = [run for run in section.need(runs, "who traded with whom", "trades") if run.run.count("trades")]
    links = {run.place: _links(run) for run in able}
    partners = {run.place: _partners(run, *links[run.place][:2]) for run in able}
    section.for_each(runs, lambda run: _kinds(run), able)
    if able:
        edges = edges_of(*partners.values())
        title = "partners of each person"
        section.for_each(runs, lambda run: ridges(title, "partners", edges, [("", partners[run.place])], run.chip), able)
    section.for_each(runs, lambda run: _network(run, *links[run.place]), able)
    for run in able:
        i, j, count = links[run.place]
        section.keep("pairs", run, {"uid_1": i, "uid_2": j, "trades": count})
    return section


def _links(run: Recorded) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return each pair that traded, lower uid first, and how often; those who traded most are first."""
    trades = run.columns("trades")
    pairs = np.sort(np.column_stack([trades["buyer"], trades["seller"]]), axis=1)
    found, count = np.unique(pairs, axis=0, return_counts=True)
    order = np.argsort(-count, kind="stable")
    return found[order, 0], found[order, 1], count[order]


def _people(run: Recorded) -> int:
    if not isinstance(run.start, EngineError):
        return len(run.start)
    trades = run.columns("trades")
    return int(max(trades["buyer"].max(), trades["seller"].max())) + 1


def _partners(run: Recorded, i: NDArray[np.int64], j: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.bincount(np.concatenate([i, j]), minlength=_people(run)).astype(float)


def _kinds(run: Recorded) -> Html | None:
    """Return trades between families as a table, where there are several and they are known."""
    if isinstance(run.start, EngineError):
        return None
    family, trades = run.start.family, run.columns("trades")
    present = np.unique(family)
    if len(present) < 2:
        return None
    counts = np.zeros((len(FAMILIES), len(FAMILIES)), np.int64)
    np.add.at(counts, (family[trades["buyer"]], family[trades["seller"]]), 1)
    names = [FAMILIES[k].replace("_", "-") for k in present]
    title = "trades: down who got the good, across who gave it"
    return shades(title, "", names, names, counts[np.ix_(present, present)], run.chip)


def _network(run: Recorded, i: NDArray[np.int64], j: NDArray[np.int64], count: NDArray[np.int64]) -> Html:
    n, trades = _people(run), run.columns("trades")
    who = np.concatenate([trades["buyer"], trades["seller"]])
    times = np.bincount(who, minlength=n)
    grid: Any = run.scenario.grid
    scale = (SIZE - 2 * EDGE) / max(grid.width - 1, grid.height - 1, 1)
    height = 2 * EDGE + scale * (grid.height - 1)
    at = [np.bincount(who, np.tile(trades[axis], 2), n) / np.maximum(times, 1) for axis in ("x", "y")]
    x, y = EDGE + scale * at[0] + (SIZE - 2 * EDGE - scale * (grid.width - 1)) / 2, height - EDGE - scale * at[1]
    drawn = []
    for a, b, c in zip(i[:MOST_LINKS], j[:MOST_LINKS], count[:MOST_LINKS], strict=True):
        width = f"{0.5 + 2.5 * c / count[0]:.2f}"
        drawn.append(element(
            "line", x1=f"{x[a]:.1f}", y1=f"{y[a]:.1f}", x2=f"{x[b]:.1f}", y2=f"{y[b]:.1f}", class_="link", stroke_width=width
        ))  # fmt: skip
    family = None if isinstance(run.start, EngineError) else run.start.family
    size = min(1.0, np.sqrt(CROWD / n))
    for uid in np.flatnonzero(times):
        told = element("title", f"agent {uid}: {number(times[uid])} trades")
        tone = TONES[0 if family is None else family[uid] % len(TONES)]
        r = f"{size * (1.5 + 4.5 * np.sqrt(times[uid] / times.max())):.1f}"
        drawn.append(element("circle", told, cx=f"{x[uid]:.1f}", cy=f"{y[uid]:.1f}", r=r, class_=f"f-{tone} node"))
    kinds = [] if family is None else [int(k) for k in np.unique(family)]
    legend = [key(FAMILIES[k].replace("_", "-"), TONES[k % len(TONES)], "dot") for k in kinds]
    picture = svg("network of exchange", *drawn, width=SIZE, height=height)
    return figure("network of exchange", f"{len(i):,} pairs", picture, legend=legend, chip=run.chip)
