"""Rows of a column as HDF5 stores a chunk of them, so that a chunk goes into a file as it is: bytes shuffled, then deflated.

We compress with isa-l, which writes the format of zlib seven times as fast as the zlib that HDF5 uses. Floats that would hardly
shrink, and the lower bytes of whole numbers that would not, are stored in zlib's frame as they are: that is faster, and what lies
behind them is found sooner. HDF5 could note instead that filters were left out of a chunk, but
several readers that are not HDF5's own do not look at the note.
"""

from __future__ import annotations

import struct
import sys
import zlib
from typing import Any, NamedTuple

import h5py
import numpy as np
from isal import isal_zlib
from numpy.typing import DTypeLike, NDArray

LEVEL = 1  # of isa-l; a file says gzip 1
SAMPLE = 4096  # rows that tell whether a column shrinks
WORTH = 0.8  # of their size, or less, for compression to be worth its time
STORED = 65_535  # bytes in a block that is not compressed, at most
ZLIB, RAW = b"\x78\x01", -15  # how a stream of zlib begins; a stream without its frame

assert sys.byteorder == "little", "telemetry is written on little-endian machines"


class Chunk(NamedTuple):
    """Some rows of a column as HDF5 would store them. Of whole numbers the least and the greatest are known, else 0."""

    data: bytes
    low: int
    high: int


def encode(rows: NDArray[Any], room: int = 0) -> Chunk:
    """Return a contiguous column of at least one row, compressed. Equal rows give equal bytes.

    room  rows of the chunk, where it has more than these: zeros follow
    """
    size, room, low, high = rows.itemsize, max(room, len(rows)), 0, 0
    if rows.dtype.kind == "i":
        low, high = int(rows.min()), int(rows.max())
        shuffled = _shuffled(rows, _used(low, high, size), room)
        noise = _noise(shuffled) if len(rows) > SAMPLE else 0
    else:
        sample, shuffled = rows[:SAMPLE], _shuffled(rows, size, room)
        noise = size if len(rows) > SAMPLE and not _shrinks(_shuffled(sample, size, len(sample))) else 0
    return Chunk(_deflated(shuffled, noise), low, high)


def decode(data: bytes, dtype: DTypeLike, count: int) -> NDArray[Any]:
    """Return the rows of a chunk."""
    dtype = np.dtype(dtype)
    shuffled = np.frombuffer(isal_zlib.decompress(data), np.uint8).reshape(dtype.itemsize, count)
    return np.ascontiguousarray(shuffled.T).view(dtype).ravel()


def decode_rows(data: bytes, dtype: DTypeLike, count: int, rows: NDArray[np.int64], low: int, high: int) -> NDArray[Any]:
    """Return some rows of a chunk of `count`, rising, at least one. Whole numbers in it are known to lie in low..high.

    The chunk is inflated only as far as it must, by zlib, whose streams begin faster than those of isa-l.
    """
    dtype = np.dtype(dtype)
    found = np.zeros((len(rows), dtype.itemsize), np.uint8)
    used = _used(low, high, dtype.itemsize) if dtype.kind == "i" else dtype.itemsize
    if used:
        needed = (used - 1) * count + int(rows[-1]) + 1
        shuffled = np.frombuffer(zlib.decompressobj().decompress(data, needed), np.uint8)
        for k in range(used):
            found[:, k] = shuffled[k * count + rows]
    return found.view(dtype).ravel()


def create_column(group: h5py.Group, name: str, dtype: DTypeLike, rows: int, chunk: int) -> h5py.h5d.DatasetID:
    """Create a dataset of fixed size, with the filters of `encode`, for chunks of so many rows. One with fewer rows has one chunk."""
    how = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    how.set_obj_track_times(False)
    if rows:
        how.set_chunk((min(rows, chunk),))
        how.set_shuffle()
        how.set_deflate(LEVEL)
    return h5py.h5d.create(group.id, name.encode(), h5py.h5t.py_create(np.dtype(dtype)), h5py.h5s.create_simple((rows,)), how)


def _shrinks(sample: NDArray[np.uint8]) -> bool:
    """Return whether compression is worth its time."""
    return len(isal_zlib.compress(np.ascontiguousarray(sample), LEVEL)) <= WORTH * sample.nbytes


def _noise(shuffled: NDArray[np.uint8]) -> int:
    """Return how many of the first bytes of whole numbers hardly shrink, such as the lower one of a place."""
    return next((k for k, sample in enumerate(shuffled[:, :SAMPLE]) if _shrinks(sample)), len(shuffled))


def _deflated(shuffled: NDArray[np.uint8], noise: int) -> bytes:
    """Return a stream of zlib: the first `noise` bytes of all rows as blocks that are stored, the others compressed."""
    if noise == 0:
        return isal_zlib.compress(shuffled, LEVEL)
    stored, others = shuffled[:noise].reshape(-1).data, shuffled[noise:]
    parts: list[Any] = [ZLIB]
    for begin in range(0, len(stored), STORED):
        block = stored[begin : begin + STORED]
        parts += [struct.pack("<BHH", 0, len(block), len(block) ^ 0xFFFF), block]
    parts += [isal_zlib.compress(others, LEVEL, RAW), isal_zlib.adler32(shuffled).to_bytes(4, "big")]
    return b"".join(parts)


def _used(low: int, high: int, size: int) -> int:
    """Return how many bytes of whole numbers from low to high, of so many bytes each, may not be zero."""
    return (high.bit_length() + 7) // 8 if low >= 0 else size


def _shuffled(rows: NDArray[Any], used: int, room: int) -> NDArray[np.uint8]:
    """Return the bytes of the rows, first bytes first, as the filter `shuffle` has them; the first `used` may not be zero."""
    size = rows.itemsize
    if used == size and room == len(rows):
        return np.ascontiguousarray(rows.view(np.uint8).reshape(-1, size).T)
    shuffled = np.zeros((size, room), np.uint8)
    for k in range(used):
        shuffled[k, : len(rows)] = rows.view(np.uint8)[k::size]
    return shuffled
