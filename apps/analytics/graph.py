"""The picture of a schedule: systems in the order in which they run, and what each of them reads and writes.

A matrix: a row for each system, a column for each group of columns that any of them touches, table by table.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Rectangle

from ...engine.columns import Columns
from ...engine.errors import EngineError
from ...engine.system import System
from ...engine.world import World
from .colours import BLUE, GREY, RED

FORMATS = (".svg", ".png", ".pdf")
PITCH = 0.285  # inches between columns
ROW = 0.40  # inches between systems
GAP = 0.55  # columns between tables
PAPER, BAND, INK = "#FFFFFF", "#F3F5F7", "#222222"
SINGLETONS, EVENTS = "worlds", "events"
TITLES = {SINGLETONS: "one row per world", EVENTS: "events"}
READ: dict[str, Any] = {"marker": "o", "markersize": 6.5, "markerfacecolor": PAPER, "markeredgecolor": BLUE, "markeredgewidth": 1.6}
WRITE: dict[str, Any] = {"marker": "s", "markersize": 8.5, "markerfacecolor": RED, "markeredgecolor": RED}


@dataclass(frozen=True)
class _Section:
    """The columns of the matrix that belong together: those of one table, or all events."""

    title: str
    columns: list[tuple[str, type[Columns]]]
    start: float

    @property
    def end(self) -> float:
        return self.start + len(self.columns) - 1

    def place(self, column: tuple[str, type[Columns]]) -> float:
        return self.start + self.columns.index(column)


def draw_schedule(world: World, path: str | Path, title: str = "") -> Path:
    """Draw a world's schedule into an SVG, PNG or PDF file and return its path.

    A square is a write (which may read as well), a circle a read; groups in italics are recomputed each tick.
    Raises EngineError for another kind of file, and for a world without systems.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise EngineError(f"picture {path}", repr(path.suffix), f"one of {', '.join(FORMATS)}", "Choose the format by the ending.")
    systems = world.schedule
    if not systems:
        raise EngineError("schedule", "no system", "at least one, to draw", "Add it with world.add.")
    sections = _sections(world, systems)
    columns = sections[-1].end + 1 if sections else 1.0  # a system may touch nothing
    left, top, bottom = _left_margin(systems), _top_margin(sections) + (0.3 if title else 0.0), 0.62
    width, height = left + columns * PITCH + 0.2, top + len(systems) * ROW + bottom
    with rc_context({"svg.hashsalt": "catallax", "font.size": 9.5}):
        figure = Figure(figsize=(width, height), facecolor=PAPER)
        axes = figure.add_axes((left / width, bottom / height, columns * PITCH / width, len(systems) * ROW / height))
        axes.set_xlim(-0.5, columns - 0.5)
        axes.set_ylim(len(systems) - 0.5, -0.5)
        axes.axis("off")
        for section in sections:
            _draw_section(axes, section, len(systems))
        for row, system in enumerate(systems):
            _draw_system(axes, world, system, row, sections)
        _draw_legend(figure, left / width, 0.2 / height)
        if title:
            figure.text(0.12 / width, 1 - 0.14 / height, title, fontsize=12, va="top", color=INK, parse_math=False)
        figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix.lower() == ".svg" else None)
    return path


def _sections(world: World, systems: list[System]) -> list[_Section]:
    """Return what is touched, table by table in the order of the world, singletons next, events last; untouched groups are left out."""
    touched = set().union(*(reads | writes for reads, writes in map(world.access, systems)))
    tables = [name for name in world.tables if name != SINGLETONS] + [SINGLETONS]
    found = {name: [(name, group) for group in world.tables[name].groups if (name, group) in touched] for name in tables}
    found[EVENTS] = [(name, events.group) for name, events in world.events.items() if (name, events.group) in touched]
    sections: list[_Section] = []
    for name, columns in found.items():
        if columns:
            start = sections[-1].end + 1 + GAP if sections else 0.0
            sections.append(_Section(TITLES.get(name, name), columns, start))
    return sections


def _draw_section(axes: Axes, section: _Section, rows: int) -> None:
    """Draw the ground of a table's columns, its name, and the names of its groups."""
    box = (section.start - 0.5, -0.5)
    axes.add_patch(Rectangle(box, len(section.columns), rows, facecolor=BAND, edgecolor="none", zorder=0))
    for name, group in section.columns:
        label = name if section.title == TITLES[EVENTS] else group.__name__
        style = "italic" if group.scratch else "normal"
        axes.text(section.place((name, group)), -0.72, label, rotation=60, ha="left", va="bottom", rotation_mode="anchor",
                  fontsize=9, style=style, color=INK)  # fmt: skip
    bar = FancyBboxPatch((section.start - 0.42, rows - 0.42), len(section.columns) - 0.16, 0.07, boxstyle="round,pad=0",
                         facecolor=GREY, edgecolor="none", clip_on=False)  # fmt: skip
    axes.add_patch(bar)
    middle = (section.start + section.end) / 2
    title = section.title.replace(" per ", "\nper ") if len(section.columns) < 4 else section.title
    axes.text(middle, rows - 0.27, title, ha="center", va="top", fontsize=9, weight="bold", color=INK)


def _draw_system(axes: Axes, world: World, system: System, row: int, sections: list[_Section]) -> None:
    """Draw one row: name, place in the order, condition, and a mark for each group that it touches."""
    reads, writes = world.access(system)
    axes.axhline(row, color="#D5DADF", linewidth=0.8, zorder=1)
    condition = _condition(system)
    lift = 0.13 if condition else 0.0
    axes.text(-0.85, row, str(row + 1), ha="right", va="center", fontsize=9, color=GREY)
    axes.text(-1.7, row - lift, system.name, ha="right", va="center", fontsize=10.5, color=INK, parse_math=False)
    if condition:
        axes.text(-1.7, row + 0.24, condition, ha="right", va="center", fontsize=7.5, color=GREY, parse_math=False)
    for section in sections:
        for column in section.columns:
            if column in writes:
                axes.plot(section.place(column), row, zorder=3, **WRITE)
            elif column in reads:
                axes.plot(section.place(column), row, zorder=3, **READ)


def _condition(system: System) -> str:
    """Return when a system runs, in words; nothing if at each tick."""
    parts = [f"every {system.every} ticks"] if system.every > 1 else []
    return ", ".join(parts + ([f"when {system.when.__name__}"] if system.when else []))


def _top_margin(sections: list[_Section]) -> float:
    """Return inches that the longest name of a group needs, at its slant."""
    names = [name if s.title == TITLES[EVENTS] else group.__name__ for s in sections for name, group in s.columns]
    return 0.35 + 0.068 * max(map(len, names), default=0)


def _left_margin(systems: list[System]) -> float:
    """Return inches that the longest name or condition needs."""
    longest = max((max(len(s.name), 0.75 * len(_condition(s))) for s in systems), default=0)
    return 0.7 + 0.085 * longest


def _draw_legend(figure: Figure, x: float, y: float) -> None:
    marks = [
        Line2D([], [], linestyle="", label="writes (and may read)", **WRITE),
        Line2D([], [], linestyle="", label="reads", **READ),
        Line2D([], [], linestyle="", label="in italics: recomputed each tick"),
    ]
    figure.legend(handles=marks, loc="lower left", bbox_to_anchor=(x, 0.0), ncols=3, frameon=False, fontsize=8.5,
                  handletextpad=0.3, columnspacing=1.6, borderaxespad=0.25)  # fmt: skip
