"""How a world becomes characters: which cells a character shows, at which scale, and which character in which colours.

At zoom 1 and more a cell is a box of characters, 2 * zoom wide and zoom high. At zoom 0 and less a character is two squares, one
above the other (the upper half block), and the side of a square is 1 - zoom cells. A square shows the most telling kind of
inhabitants in it; where there are none, the good of which most lies there, and how much a cell has of it on average.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..analytics.colours import BLACK, GREY, WHITE, YELLOW
from .views import Scene, View

CLOSEST = 4
BEYOND = "#D9D9D9"  # what is not in the world
HALF_BLOCK, MARK, GOAL = "▀", "@", "x"
MANY = "+"  # more than nine


@dataclass(frozen=True)
class Window:
    """The part of a world that is in view: a window of characters, its zoom, and the cell in its upper left corner."""

    columns: int
    rows: int
    zoom: int
    left: int
    top: int

    @property
    def cells_across(self) -> int:
        """Columns of the grid for which there is room."""
        return self.columns // (2 * self.zoom) if self.zoom > 0 else self.columns * (1 - self.zoom)

    @property
    def cells_down(self) -> int:
        """Rows of the grid for which there is room."""
        return self.rows // self.zoom if self.zoom > 0 else 2 * self.rows * (1 - self.zoom)

    def character_of(self, x: int, y: int) -> tuple[int, int]:
        """Return (column, row) of the character that shows a cell, upper left of its box; it may lie outside of the window."""
        across, down = x - self.left, self.top - y
        if self.zoom > 0:
            return across * 2 * self.zoom, down * self.zoom
        side = 1 - self.zoom
        return across // side, down // (2 * side)

    def cells_of(self, column: int, row: int) -> tuple[range, range]:
        """Return the columns and rows of the grid that a character shows."""
        if self.zoom > 0:
            x, y = self.left + column // (2 * self.zoom), self.top - row // self.zoom
            return range(x, x + 1), range(y, y + 1)
        side = 1 - self.zoom
        return range(self.left + column * side, self.left + (column + 1) * side), range(
            self.top - 2 * (row + 1) * side + 1, self.top - 2 * row * side + 1
        )

    def within(self, width: int, height: int) -> Window:
        """Return this window moved so that as much of the world is in view as can be; a world that fits is in the middle."""
        return replace(
            self,
            left=_placed(self.left, self.cells_across, width),
            top=height - 1 - _placed(height - 1 - self.top, self.cells_down, height),
        )

    def around(self, x: int, y: int, width: int, height: int) -> Window:
        """Return this window with a cell in its middle, as far as the world reaches."""
        return replace(self, left=x - self.cells_across // 2, top=y + self.cells_down // 2).within(width, height)

    def shows(self, x: int, y: int) -> bool:
        """Return whether a cell is in view."""
        return 0 <= x - self.left < self.cells_across and 0 <= self.top - y < self.cells_down


def _placed(first: int, room: int, size: int) -> int:
    if size <= room:
        return -((room - size) // 2)
    return min(max(first, 0), size - room)


def fitting(columns: int, rows: int, width: int, height: int) -> Window:
    """Return the closest window that has all of a world of some width and height [cell] in view."""
    zoom = CLOSEST
    while zoom > farthest(columns, rows, width, height):
        window = Window(columns, rows, zoom, 0, height - 1)
        if window.cells_across >= width and window.cells_down >= height:
            break
        zoom -= 1
    return Window(columns, rows, zoom, 0, height - 1).within(width, height)


def farthest(columns: int, rows: int, width: int, height: int) -> int:
    """Return the zoom at which all of a world is in view, if it is not at a closer one: nothing is gained by going on."""
    side = max(-(-width // max(columns, 1)), -(-height // max(2 * rows, 1)), 1)
    return 1 - side


@dataclass(frozen=True, eq=False)
class Frame:
    """Characters and their colours, as numbers of the palette: each [rows, columns]."""

    characters: NDArray[np.str_]
    ink: NDArray[np.uint8]
    paper: NDArray[np.uint8]


class Painter:
    """Draws scenes of one view.

    palette  colours by number: beyond the world, bare ground, tints of each layer, kinds, then black, white, grey and the mark
    letters  whether letters tell what colours would: for terminals of few colours
    """

    def __init__(self, view: View, letters: bool = False) -> None:
        self.view, self.letters = view, letters
        tints = [tint for layer in view.layers for tint in layer.tints]
        self._first_of_layer = np.cumsum([2, *(len(layer.tints) for layer in view.layers)])
        self.first_kind = 2 + len(tints)
        self.black = self.first_kind + len(view.kinds)
        self.white, self.grey, self.mark = self.black + 1, self.black + 2, self.black + 3
        self.palette = (BEYOND, WHITE, *tints, *(kind.colour for kind in view.kinds), BLACK, WHITE, GREY, YELLOW)

    def frame(self, scene: Scene, window: Window, marked: tuple[int, int] | None = None, goal: tuple[int, int] | None = None) -> Frame:
        """Return what a window shows, with a mark on a cell and on the one that it is about."""
        frame = self._boxes(scene, window) if window.zoom > 0 else self._squares(scene, window)
        for place, character in ((goal, GOAL), (marked, MARK)):
            if place is not None and window.shows(*place):
                column, row = window.character_of(*place)
                wide, high = (2 * window.zoom, window.zoom) if window.zoom > 0 else (1, 1)
                box = (slice(row, row + high), slice(column, column + wide))
                frame.paper[box], frame.ink[box] = self.mark, self.black
                if character == MARK or window.zoom <= 0:
                    frame.characters[row + (high - 1) // 2, column + (wide - 1) // 2] = character
        return frame

    def _squares(self, scene: Scene, window: Window) -> Frame:
        """Two squares of cells in a character, or the letter of the more telling one."""
        side = 1 - window.zoom
        codes = self._codes(scene, window, window.columns, 2 * window.rows, side)
        upper, lower = codes[::2], codes[1::2]
        if not self.letters:
            return Frame(np.where(upper == lower, " ", HALF_BLOCK), upper, lower.copy())
        telling = np.maximum(upper, lower)
        ink = np.where(telling < self.first_kind, self.grey, telling).astype(np.uint8)
        paper = np.where(telling == 0, 0, 1).astype(np.uint8)
        return Frame(self._glyphs[telling], ink, paper)

    def _boxes(self, scene: Scene, window: Window) -> Frame:
        """A box of characters for each cell: the letter of who is there, and how many are."""
        zoom = window.zoom
        across, down = -(-window.columns // (2 * zoom)), -(-window.rows // zoom)
        codes = self._codes(scene, window, across, down, 1)
        count = np.zeros((down, across), np.int64)
        column, row = scene.x - window.left, window.top - scene.y
        seen = (column >= 0) & (column < across) & (row >= 0) & (row < down)
        np.add.at(count, (row[seen], column[seen]), 1)
        ground = codes < self.first_kind
        big = codes.repeat(zoom, axis=0).repeat(2 * zoom, axis=1)[: window.rows, : window.columns]
        characters, ink = np.full(big.shape, " "), self.inks[big]
        letters = np.where(ground & ~np.bool_(self.letters), self._ground_letters[codes], self._glyphs[codes])
        numbers = np.where(count > 9, MANY, np.where(count > 1, count.astype("U1"), " "))
        middle, centre = (zoom - 1) // 2, zoom - 1
        for offset, content in ((centre, letters), (centre + 1, numbers)):
            place = characters[middle::zoom, offset :: 2 * zoom]
            place[:] = content[: place.shape[0], : place.shape[1]]
        paper = np.where(big >= 1, 1, 0).astype(np.uint8) if self.letters else big
        return Frame(characters, np.where(paper == 1, self.black, ink).astype(np.uint8), paper.copy())

    def _codes(self, scene: Scene, window: Window, across: int, down: int, side: int) -> NDArray[np.uint8]:
        """Return the number of the colour of each square of side * side cells, uint8[down, across], the upper left one first."""
        codes = self._ground(scene, window, across, down, side)
        column, row = (scene.x - window.left) // side, (window.top - scene.y) // side
        seen = np.flatnonzero((column >= 0) & (column < across) & (row >= 0) & (row < down))
        flat = codes.reshape(-1)
        np.maximum.at(flat, row[seen].astype(np.int64) * across + column[seen], scene.kind[seen] + np.uint8(self.first_kind))
        return codes

    def _ground(self, scene: Scene, window: Window, across: int, down: int, side: int) -> NDArray[np.uint8]:
        """Return the colours of what lies there, uint8[down, across]: 0 beyond the world, 1 for bare ground, then tints."""
        width, height = scene.shape
        bottom = window.top - down * side + 1
        xs, ys = (max(window.left, 0), min(window.left + across * side, width)), (max(bottom, 0), min(bottom + down * side, height))
        if xs[0] >= xs[1] or ys[0] >= ys[1]:
            return np.zeros((down, across), np.uint8)
        edges = (  # how many cells the squares reach beyond the world on each side
            (xs[0] - window.left, window.left + across * side - xs[1]),
            (ys[0] - bottom, bottom + down * side - ys[1]),
        )
        layer, amount = scene.layer[xs[0] : xs[1], ys[0] : ys[1]], scene.amount[xs[0] : xs[1], ys[0] : ys[1]]
        inside = _summed(np.ones(layer.shape, np.int32), edges, side)
        found = np.where(inside > 0, np.uint8(1), np.uint8(0))
        best = np.zeros(inside.shape)
        for k, kind in enumerate(self.view.layers):
            lies = _summed(np.where(layer == k, amount, 0), edges, side) / (np.maximum(inside, 1) * scene.most[k])
            level = np.clip(np.ceil(lies * len(kind.tints)), 1, len(kind.tints)).astype(np.uint8)
            more = lies > best
            found[more] = self._first_of_layer[k] - 1 + level[more]
            best = np.maximum(best, lies)
        return np.ascontiguousarray(found.T[::-1])

    @cached_property
    def _glyphs(self) -> NDArray[np.str_]:
        """Characters by number of colour, where letters tell."""
        found = [" ", " "]
        for layer in self.view.layers:
            n = len(layer.tints)
            found += [layer.shades[min(k * len(layer.shades) // n, len(layer.shades) - 1)] for k in range(n)]
        return np.array([*found, *(kind.letter for kind in self.view.kinds)])

    @cached_property
    def _ground_letters(self) -> NDArray[np.str_]:
        """Letters of what lies on the ground, by number of colour, where there is room for one beside the colour."""
        found = [" ", " "] + [layer.letter or " " for layer in self.view.layers for _ in layer.tints]
        return np.array(found + [" "] * len(self.view.kinds))

    @cached_property
    def inks(self) -> NDArray[np.uint8]:
        """The ink for each paper: white on dark colours, black on light ones, grey on the ground."""
        inks = []
        for number, colour in enumerate(self.palette):
            red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
            dark = 0.299 * red + 0.587 * green + 0.114 * blue < 140
            inks.append(self.grey if number < self.first_kind else self.white if dark else self.black)
        return np.array(inks, np.uint8)


def _summed(values: NDArray[np.int32], edges: tuple[tuple[int, int], tuple[int, int]], side: int) -> NDArray[np.int64]:
    """Return sums over squares of values, with 0 beyond the edges; int64[squares across, squares up]."""
    padded = np.pad(values, edges) if any(map(any, edges)) else values
    if side == 1:
        return padded.astype(np.int64)
    across, up = padded.shape[0] // side, padded.shape[1] // side
    return padded.reshape(across, side, up, side).sum(axis=(1, 3), dtype=np.int64)
