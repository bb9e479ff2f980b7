"""Wealth and utility: distributions at chosen moments, Lorenz curves, inequality over time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...inequality import gini, lorenz
from ..axis import number
from ..bars import edges_of, ridges
from ..figure import TONES
from ..lines import Line, plot
from ..markup import Html
from ..over_time import over_time
from ..recorded import Columns, Recorded, tick_name
from ..section import Section

Numbers = NDArray[np.float64]
WHAT = {"goods": ("goods in hand", "A + B"), "money": ("money in hand", "minor units"), "utility": ("utility", "util")}


def wealth(runs: Sequence[Recorded]) -> Section:
    """Return distributions of goods, money and utility, and how unequal goods are."""
    section = Section(
        "wealth", "Wealth and utility",
        "How many people hold how much, at a few moments. The outermost bars also hold what lies beyond. A Lorenz curve tells what share "
        "of all goods the poorest so many per cent hold; the farther below the diagonal, the more unequal.",
    )  # fmt: skip
    able = section.need(runs, "what people hold", "agents")
    held = {run.place: [(tick, _held(run.states("agents", tick))) for tick in run.moments("agents")] for run in able}
    for what in WHAT:
        _distributions(section, runs, held, what)
    section.for_each(runs, lambda run: _lorenz(run, held[run.place]) if run.place in held else None)
    for run in able:
        for tick, amounts in held[run.place]:
            uid = run.states("agents", tick)["uid"]
            section.keep("wealth", run, {"tick": [tick] * len(uid), "uid": uid, **amounts})
            people, share = lorenz(amounts["goods"])
            section.keep("lorenz", run, {"tick": [tick] * len(people), "share_of_people": people, "share_of_goods": share})
    over_time(section, runs, "gini_goods", "Gini coefficient of goods in hand", "0: all alike", zero=True)
    return section


def _held(states: Columns) -> dict[str, Numbers]:
    goods = states["A"].astype(float) + states["B"].astype(float)
    return {"goods": goods, "money": states["M"].astype(float), "utility": states["utility"].astype(float)}


def _distributions(
    section: Section, runs: Sequence[Recorded], held: dict[int, list[tuple[int, dict[str, Numbers]]]], what: str
) -> None:  # fmt: skip
    samples = [amounts[what] for moments in held.values() for _, amounts in moments]
    if not samples or (what == "money" and not any(sample.any() for sample in samples)):
        return
    edges = edges_of(*samples)
    title, unit = WHAT[what]

    def draw(run: Recorded) -> Html | None:
        if run.place not in held:
            return None
        named = [(tick_name(tick), amounts[what]) for tick, amounts in held[run.place]]
        return ridges(title, unit, edges, named, run.chip)

    section.for_each(runs, draw)


def _lorenz(run: Recorded, moments: list[tuple[int, dict[str, Numbers]]]) -> Html:
    lines = []
    for k, (tick, amounts) in enumerate(moments):
        people, share = lorenz(amounts["goods"])
        name = f"{tick_name(tick)}: Gini {number(round(gini(amounts['goods']), 3))}"
        lines.append(Line(name, 100 * people, 100 * share, TONES[k % len(TONES)], k % 4))
    ends = np.array([0.0, 100.0])
    whole = (0.0, 100.0)
    return plot(
        "Lorenz curve of goods", "% of goods", lines, x_label="% of people, poorest first", x=whole, y=whole,
        extra=[Line("equal", ends, ends)], chip=run.chip,
    )  # fmt: skip
