"""The frames of a journal: what is in one, how it is packed into bytes, and how it is found again and checked.

    header    magic, kind, number of the table, rows, runs of ticks, row at which it begins, first and last tick, length of
              the payload, CRC-32 of the payload, CRC-32 of the header
    payload   of rows:    runs int64[k, 2] (tick, rows of it), then ENTRY[c], one for each column, then the columns' bytes
              of others:  JSON (SCHEMA, OWNER), or int64[t], the rows of each table so far (COMMIT)

A CHUNK is full. A TAIL has rows of a chunk that is not full yet. LAST is the last chunk of a run that ends: as it will lie in the
file, with zeros up to the size of the others where there are others. CHUNK and LAST take the place of the tails before them.

Everything is little-endian. A frame that was torn fails its check.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from .chunks import Chunk

SCHEMA, OWNER, CHUNK, TAIL, LAST, COMMIT = range(1, 7)
MAGIC = b"CtxF"
HEADER = struct.Struct("<4sHHIIqqqqI")
CHECK = struct.Struct("<I")
HEADER_BYTES = HEADER.size + CHECK.size
ENTRY = np.dtype([("length", "<i8"), ("low", "<i8"), ("high", "<i8")])
NO_TICK = -2  # before the initial state, which is tick -1

Read = Callable[[int, int], bytes]
"""read(offset, size) gives the bytes of a journal, fewer at its end."""


class Frame(NamedTuple):
    """A frame in a journal. Its payload is at `offset`, and its end at `offset + length`.

    table  number of the table, in the order of the schema
    first  number of the first of its rows in the table
    """

    kind: int
    table: int
    rows: int
    runs: int
    first: int
    tick_from: int
    tick_to: int
    offset: int
    length: int


def pack_rows(kind: int, table: int, first: int, runs: NDArray[np.int64], columns: list[Chunk]) -> list[bytes]:
    """Return a frame of rows as buffers to be written one after the other. `runs` is int64[k, 2]: tick, rows of it."""
    entries = np.array([(len(c.data), c.low, c.high) for c in columns], ENTRY)
    payload = [runs.astype("<i8").tobytes(), entries.tobytes(), *(column.data for column in columns)]
    return _pack((kind, table, int(runs[:, 1].sum()), len(runs), first, int(runs[0, 0]), int(runs[-1, 0])), payload)


def pack_json(kind: int, content: dict[str, Any]) -> list[bytes]:
    """Return a frame with a description."""
    return _pack((kind, 0, 0, 0, 0, NO_TICK, NO_TICK), [json.dumps(content).encode()])


def pack_commit(tick: int, rows: list[int]) -> list[bytes]:
    """Return a frame that says: up to this tick all rows of all tables are here, so many of each table."""
    return _pack((COMMIT, 0, 0, 0, 0, NO_TICK, tick), [np.array(rows, "<i8").tobytes()])


def _pack(told: tuple[int, ...], payload: list[bytes]) -> list[bytes]:
    check = 0
    for part in payload:
        check = isal_zlib.crc32(part, check)
    header = HEADER.pack(MAGIC, *told, sum(map(len, payload)), check)
    return [header, CHECK.pack(isal_zlib.crc32(header)), *payload]


def scan(read: Read, offset: int) -> Iterator[Frame]:
    """Yield the frames from an offset on, up to the first that is not whole."""
    while (frame := frame_at(read, offset)) is not None:
        yield frame
        offset = frame.offset + frame.length


def frame_at(read: Read, offset: int) -> Frame | None:
    """Return the frame that begins at an offset, or None if there is no whole one."""
    head = read(offset, HEADER_BYTES)
    if len(head) < HEADER_BYTES or CHECK.unpack_from(head, HEADER.size)[0] != isal_zlib.crc32(head[: HEADER.size]):
        return None
    magic, kind, table, rows, runs, first, tick_from, tick_to, length, check = HEADER.unpack_from(head)
    if magic != MAGIC:
        return None
    payload = read(offset + HEADER_BYTES, length)
    if len(payload) < length or isal_zlib.crc32(payload) != check:
        return None
    return Frame(kind, table, rows, runs, first, tick_from, tick_to, offset + HEADER_BYTES, length)
