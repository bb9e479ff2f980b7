"""Trades and prices over time, by what was sold for what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..axis import span
from ..lines import Line, plot
from ..markup import Html
from ..over_time import over_time
from ..recorded import Columns, Recorded
from ..section import Section

TYPES = {("A", "B"): "A for B", ("A", "M"): "A for money", ("B", "M"): "B for money"}
UNITS = {("A", "B"): "B per A", ("A", "M"): "money per A", ("B", "M"): "money per B"}
TONES = {("A", "B"): "blue", ("A", "M"): "red", ("B", "M"): "green"}
WIDE = 30.0  # prices that differ by more than this factor are shown by ratio
Kind = tuple[str, str]


def trades(runs: Sequence[Recorded]) -> Section:
    """Return trades by pair type over time, and the prices of each."""
    section = Section(
        "trades", "Trades and prices",
        "Prices are means over trades, weighted by quantity; the band holds the middle 80 % of trades. Grey ground: nobody may trade.",
    )  # fmt: skip
    able = section.need(runs, "trades", "trades")
    counted = {run.place: _count(run) for run in able}
    if able:
        tallest = max(sum(line.y for line in lines).max() if lines else 0 for lines in counted.values())  # type: ignore[union-attr]
        section.for_each(runs, lambda run: _trades(run, counted[run.place], float(tallest)), able)
        for kind in TYPES:
            _prices(section, runs, able, kind)
        for run in able:
            _keep(section, run)
    over_time(section, runs, "mrs_dispersion", "how far prices in people's minds are apart", "standard deviation of ln MRS", zero=True)
    return section


def _which(trades: Columns, kind: Kind) -> NDArray[np.bool_]:
    return (trades["good"] == kind[0]) & (trades["medium"] == kind[1])


def _count(run: Recorded) -> list[Line]:
    """Return the trades a tick of each pair type that there was."""
    trades = run.columns("trades")
    found = {kind: run.per_tick(trades["tick"][_which(trades, kind)]) for kind in TYPES}
    return [Line(TYPES[kind], run.bin_ticks(), counts, TONES[kind]) for kind, counts in found.items() if counts.any()]


def _trades(run: Recorded, lines: list[Line], tallest: float) -> Html:
    y = span(np.array([0.0, tallest]), zero=True)
    lines = lines or [Line("trades", np.array([-1.0, max(run.ticks_done - 1.0, 0.0)]), np.zeros(2))]
    return plot("trades in a tick", "", lines, x=run.time, y=y, stacked=True, shade=_without_trade(run), chip=run.chip)


def _without_trade(run: Recorded) -> list[tuple[float, float]]:
    """Return the stretches of ticks in which nobody may trade."""
    if not run.has("ticks"):
        return []
    ticks = run.columns("ticks")
    closed = np.concatenate([[False], ticks["mode"] == "forage", [False]])
    edges = np.flatnonzero(np.diff(closed))
    return [(float(ticks["tick"][a]) - 0.5, float(ticks["tick"][b - 1]) + 0.5) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _course(run: Recorded, kind: Kind) -> dict[str, NDArray[Any]]:
    """Return the prices of a pair type in each stretch of ticks: NaN where there was no trade."""
    trades, edges = run.columns("trades"), run.bins()
    those = _which(trades, kind)
    price, quantity = trades["price"][those], trades["quantity"][those].astype(float)
    stretch = np.digitize(trades["tick"][those], edges) - 1
    n = len(edges) - 1
    volume = np.bincount(stretch, quantity, n)
    mean = np.full(n, np.nan)
    np.divide(np.bincount(stretch, price * quantity, n), volume, out=mean, where=volume > 0)
    low, high = np.full(n, np.nan), np.full(n, np.nan)
    for k in np.unique(stretch):
        low[k], high[k] = np.percentile(price[stretch == k], [10, 90])
    count = np.bincount(stretch, minlength=n)
    return {"from_tick": (edges[:-1] + 0.5).astype(int), "trades": count, "quantity": volume, "price": mean, "p10": low, "p90": high}


def _prices(section: Section, runs: Sequence[Recorded], able: Sequence[Recorded], kind: Kind) -> None:
    found = {run.place: _course(run, kind) for run in able if _which(run.columns("trades"), kind).any()}
    if not found:
        return
    every = [values for course in found.values() for values in (course["price"], course["p10"], course["p90"])]
    low, high = span(*every, log=True)
    log = high / low > WIDE
    y = (low, high) if log else span(*every, zero=True)

    def draw(run: Recorded) -> Html | None:
        course = found.get(run.place)
        if course is None:
            return None
        line = Line("price", run.bin_ticks(), course["price"], TONES[kind], band=(course["p10"], course["p90"]))
        return plot(f"price of {TYPES[kind]}", UNITS[kind], [line], x=run.time, y=y, log=log, chip=run.chip)

    section.for_each(runs, draw)


def _keep(section: Section, run: Recorded) -> None:
    for kind, name in TYPES.items():
        course = _course(run, kind)
        section.keep("trades_and_prices", run, {"pair_type": [name] * len(course["trades"]), **course})
