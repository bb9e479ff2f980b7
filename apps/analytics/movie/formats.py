"""The files that movies become: animated WebP and GIF by Pillow, MP4 by PyAV. Equal frames give equal bytes."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ....engine.errors import EngineError

IN_MEMORY = 1 << 31  # bytes of frames that WebP and GIF may hold: Pillow takes them all at once
BT709, LIMITED = 1, 1  # FFmpeg's numbers
# x264: no loss that one sees. One thread and no look ahead, or two movies of one run differ in a few bytes (seen with PyAV 18.1)
X264 = {"crf": "18", "preset": "veryfast", "threads": "1", "x264-params": "rc-lookahead=0:mbtree=0:sync-lookahead=0"}


@dataclass(frozen=True)
class Reel:
    """Frames to write: uint8[height, width] numbers of colours each, made one by one.

    palette  uint8[P, 3], P <= 256
    fps      frames a second, 1..50
    """

    frames: Iterator[NDArray[np.uint8]]
    count: int
    width: int
    height: int
    palette: NDArray[np.uint8]
    fps: int


def check_format(path: Path) -> None:
    """Raise EngineError if a movie cannot be written into such a file."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise EngineError(f"movie {path}", repr(path.suffix), f"one of {', '.join(FORMATS)}", "Choose the format by the ending.")
    if suffix == ".mp4" and importlib.util.find_spec("av") is None:
        raise EngineError(f"movie {path}", "no PyAV", "it, to write MP4", "pip install 'catallax[movie]', or write a .webp.")


def write(reel: Reel, path: Path, suffix: str) -> None:
    """Write a reel into a file, in the format of a suffix. Raises EngineError for more frames than fit into memory."""
    if suffix != ".mp4" and reel.count * reel.width * reel.height > IN_MEMORY:
        most = IN_MEMORY // (reel.width * reel.height)
        advice = f"Take --every {-(-reel.count // most)}, or write an .mp4."
        raise EngineError("movie", f"{reel.count} frames", f"at most {most} of {reel.width} x {reel.height} pixels in a {suffix}", advice)
    FORMATS[suffix](reel, path)


def _write_webp(reel: Reel, path: Path) -> None:
    first, *others = _images(reel)
    first.save(path, "WEBP", save_all=True, append_images=others, duration=1000 / reel.fps, loop=0, lossless=True, quality=20, method=0)


def _write_gif(reel: Reel, path: Path) -> None:
    first, *others = _images(reel)
    delay = 10 * round(100 / reel.fps)  # a GIF counts hundredths of a second
    first.save(path, "GIF", save_all=True, append_images=others, duration=delay, loop=0, optimize=False, disposal=1)


def _images(reel: Reel) -> list[Image.Image]:
    colours, images = reel.palette.tobytes(), list[Image.Image]()
    for frame in reel.frames:
        image = Image.fromarray(frame)
        image.putpalette(colours)
        images.append(image)
    return images


def _write_mp4(reel: Reel, path: Path) -> None:
    """Write H.264 at 4:2:0, which every player takes. Colours are converted here, so that no version of FFmpeg does it otherwise."""
    import av

    luma, chroma = _yuv(reel.palette)
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=reel.fps, options=X264)
        stream.width, stream.height, stream.pix_fmt = reel.width, reel.height, "yuv420p"
        stream.time_base = Fraction(1, reel.fps)
        context = stream.codec_context
        context.colorspace = context.color_primaries = context.color_trc = BT709
        context.color_range = LIMITED
        for k, frame in enumerate(reel.frames):
            planes = [luma[frame], *(_halved(plane[frame]) for plane in chroma)]
            stacked = np.concatenate([plane.reshape(-1) for plane in planes]).reshape(-1, reel.width)
            picture = av.VideoFrame.from_ndarray(stacked, format="yuv420p")
            picture.pts = k
            container.mux(stream.encode(picture))
        container.mux(stream.encode())


def _yuv(palette: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """Return luma uint8[P] and chroma uint16[2, P] of colours, in limited range (Recommendation ITU-R BT.709, 3.2 to 3.5)."""
    red, green, blue = palette.T / 255.0
    bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    differences = np.stack([(blue - bright) / 1.8556, (red - bright) / 1.5748])
    return np.rint(16 + 219 * bright).astype(np.uint8), np.rint(128 + 224 * differences).astype(np.uint16)


def _halved(plane: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """Return the mean of each square of four pixels."""
    total = plane[::2, ::2] + plane[1::2, ::2] + plane[::2, 1::2] + plane[1::2, 1::2]
    return ((total + 2) // 4).astype(np.uint8)


FORMATS: dict[str, Callable[[Reel, Path], None]] = {".webp": _write_webp, ".gif": _write_gif, ".mp4": _write_mp4}
