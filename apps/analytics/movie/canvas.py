"""The canvas of a frame: a map whose cells are squares of pixels, a line of words above it, numbers and a legend below.

A frame is an array of numbers of colours, so that every format shows the same colours and a GIF needs no guessed palette.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import matplotlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFont

Shape = Literal["square", "disc", "triangle"]
SMALLEST, LARGEST = 512, 1024  # pixels of the map's longer side; more cells than LARGEST are drawn as a sample
NARROWEST = 480  # pixels of a frame: the words must fit
MARGIN, LINE, SWATCH, GAP = 10, 24, 13, 18  # pixels
SHADES = 8  # of grey, from paper to ink, for the edges of letters
LINE_SHADE = 3
INK = 34


@dataclass(frozen=True)
class Mark:
    """A line of the legend: a shape in the colour of a number, and what it stands for."""

    shape: Shape
    colour: int
    text: str


class Canvas:
    """Draws frames of one size.

    width, height  of the grid [cell]
    cell           pixels of a cell's side
    stride         of so many columns (rows) of cells one is drawn: 1 unless the grid is larger than a screen
    palette        uint8[P, 3]: SHADES greys, then the model's colours in their order
    """

    def __init__(self, width: int, height: int, colours: Sequence[str], marks: Sequence[Mark]) -> None:
        """Lay out a frame for a grid; `colours` are hexadecimal, and number k is drawn by k everywhere here."""
        longer = max(width, height)
        self.stride = -(-longer // LARGEST)
        self.columns, self.rows = -(-width // self.stride), -(-height // self.stride)
        self.cell = max(1, -(-SMALLEST // max(self.columns, self.rows)))
        greys = [(v, v, v) for v in np.linspace(255, INK, SHADES).round().astype(int).tolist()]
        self.palette = np.array(greys + [ImageColor.getrgb(colour)[:3] for colour in colours], np.uint8)
        fonts = Path(matplotlib.get_data_path(), "fonts", "ttf")
        self._font, self._bold = (ImageFont.truetype(str(fonts / name), 14) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"))
        across, down = self.columns * self.cell, self.rows * self.cell
        self.width = _even(max(across + 2 * MARGIN, NARROWEST))
        legend = self._lay_out(marks)
        self.left, self.top = (self.width - across) // 2, LINE + MARGIN
        self._below = self.top + down + MARGIN // 2
        self.height = _even(self._below + LINE * (2 + max((row for row, _, _ in legend), default=-1)) + MARGIN // 2)
        self._blank = np.zeros((self.height, self.width), np.uint8)
        self._blank[self.top - 1 : self.top + down + 1, self.left - 1 : self.left + across + 1] = LINE_SHADE
        for row, x, mark in legend:
            y = self._below + LINE * (1 + row)
            box = self._blank[y + (LINE - SWATCH) // 2 :, x:][:SWATCH, :SWATCH]
            box[_mask(mark.shape, SWATCH)] = SHADES + mark.colour
            self._write(self._blank, mark.text, x + SWATCH + 6, y)
        self.begin("", "", "")

    def begin(self, name: str, when: str, numbers: str) -> None:
        """Begin a frame: the run's name and the tick above the map, the tick's numbers below."""
        self.frame = self._blank.copy()
        room = self.width - 2 * MARGIN
        self._write(self.frame, when, MARGIN, 5, self._bold)
        taken = self._font.getlength("0" * 14)  # the name stays where it is while the tick grows
        self._write(self.frame, self._fitting(name, room - taken), self.width - MARGIN, 5, right=True)
        self._write(self.frame, self._fitting(numbers, room), MARGIN, self._below)

    @property
    def map(self) -> NDArray[np.uint8]:
        """The part of the frame with the map, uint8[rows * cell, columns * cell]; its first row is the top."""
        return self.frame[self.top : self.top + self.rows * self.cell, self.left : self.left + self.columns * self.cell]

    def ground(self, colours: NDArray[np.uint8]) -> None:
        """Colour the cells. `colours` is uint8[width, height], column 0 at the left and row 0 at the bottom."""
        shown = colours[:: self.stride, :: self.stride].T[::-1] + np.uint8(SHADES)
        self.map[:] = shown.repeat(self.cell, axis=0).repeat(self.cell, axis=1)

    def place(self, x: NDArray[np.int64], y: NDArray[np.int64], colour: NDArray[np.uint8], shape: NDArray[np.uint8]) -> None:
        """Draw who stands on the cells: int64[N] places, number of the colour, 0 disc or 1 triangle. Later ones come on top.

        Who shares a cell stands side by side, as long as each has a few pixels.
        """
        if len(x) == 0:
            return
        column, row = x // self.stride, self.rows - 1 - y // self.stride
        rank, together = _ranks(column * self.rows + row)
        side = np.minimum(np.ceil(np.sqrt(together)), max(1, self.cell // 4)).astype(np.int64)
        for across in np.unique(side):
            room = self.cell // int(across)
            slot = rank * (across * across - 1) // np.maximum(together - 1, 1)  # spread over the cell
            left, top = column * self.cell + slot % across * room, row * self.cell + slot // across * room
            for k, name in enumerate(("disc", "triangle")):
                chosen = (side == across) & (shape == k)
                self._stamp(name, room, left[chosen], top[chosen], colour[chosen])  # type: ignore[arg-type]

    def _stamp(self, shape: Shape, room: int, left: NDArray[np.int64], top: NDArray[np.int64], colour: NDArray[np.uint8]) -> None:
        """Put a shape into squares of `room` pixels, with a rim of paper where there is room for one."""
        size = round((0.76 if room >= 12 else 0.86) * room)
        inset, pixels = (room - size) // 2, self.map
        if size >= 6 and inset >= 1:
            rim = np.argwhere(_mask(shape, size + 2)) + inset - 1
            pixels[top[:, None] + rim[:, 0], left[:, None] + rim[:, 1]] = 0
        inner = np.argwhere(_mask(shape, size)) + inset
        pixels[top[:, None] + inner[:, 0], left[:, None] + inner[:, 1]] = SHADES + colour[:, None]

    def _lay_out(self, marks: Sequence[Mark]) -> list[tuple[int, int, Mark]]:
        """Return (row, left pixel, mark) of the legend, rows filled one after the other."""
        found, row, x = list[tuple[int, int, Mark]](), 0, MARGIN
        for mark in marks:
            long = SWATCH + 6 + int(self._font.getlength(mark.text))
            if x > MARGIN and x + long > self.width - MARGIN:
                row, x = row + 1, MARGIN
            found.append((row, x, mark))
            x += long + GAP
        return found

    def _fitting(self, text: str, room: float) -> str:
        if self._font.getlength(text) <= room:
            return text
        while text and self._font.getlength(text + "…") > room:
            text = text[:-1]
        return text + "…"

    def _write(
        self, frame: NDArray[np.uint8], text: str, x: int, y: int, font: ImageFont.FreeTypeFont | None = None, right: bool = False
    ) -> None:
        """Write a line of text, its letters in shades of grey."""
        font = font or self._font
        long = min(int(font.getlength(text)) + 2, frame.shape[1] - MARGIN)
        if not text:
            return
        letters = Image.new("L", (long, LINE))
        ImageDraw.Draw(letters).text((0, LINE // 2), text, fill=255, font=font, anchor="lm")
        begin = x - long if right else x
        part = frame[y : y + LINE, begin : begin + long]
        shades = (np.asarray(letters, np.uint16)[: part.shape[0], : part.shape[1]] * (SHADES - 1) + 127) // 255
        np.maximum(part, shades.astype(np.uint8), out=part)


def _even(pixels: int) -> int:
    """Return a number of pixels that video formats take."""
    return pixels + pixels % 2


def _mask(shape: Shape, size: int) -> NDArray[np.bool_]:
    """Return which pixels of a square are of a shape, bool[size, size]."""
    if shape == "square" or size < 3:
        return np.ones((size, size), np.bool_)
    row, column = np.indices((size, size)) + 0.5
    if shape == "disc":
        return (row - size / 2) ** 2 + (column - size / 2) ** 2 <= (size / 2) ** 2
    return np.abs(column - size / 2) <= row / 2 + 0.26


def _ranks(cell: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the place of each among those of its cell, in the order given, and how many they are: int64[N] each."""
    order = np.argsort(cell, kind="stable")
    _, first, group, count = np.unique(cell[order], return_index=True, return_inverse=True, return_counts=True)
    rank, together = np.empty(len(cell), np.int64), np.empty(len(cell), np.int64)
    rank[order], together[order] = np.arange(len(cell)) - first[group], count[group]
    return rank, together
