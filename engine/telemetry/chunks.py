"""Rows of a column as HDF5 stores a chunk of them, so that a chunk goes into a file as it is: bytes shuffled, then deflated.

We compress with isa-l, which writes the format of zlib seven times as fast as the zlib that HDF5 uses. Floats that would hardly
shrink are only put into zlib's frame, as blocks that are stored. HDF5 could note instead that filters were left out of a chunk, but
several readers that are not HDF5's own do not look at the note.
"""

from __future__ import annotations

import sys
import zlib
from typing import Any, NamedTuple

import h5py
import numpy as np
from isal import isal_zlib
from numpy.typing import DTypeLike, NDArray

LEVEL = 1  # of isa-l; a file says gzip 1
SAMPLE = 4096  # rows that tell whether a column of floats shrinks
WORTH = 0.8  # of their size, or less, for compression to be worth its time

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
    size, room = rows.itemsize, max(room, len(rows))
    if rows.dtype.kind == "i":
        low, high = int(rows.min()), int(rows.max())
        used = (high.bit_length() + 7) // 8 if low >= 0 else size
        return Chunk(isal_zlib.compress(_shuffled(rows, used, room), LEVEL), low, high)
    sample, shuffled = rows[:SAMPLE], _shuffled(rows, size, room)
    if len(rows) > len(sample) and len(isal_zlib.compress(_shuffled(sample, size, len(sample)), LEVEL)) > WORTH * sample.nbytes:
        return Chunk(zlib.compress(shuffled.data, 0), 0, 0)
    return Chunk(isal_zlib.compress(shuffled, LEVEL), 0, 0)


def decode(data: bytes, dtype: DTypeLike, count: int) -> NDArray[Any]:
    """Return the rows of a chunk."""
    dtype = np.dtype(dtype)
    shuffled = np.frombuffer(isal_zlib.decompress(data), np.uint8).reshape(dtype.itemsize, count)
    return np.ascontiguousarray(shuffled.T).view(dtype).ravel()


def create_column(group: h5py.Group, name: str, dtype: DTypeLike, rows: int, chunk: int) -> h5py.h5d.DatasetID:
    """Create a dataset of fixed size, with the filters of `encode`, for chunks of so many rows. One with fewer rows has one chunk."""
    how = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    how.set_obj_track_times(False)
    if rows:
        how.set_chunk((min(rows, chunk),))
        how.set_shuffle()
        how.set_deflate(LEVEL)
    return h5py.h5d.create(group.id, name.encode(), h5py.h5t.py_create(np.dtype(dtype)), h5py.h5s.create_simple((rows,)), how)


def _shuffled(rows: NDArray[Any], used: int, room: int) -> NDArray[np.uint8]:
    """Return the bytes of the rows, first bytes first, as the filter `shuffle` has them; the first `used` may not be zero."""
    size = rows.itemsize
    if used == size and room == len(rows):
        return np.ascontiguousarray(rows.view(np.uint8).reshape(-1, size).T)
    shuffled = np.zeros((size, room), np.uint8)
    for k in range(used):
        shuffled[k, : len(rows)] = rows.view(np.uint8)[k::size]
    return shuffled
