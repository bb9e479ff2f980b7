"""Plots of one number over another: lines, bands around them, areas stacked on each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .axis import Axis, number, span
from .figure import BOTTOM, LEFT, RIGHT, TONES, TOP, figure, key, svg
from .markup import Html, data, element, join

MOST_POINTS = 400
Numbers = NDArray[Any]
Domain = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """One series: y over x, both [n]; NaN is a gap. A band, if there is one, is (low [n], high [n])."""

    label: str
    x: Numbers
    y: Numbers
    tone: str = "blue"
    dash: int = 0
    band: tuple[Numbers, Numbers] | None = None

    def thinned(self) -> Line:
        """Return the line with at most MOST_POINTS points, the last one among them."""
        if len(self.x) <= MOST_POINTS:
            return self
        kept = np.unique(np.linspace(0, len(self.x) - 1, MOST_POINTS).round().astype(int))
        band = (self.band[0][kept], self.band[1][kept]) if self.band else None
        return Line(self.label, self.x[kept], self.y[kept], self.tone, self.dash, band)


def styled(labels: Sequence[str], xs: Sequence[Numbers], ys: Sequence[Numbers]) -> list[Line]:
    """Return lines that differ in tone, and on paper without colours in their dashes."""
    return [Line(*given, TONES[k % len(TONES)], k % 4) for k, given in enumerate(zip(labels, xs, ys, strict=True))]


def plot(
    title: str, unit: str, lines: Sequence[Line], *, x_label: str = "tick", x: Domain | None = None, y: Domain | None = None,
    zero: bool = False, log: bool = False, stacked: bool = False, extra: Sequence[Line] = (), shade: Sequence[Domain] = (),
    chip: Html | None = None,
) -> Html:  # fmt: skip
    """Return a figure of lines.

    x, y     what the axes show, if not all there is
    zero     let the vertical axis begin at 0
    log      make it logarithmic
    stacked  lay each area upon the one before; their x are equal
    extra    lines without a legend or values to read, such as a diagonal
    shade    stretches of x with a grey ground
    """
    lines = [line.thinned() for line in lines]
    heights = list(np.cumsum([line.y for line in lines], axis=0)) if stacked and lines else [line.y for line in lines]
    bands = [side for line in lines if line.band for side in line.band]
    across = Axis(*(x or _ends([line.x for line in (*lines, *extra)], x_label == "tick")), LEFT, RIGHT)
    up = Axis(*(y or span(*heights, *bands, *(line.y for line in extra), zero=zero, log=log)), BOTTOM, TOP, log)
    drawn: list[Html] = [_shade(across, *stretch) for stretch in shade]
    drawn += [_frame(across, up, x_label)]
    drawn += [element("path", d=_path(across.at(line.x), up.at(line.y)), class_="line extra") for line in extra]
    if stacked:
        floors = [np.zeros_like(heights[0], float), *heights[:-1]] if lines else []
        drawn += [_area(across, up, line, low, high) for line, low, high in zip(lines, floors, heights, strict=True)]
    else:
        drawn += [_band(across, up, line) for line in lines if line.band]
        drawn += [element("path", d=_path(across.at(line.x), up.at(line.y)), class_=f"line s-{line.tone} d{line.dash}") for line in lines]
    drawn.append(element("line", class_="rule", y1=TOP, y2=BOTTOM))
    kind = "box" if stacked else "line"
    legend = [key(line.label, line.tone, kind, line.dash) for line in lines] if len(lines) > 1 else []
    values = {
        "x": [across.low, across.high, LEFT, RIGHT],
        "name": x_label,
        "lines": [{"label": line.label, "x": _plain(line.x), "y": _plain(line.y)} for line in lines],
    }
    picture = svg(f"{title} [{unit}]" if unit else title, *drawn, class_="plot")
    return figure(title, unit, picture, element("p", _last(lines, x_label), class_="readout"), data(values), legend=legend, chip=chip)


def _ends(xs: Sequence[Numbers], ticks: bool) -> Domain:
    """Return where x begins and ends: ticks begin before the first and end after the last."""
    whole = np.concatenate(xs) if xs else np.zeros(0)
    low, high = (float(whole.min()), float(whole.max())) if len(whole) else (0.0, 1.0)
    if ticks:
        return min(low, -1.0), np.ceil(high) + 1.0
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _frame(across: Axis, up: Axis, x_label: str) -> Html:
    parts = []
    for value in up.marks():
        y = f"{float(up.at(value)):.1f}"
        parts += [element("line", x1=LEFT, x2=RIGHT, y1=y, y2=y, class_="grid")]
        parts += [element("text", number(value), x=LEFT - 5, y=y, dy="0.35em", class_="end")]
    for value in across.marks():
        x = f"{float(across.at(value)):.1f}"
        parts.append(element("text", number(value), x=x, y=BOTTOM + 14, class_="mid"))
    parts.append(element("line", x1=LEFT, x2=RIGHT, y1=BOTTOM, y2=BOTTOM, class_="axis"))
    parts.append(element("text", x_label, x=(LEFT + RIGHT) / 2, y=BOTTOM + 28, class_="mid unit"))
    return join(parts)


def _last(lines: Sequence[Line], name: str) -> str:
    """Return the last values in words, which stand below the plot until a pointer is on it."""
    known = [line for line in lines if len(line.x)]
    if not known or name != "tick":
        return ""
    told = [int(np.flatnonzero(np.isfinite(line.y))[-1]) if np.isfinite(line.y).any() else len(line.y) - 1 for line in known]
    values = [(f"{line.label} " if len(lines) > 1 else "") + number(float(f"{line.y[k]:.4g}")) for line, k in zip(known, told, strict=True)]
    when = {float(line.x[k]) for line, k in zip(known, told, strict=True)}
    return f"{f'tick {number(when.pop())}' if len(when) == 1 else 'at the end'}: {' · '.join(values)}"


def _shade(across: Axis, low: float, high: float) -> Html:
    left, right = (float(np.clip(across.at(value), LEFT, RIGHT)) for value in (low, high))
    return element("rect", x=f"{left:.1f}", y=TOP, width=f"{right - left:.1f}", height=BOTTOM - TOP, class_="shade")


def _path(x: Numbers, y: Numbers) -> str:
    """Return the path through points; a NaN breaks it, and a point between two breaks is a dot."""
    steps, pen = [], "M"
    for k, (a, b) in enumerate(zip(x, y, strict=True)):
        if np.isnan(b):
            pen = "M"
            continue
        lonely = pen == "M" and (k + 1 == len(y) or np.isnan(y[k + 1]))
        steps.append(f"{pen}{a:.1f} {b:.1f}" + ("h0" if lonely else ""))
        pen = "L"
    return "".join(steps)


def _area(across: Axis, up: Axis, line: Line, low: Numbers, high: Numbers) -> Html:
    x = across.at(line.x)
    there = _path(x, up.at(high))
    back = _path(x[::-1], up.at(low)[::-1]).replace("M", "L", 1)
    return element("path", d=f"{there}{back}Z", class_=f"area f-{line.tone}")


def _band(across: Axis, up: Axis, line: Line) -> Html:
    assert line.band is not None
    low, high = line.band
    parts, x = [], across.at(line.x)
    known = np.isfinite(low) & np.isfinite(high)
    for first, last in _stretches(known):
        here = slice(first, last)
        there, back = _path(x[here], up.at(high[here])), _path(x[here][::-1], up.at(low[here])[::-1]).replace("M", "L", 1)
        parts.append(element("path", d=f"{there}{back}Z", class_=f"band f-{line.tone}"))
    return join(parts)


def _stretches(known: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _plain(values: Numbers) -> list[float | None]:
    return [float(f"{v:.5g}") if np.isfinite(v) else None for v in np.asarray(values, float)]
