"""The journal of a run: what it has recorded so far, as an append-only file of checked frames that holds while the run goes.

A journal begins with its schema and the process that writes it. Then come frames of rows, and after each group of them a commit:
all rows of all tables up to a tick are here. What lies behind the last commit was never acknowledged and is not read. Rows are
framed as whole chunks, compressed as HDF5 would store them; rows that do not fill one are framed too, when the writer acknowledges
them, and once more as part of the chunk that they end up in.

Nothing is locked: another process may read a journal while it grows.
"""

from __future__ import annotations

import json
import mmap
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError
from . import frames
from .chunks import decode, decode_rows
from .frames import ENTRY, Frame
from .layout import TICK, column_attributes
from .log import Log

SUFFIX = ".journal"  # in place of the suffix of the HDF5 file


def journal_of(path: Path) -> Path:
    """Return where the journal lies of which an HDF5 file of telemetry is made."""
    return path.with_suffix(SUFFIX)


@dataclass
class Piece:
    """Rows of a table that lie together: a chunk, or a part of the chunk that is not full yet; stored with room for some more."""

    rows: int
    room: int
    runs: NDArray[np.int64]
    entries: NDArray[Any]
    offset: int

    def place(self, column: int) -> tuple[int, int]:
        """Return offset and length of a column's bytes."""
        lengths = self.entries["length"]
        return self.offset + int(lengths[:column].sum()), int(lengths[column])


@dataclass
class TablePieces:
    """What a journal holds of a table: its description, whole chunks, and the pieces of the last chunk, which is not full."""

    description: dict[str, Any]
    chunks: list[Piece] = field(default_factory=list)
    tails: list[Piece] = field(default_factory=list)
    rows: int = 0

    @property
    def pieces(self) -> list[Piece]:
        """All pieces, in order."""
        return [*self.chunks, *self.tails]

    @property
    def columns(self) -> list[str]:
        """Names of the columns; the tick, which comes first, is told by runs and is none of them."""
        return [column["name"] for column in self.description["columns"]]

    def dtype(self, column: int) -> np.dtype[Any]:
        """Return the dtype of a column."""
        return np.dtype(self.description["columns"][column]["dtype"])

    def runs(self) -> NDArray[np.int64]:
        """Return ticks and how many rows each has, int64[k, 2]."""
        runs = np.concatenate([np.empty((0, 2), np.int64), *(piece.runs for piece in self.pieces)])
        begins = np.flatnonzero(np.diff(runs[:, 0], prepend=runs[0, 0] - 1)) if len(runs) else np.zeros(0, np.int64)
        return np.column_stack([runs[begins, 0], np.add.reduceat(runs[:, 1], begins) if len(runs) else begins])


