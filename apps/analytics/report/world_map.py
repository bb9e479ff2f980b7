"""The animated map: who stands where, and what lies on the ground, at so many moments as the page has room for."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .figure import figure, key
from .markup import Html, data, element
from .recorded import Columns, Recorded
from .section import Section

ROOM = 1_000_000
"""[byte] for the moments of all maps of a page; they take a third more as text"""
MOST_MOMENTS, MOST_DOTS, MOST_SQUARES = 240, 4000, 128 * 128


@dataclass(frozen=True)
class Ground:
    """What lies on the ground: table `cells`, read by `codes(states) -> uint8[n]`; shades are (code, code, tone, faint, strong).

    A code between the two of a shade is drawn in its tone, from faint to strong [opacity]; 0 is not drawn. `together` makes one
    code of those of a square of several cells, where the grid is too large for the page.
    """

    codes: Any
    shades: Sequence[tuple[int, int, str, float, float]]
    legend: Sequence[tuple[str, str]]
    together: Any = np.max


@dataclass(frozen=True)
class Colouring:
    """A way of colouring dots: `codes(states) -> uint8[n]`, and either tones with their names, or none for shades of viridis."""

    name: str
    codes: Any
    tones: Sequence[tuple[str, str]] = ()
    ends: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Dots:
    """Those who stand on the map: a table with uid, x and y."""

    table: str
    shape: str  # circle or square
    colourings: Sequence[Colouring]
    frames: dict[str, Any] = field(default_factory=dict)


def world_map(
    run: Recorded, runs: int, width: int, height: int, ground: Ground | None, dots: Sequence[Dots], marks: Columns | None,
) -> Html:  # fmt: skip
    """Return the map of one run, of `runs` on the page. Marks are events at x, y, of a tick each."""
    tables = [d.table for d in dots] + (["cells"] if ground else [])
    ticks = np.unique(np.concatenate([run.ticks_of(table) for table in tables]))
    side = int(np.ceil(np.sqrt(max(1.0, width * height / MOST_SQUARES))))
    moments = _moments(run, runs, ticks, tables, -(-width // side) * -(-height // side))
    content: dict[str, Any] = {"width": width, "height": height, "ticks": moments.tolist(), "side": side}
    keys: list[Html] = []
    if ground:
        content["ground"] = _ground(run, ground, width, height, side, _known(run, "cells", moments))
        keys += [key(label, tone, "box") for label, tone in ground.legend]
    content["dots"] = [_dots(run, d, _known(run, d.table, moments)) for d in dots]
    if marks is not None:
        content["marks"] = _marks(marks, moments)
        keys += [key("traded since the moment before", "ink", "ring")]
    for d in dots:
        keys += [_legend(d, colouring, len(d.colourings) > 1) for colouring in d.colourings]
    said = _said(content, side)
    canvas = element("canvas", role="img", aria_label="map of the world at the moment that the slider shows")
    return figure(
        "the world", "", canvas, element("p", class_="readout now"), said, data(content, class_="map-data"), legend=keys,
        chip=run.chip, kind="map",
    )  # fmt: skip


def add_maps(section: Section, runs: Sequence[Recorded], able: Sequence[Recorded], draw: Callable[[Recorded, int], Html]) -> None:
    """Add a map of each run that is able to show one, `draw(run, number of runs)`, and one slider for all."""
    if able:
        section.add(controls())
    section.for_each(runs, lambda run: draw(run, len(runs)), able)


def controls() -> Html:
    """Return the slider and buttons for all maps of the page."""
    return element(
        "div",
        element("button", "▶ play", type="button", id="play"),
        element("input", type="range", id="moment", min=0, max=0, value=0, step=1, aria_label="moment"),
        element("output", "", id="tick", for_="moment"),
        element("label", "colour by ", element("select", id="colouring"), id="colour-choice"),
        class_="controls",
    )


def _moments(run: Recorded, runs: int, ticks: NDArray[np.int64], tables: Sequence[str], squares: int) -> NDArray[np.int64]:
    """Return so many recorded ticks as there is room for, from the first to the last."""
    rows = {table: len(run.columns(table)["tick"]) / max(len(run.ticks_of(table)), 1) for table in tables}
    size = sum(squares if table == "cells" else 5 * min(count, MOST_DOTS) for table, count in rows.items())
    room = int(np.clip(ROOM / runs / max(size, 1.0), 2, MOST_MOMENTS))
    return ticks[np.unique(np.linspace(0, len(ticks) - 1, min(room, len(ticks))).round().astype(int))]


def _known(run: Recorded, table: str, moments: NDArray[np.int64]) -> list[int]:
    """Return for each moment the last tick at which a table was recorded: the first one, if it began later."""
    ticks = run.ticks_of(table)
    return [int(t) for t in ticks[np.clip(np.searchsorted(ticks, moments, side="right") - 1, 0, None)]]


def _ground(run: Recorded, ground: Ground, width: int, height: int, side: int, ticks: list[int]) -> dict[str, Any]:
    frames, places = [], {tick: k for k, tick in enumerate(dict.fromkeys(ticks))}
    for tick in places:
        cells = run.states("cells", tick)
        codes = np.zeros((-(-width // side) * side, -(-height // side) * side), np.uint8)
        codes[cells["x"], cells["y"]] = ground.codes(cells)
        if side > 1:
            squares = codes.reshape(codes.shape[0] // side, side, codes.shape[1] // side, side)
            codes = ground.together(squares, axis=(1, 3)).astype(np.uint8)
        frames.append(codes)
    return {"frames": _packed(np.array(frames)), "at": [places[tick] for tick in ticks], "shades": list(ground.shades)}


def _dots(run: Recorded, dots: Dots, ticks: list[int]) -> dict[str, Any]:
    ends, kept, places = [0], [], {tick: k for k, tick in enumerate(dict.fromkeys(ticks))}
    for tick in places:
        states = run.states(dots.table, tick)
        step = max(1, -(-len(states["x"]) // MOST_DOTS))
        kept.append({name: values[::step] for name, values in states.items()})
        ends.append(ends[-1] + len(kept[-1]["x"]))
    whole = {name: np.concatenate([k[name] for k in kept]) for name in (kept[0] if kept else {})}
    wide = np.uint16 if len(whole["x"]) and max(whole["x"].max(), whole["y"].max()) > 255 else np.uint8
    return {
        "name": dots.table, "shape": dots.shape, "at": [places[tick] for tick in ticks], "ends": ends, "bytes": np.dtype(wide).itemsize,
        "x": _packed(whole["x"].astype(wide)), "y": _packed(whole["y"].astype(wide)),
        "nudge": _packed((whole["uid"] * 97 % 256).astype(np.uint8)),
        "left_out": len(run.states(dots.table, ticks[0])["x"]) > MOST_DOTS,
        "colourings": [
            {"name": c.name, "codes": _packed(c.codes(whole)), "tones": [tone for _, tone in c.tones]} for c in dots.colourings
        ],
    }  # fmt: skip


def _marks(marks: Columns, moments: NDArray[np.int64]) -> dict[str, Any]:
    """Return the cells of events between each moment and the one before, each cell once."""
    ends, x, y = [0], [], []
    bounds = np.searchsorted(marks["tick"], moments, side="right")
    for first, last in zip(np.concatenate([[0], bounds[:-1]]), bounds, strict=True):
        cells = np.unique(np.column_stack([marks["x"][first:last], marks["y"][first:last]]), axis=0)
        x.append(cells[:, 0])
        y.append(cells[:, 1])
        ends.append(ends[-1] + len(cells))
    return {"ends": ends, "x": np.concatenate(x).tolist(), "y": np.concatenate(y).tolist()}


def _legend(dots: Dots, colouring: Colouring, choice: bool) -> Html:
    if colouring.tones:
        content = [key(label, tone, "dot" if dots.shape == "circle" else "box") for label, tone in colouring.tones]
    else:
        content = [element("span", colouring.ends[0], " ", element("i", class_="ramp"), " ", colouring.ends[1], class_="key")]
    return element("span", *content, class_="keys", data_colouring=colouring.name if choice else None)


def _said(content: dict[str, Any], side: int) -> Html:
    said = []
    if side > 1:
        said.append(f"Each square of the ground is {side} × {side} cells.")
    said += [f"Of {d['name']} at most {MOST_DOTS:,} are drawn, evenly chosen." for d in content["dots"] if d["left_out"]]
    return element("p", " ".join(said), class_="unit") if said else Html("")


def _packed(values: NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()
