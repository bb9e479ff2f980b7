"""Figures of counts: bars, a table of shades, and distributions one below the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .axis import Axis, number
from .figure import BOTTOM, LEFT, RIGHT, TOP, WIDTH, figure, svg
from .markup import Html, element, join

BINS = 30


def bars(title: str, unit: str, rows: Sequence[tuple[str, float]], tone: str, most: float | None = None, chip: Html | None = None) -> Html:
    """Return bars with a label and a number each; the longest possible one is `most`."""
    most = most or max((value for _, value in rows), default=1.0) or 1.0
    lines = []
    for label, value in rows:
        bar = element("i", class_=f"bar b-{tone}", style=f"width:{100 * value / most:.2f}%")
        lines.append(element("tr", element("th", label, scope="row"), element("td", bar, class_="wide"), element("td", number(value))))
    return figure(title, unit, element("table", *lines, class_="bars"), chip=chip)


def shades(title: str, unit: str, rows: Sequence[str], columns: Sequence[str], counts: NDArray[np.int64], chip: Html | None = None) -> Html:
    """Return a table whose cells are the darker the greater their number; counts[rows, columns]."""
    most = max(int(counts.max()), 1)
    head = element("tr", element("td"), *(element("th", name, scope="col") for name in columns))
    lines = []
    for name, line in zip(rows, counts.tolist(), strict=True):
        cells = [element("td", number(n), style=f"--heat:{n / most:.3f}", class_="dark" if n > 0.55 * most else None) for n in line]
        lines.append(element("tr", element("th", name, scope="row"), *cells))
    return figure(title, unit, element("div", element("table", head, *lines, class_="shades"), class_="scroll"), chip=chip)


def edges_of(*samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the edges of BINS bins over all samples; if a few lie far out, the first and the last bin also hold what is beyond."""
    whole = np.concatenate(samples)
    whole = whole[np.isfinite(whole)]
    if not len(whole):
        return np.linspace(0.0, 1.0, BINS + 1)
    low, high = np.percentile(whole, [1.0, 99.0])
    room = 0.5 * (high - low)
    low, high = max(low - room, float(whole.min())), min(high + room, float(whole.max()))
    if np.array_equal(whole, np.round(whole)):  # whole units: as many in each bin
        low, high = np.floor(low), np.ceil(high)
        width = np.ceil((high - low + 1) / BINS)
        return low - 0.5 + width * np.arange(np.ceil((high - low + 1) / width) + 1)
    return np.linspace(low, high, BINS + 1) if high > low else np.linspace(low - 0.5, low + 0.5, BINS + 1)


def count_in(edges: NDArray[np.float64], sample: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return how many of a sample are in each bin, those beyond the edges in the outermost ones."""
    inside = np.clip(sample[np.isfinite(sample)], edges[0], edges[-1])
    return np.histogram(inside, edges)[0]


def ridges(
    title: str, unit: str, edges: NDArray[np.float64], samples: Sequence[tuple[str, NDArray[np.float64]]], chip: Html | None = None
) -> Html:
    """Return distributions one below the other, each as high as there is room, the median of each marked."""
    across = Axis(edges[0], edges[-1], LEFT, RIGHT)
    height = (BOTTOM - TOP) / max(len(samples), 1)
    drawn: list[Html] = []
    for k, (label, sample) in enumerate(samples):
        floor = TOP + (k + 1) * height
        counts = count_in(edges, sample)
        tops = floor - 0.86 * height * counts / max(counts.max(), 1)
        x = across.at(edges)
        steps = "".join(f"V{top:.1f}H{right:.1f}" for top, right in zip(tops, x[1:], strict=True))
        drawn.append(element("path", d=f"M{x[0]:.1f} {floor:.1f}{steps}V{floor:.1f}Z", class_="area f-blue"))
        drawn.append(element("line", x1=LEFT, x2=RIGHT, y1=f"{floor:.1f}", y2=f"{floor:.1f}", class_="axis"))
        known = sample[np.isfinite(sample)]
        if len(known):
            middle = f"{float(across.at(np.clip(np.median(known), edges[0], edges[-1]))):.1f}"
            drawn.append(element("line", x1=middle, x2=middle, y1=f"{floor - 0.92 * height:.1f}", y2=f"{floor:.1f}", class_="median"))
        drawn.append(element("text", label, x=LEFT - 5, y=f"{floor - 4:.1f}", class_="end"))
    marks = [(number(value), f"{float(across.at(value)):.1f}") for value in across.marks()]
    drawn += [element("text", text, x=x, y=BOTTOM + 14, class_="mid") for text, x in marks]
    scale = "; each moment has its own height" if len(samples) > 1 else ""
    note = element("p", f"line: median{scale}", class_="readout")
    return figure(title, unit, svg(title, join(drawn), width=WIDTH), note, chip=chip)
