"""Gains from trade, and the share of what trade could gain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .....engine.errors import EngineError
from .....systems.economy.theory.best import BestStatus
from .....systems.economy.theory.efficiency import Efficiency
from ..axis import number
from ..lines import Line, plot
from ..markup import element
from ..over_time import over_time
from ..recorded import Recorded
from ..section import Section

LEAST_MEASURED, MOST_MEASURED = 5, 30
MEASURED_PEOPLE = 20_000  # so many people in all are measured: the best allocation takes a while


def key_numbers(run: Recorded) -> dict[str, str]:
    """Return what the page begins with."""
    told, found = run.run.summary, {}
    found["trades"] = number(told.get("trades"))
    if run.has("trades"):
        found["gains from trade [util]"] = number(float(_gains(run)[-1]) if run.ticks_done else 0.0)
    measured = efficiency_at(run, -1)
    if isinstance(measured, Efficiency):
        found["efficiency of trade"] = _share(measured)
    found["utility gained [util]"] = number(told.get("utility_gained"))
    found["Gini of goods at the end"] = number(told.get("gini_goods"))
    found["dispersion of MRS at the end"] = number(told.get("mrs_dispersion"))
    return found


def gains(runs: Sequence[Recorded]) -> Section:
    """Return gains, efficiency and utility over time."""
    section = Section(
        "gains", "Gains and efficiency",
        "Gains are what trades gave to both sides, summed over people. Efficiency is the gain from trade as a share of the greatest that "
        "the same goods could have given; what people gathered counts as their own.",
    )  # fmt: skip
    traded = section.need(runs, "gains from trade", "trades")
    if traded:
        lines = [Line(run.label, np.arange(-1, run.ticks_done), np.append(0.0, _gains(run)), run.tone, run.place % 4) for run in traded]
        section.add(plot("gains from trade so far", "util", lines, zero=True))
        for run, line in zip(traded, lines, strict=True):
            section.keep("gains", run, {"tick": line.x, "gains_from_trade": line.y})
    _efficiency(section, section.need(runs, "efficiency", "agents", "trades"))
    over_time(section, runs, "utility_mean", "mean utility of goods in hand", "util")
    return section


def efficiency_at(run: Recorded, k: int) -> Efficiency | EngineError:
    """Return the efficiency of trade up to the k-th recorded tick, or why there is no telling."""
    if not run.has("agents", "trades"):
        return EngineError("efficiency", "no agents and trades", "them")
    if isinstance(run.course, EngineError):
        return run.course
    try:
        return run.course.efficiency(k)
    except EngineError as error:
        return error


def _efficiency(section: Section, runs: Sequence[Recorded]) -> None:
    lines, bounded = [], False
    for run in runs:
        ticks = run.ticks_of("agents")
        people = max(run.run.count("agents") // len(ticks), 1)
        measured_at = np.linspace(0, len(ticks) - 1, int(np.clip(MEASURED_PEOPLE / people, LEAST_MEASURED, MOST_MEASURED)))
        places = np.unique(measured_at.round().astype(int))
        found = [efficiency_at(run, int(k)) for k in places]
        errors = [e for e in found if isinstance(e, EngineError)]
        if errors:
            section.notes.append(element("p", f"No efficiency of {run.label}: {errors[0]}", class_="note"))
            continue
        measured = [e for e in found if isinstance(e, Efficiency)]
        shares = np.array([e.share for e in measured])
        bounded |= any(e.best.status == BestStatus.BOUNDED for e in measured)
        lines.append(Line(run.label, ticks[places], 100 * shares, run.tone, run.place % 4))
        columns: dict[str, Any] = {
            "realised": [e.realised for e in measured],
            "potential": [e.potential for e in measured],
            "efficiency": shares,
        }
        section.keep("efficiency", run, {"tick": ticks[places], **columns})
    if lines:
        section.add(plot("efficiency", "% of what trade could gain", lines, zero=True))
    if bounded:
        text = "The best allocation of these preferences is known by a bound: efficiency is at least what is shown."
        section.notes.append(element("p", text, class_="note"))


def _gains(run: Recorded) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    trades = run.columns("trades")
    given = trades["surplus_buyer"] + trades["surplus_seller"]
    return np.cumsum(np.bincount(trades["tick"], given, minlength=run.ticks_done))


def _share(measured: Efficiency) -> str:
    if not np.isfinite(measured.share):
        return "nothing to gain"
    least = "≥ " if measured.best.status == BestStatus.BOUNDED else ""
    return f"{least}{100 * measured.share:.1f} %"
