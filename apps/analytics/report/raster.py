"""Small pictures of grids: PNG files of one byte a cell, in the page itself."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from .markup import Html, element

STOPS = ("440154", "482878", "3e4989", "31688e", "26828e", "1f9e89", "35b779", "6ece58", "b5de2b", "fde725")
"""Of the colour map viridis (van der Walt & Smith 2015, public domain), evenly spaced: even steps for the eye, in grey too."""


def viridis() -> NDArray[np.uint8]:
    """Return 256 colours, uint8[256, 3]."""
    stops = np.array([[int(stop[k : k + 2], 16) for k in (0, 2, 4)] for stop in STOPS], float)
    at = np.linspace(0, len(stops) - 1, 256)
    return np.column_stack([np.interp(at, np.arange(len(stops)), stops[:, k]) for k in range(3)]).round().astype(np.uint8)


def png(codes: NDArray[np.uint8], palette: NDArray[np.uint8], clear_first: bool = True) -> bytes:
    """Return a PNG of codes[height, width], each a row of palette[256, 3]; `clear_first` lets the ground shine through code 0."""
    height, width = codes.shape
    rows = np.zeros((height, width + 1), np.uint8)  # each begins with its filter: none
    rows[:, 1:] = codes
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)), (b"PLTE", palette.tobytes())]
    chunks += [(b"tRNS", b"\0")] if clear_first else []
    chunks += [(b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b"")]
    packed = [struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def image(codes: NDArray[np.uint8], palette: NDArray[np.uint8], label: str, clear_first: bool = True) -> Html:
    """Return an image element of codes[width, height] of a grid: columns from left to right, row 0 at the bottom."""
    content = base64.b64encode(png(np.ascontiguousarray(codes.T[::-1]), palette, clear_first)).decode()
    picture = element("img", src=f"data:image/png;base64,{content}", alt=label, class_="grid-map")
    return element("div", picture, element("span", label), class_="thumb")