class Journal:
    """A journal that is read, from a file or from the memory of its writer, up to its last commit.

    schema  layout, rows of a chunk, attributes of the run, and the description of each table
    tables  what it holds of each, by name
    end     bytes up to the last commit
    tick    the last tick that is acknowledged; frames.NO_TICK before any
    owner   the process that writes it
    marks   (end, tick, rows of each table) of each commit
    """

    def __init__(self, source: Path | Log) -> None:
        """Open a journal. Raises FileNotFoundError if there is none, EngineError if it cannot be read."""
        self.path = source if isinstance(source, Path) else None
        self._memory = source.memory if isinstance(source, Log) else None
        self._file = -1
        try:
            if isinstance(source, Path):
                self._file = os.open(source, os.O_RDONLY)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise EngineError(str(source), f"no readable journal ({error})", "a journal") from None
        first = frames.frame_at(self.read, 0)
        if first is None or first.kind != frames.SCHEMA:
            self.close()
            raise EngineError(str(source), "something that is no journal", "a journal of telemetry")
        self.schema: dict[str, Any] = self._json(first)
        self.tables = {table["name"]: TablePieces(table) for table in self.schema["tables"]}
        self._by_number = list(self.tables.values())
        self.owner: dict[str, Any] = {}
        self.end, self.tick = first.offset + first.length, frames.NO_TICK
        self.marks: list[tuple[int, int, list[int]]] = []
        self.refresh()

    def read(self, offset: int, size: int) -> bytes:
        """Return bytes, fewer at the end."""
        if self._memory is not None:
            return bytes(self._memory[offset : offset + size])
        return os.pread(self._file, size, offset)

    def refresh(self) -> None:
        """Take in what was committed since the last time."""
        waiting: list[Frame] = []
        for frame in frames.scan(self.read, self.end):
            if frame.kind == frames.OWNER:
                self.owner = self._json(frame)
            elif frame.kind == frames.COMMIT:
                for rows in waiting:
                    self._take(rows)
                waiting = []
                self.end, self.tick = frame.offset + frame.length, frame.tick_to
                self.marks.append((self.end, self.tick, np.frombuffer(self.read(frame.offset, frame.length), "<i8").tolist()))
            else:
                waiting.append(frame)

    def retire(self) -> None:
        """Remove the file, now that what it holds is elsewhere: unless somebody goes on with it. One that is damaged is put aside."""
        assert self.path is not None
        end = self.end
        self.refresh()
        if self.end == end and os.path.samestat(os.fstat(self._file), self.path.stat()):
            if self._is_damaged():
                self.path.replace(self.path.with_name(f"{self.path.name}.damaged"))
            else:
                self.path.unlink()

    def _is_damaged(self) -> bool:
        """Return whether a whole frame lies behind what can be read: then the journal was not torn, but changed."""
        if os.fstat(self._file).st_size <= self.end:
            return False
        *_, last = [self.end, *(frame.offset + frame.length for frame in frames.scan(self.read, self.end))]
        with mmap.mmap(self._file, 0, prot=mmap.PROT_READ) as content:
            found = content.find(frames.MAGIC, last + 1)
            while found >= 0:
                if frames.frame_at(self.read, found) is not None:
                    return True
                found = content.find(frames.MAGIC, found + 1)
        return False

    @property
    def columns(self) -> dict[str, list[str]]:
        """Names of the tables and their columns, tick first."""
        return {name: ["tick", *table.columns] for name, table in self.tables.items()}

    def kind(self, table: str) -> str:
        """Return how the rows of a table lie: see `layout.kind_of`."""
        return str(self.tables[table].description["kind"])

    def length(self, table: str) -> int:
        """Return the number of rows of a table."""
        return self.tables[table].rows

    def values(self, table: str, column: str, start: int = 0, stop: int | None = None) -> NDArray[Any]:
        """Return rows start:stop of a column, or all."""
        found, begin = self.tables[table], 0
        stop = found.rows if stop is None else stop
        parts = [np.empty(0, np.int64 if column == "tick" else found.dtype(found.columns.index(column)))]
        for piece in found.pieces:
            if begin < stop and begin + piece.rows > start:
                parts.append(self._values(found, piece, column)[max(start - begin, 0) : stop - begin])
            begin += piece.rows
        return np.concatenate(parts)

    def runs(self, table: str) -> NDArray[np.int64]:
        """Return ticks and how many rows each has, int64[k, 2], of a table of states."""
        return self.tables[table].runs()

    def bounds(self, table: str, column: str) -> tuple[int, int]:
        """Return the least and the greatest value of a column of whole numbers; (0, -1) if there is none."""
        number = self.tables[table].columns.index(column)
        known = [piece.entries[number] for piece in self.tables[table].pieces]
        return min((int(e["low"]) for e in known), default=0), max((int(e["high"]) for e in known), default=-1)

    def at(self, table: str, column: str, rows: NDArray[np.int64]) -> NDArray[Any]:
        """Return a column at some rows, rising, of a table of states: only the pieces in which they lie are read."""
        found, begin = self.tables[table], 0
        number = found.columns.index(column)
        parts = [np.empty(0, found.dtype(number))]
        for piece in found.pieces:
            here = rows[slice(*np.searchsorted(rows, [begin, begin + piece.rows]))] - begin
            if len(here):
                known = piece.entries[number]
                bounds = int(known["low"]), int(known["high"])
                parts.append(decode_rows(self.stored(piece, number), found.dtype(number), piece.room, here, *bounds))
            begin += piece.rows
        return np.concatenate(parts)

    def attributes(self, table: str, column: str) -> dict[str, Any]:
        """Return unit, meaning and names of values of a column."""
        found = self.tables[table]
        return TICK if column == "tick" else column_attributes(found.description["columns"][found.columns.index(column)])

    def _values(self, table: TablePieces, piece: Piece, column: str) -> NDArray[Any]:
        if column == "tick":
            return np.repeat(piece.runs[:, 0], piece.runs[:, 1])
        number = table.columns.index(column)
        return decode(self.stored(piece, number), table.dtype(number), piece.room)[: piece.rows]

    def stored(self, piece: Piece, column: int) -> bytes:
        """Return the bytes of a column of a piece as they are stored."""
        return self.read(*piece.place(column))

    def close(self) -> None:
        """Close the file, if it is one."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _json(self, frame: Frame) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.read(frame.offset, frame.length))
        return content

    def _take(self, frame: Frame) -> None:
        table = self._by_number[frame.table]
        split = frame.runs * 16
        size = split + len(table.columns) * ENTRY.itemsize
        head = self.read(frame.offset, size)
        runs = np.frombuffer(head, "<i8", frame.runs * 2).reshape(-1, 2)
        room = self.schema["chunk"] if frame.kind == frames.LAST and frame.first else frame.rows
        piece = Piece(frame.rows, room, runs, np.frombuffer(head, ENTRY, offset=split), frame.offset + size)
        if frame.kind in (frames.CHUNK, frames.LAST):
            table.chunks[frame.first // self.schema["chunk"] :] = [piece]
            table.tails = []
        else:
            table.tails.append(piece)
        table.rows = frame.first + frame.rows
