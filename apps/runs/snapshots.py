"""The snapshots of a run: states between two ticks. Columns are files named by their content: one that never changes is kept once.

    snapshots/000000120.json       the state with which tick 120 begins: notes, and the content of each column
    snapshots/columns/3f9a….npy   a column

A snapshot counts from when its .json file is there, which is written last. Files are written by a thread of their own: taking a
snapshot costs no copy, the world copies the columns that it writes to next, and runs on.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...engine.errors import EngineError
from ...engine.snapshot import Snapshot, snapshot_of
from ...engine.telemetry.log import sync_folder
from ...engine.world import World

COLUMNS = "columns"
WRITER = ThreadPoolExecutor(1, thread_name_prefix="snapshots")
"""Writes the snapshots of all runs of the process, one after the other; it begins with the first of them."""


class SnapshotStore:
    """The snapshots in a folder, which is made when the first one is saved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._saving: Future[None] | None = None

    def save(self, tick: int, snapshot: Snapshot, tally: Mapping[str, Any]) -> None:
        """Begin to write the state with which a tick begins. Waits for the one before, and raises what went wrong with it."""
        self.wait()
        self._saving = WRITER.submit(self._write, tick, snapshot, dict(tally))

    def wait(self) -> None:
        """Return when all is written that was saved. Raises EngineError if the disk is full."""
        if self._saving is not None:
            saving, self._saving = self._saving, None
            try:
                saving.result()
            except OSError as error:
                raise EngineError(str(self.folder), f"no snapshot ({error})", "room on the disk", "The run itself is kept.") from None

    @property
    def ticks(self) -> list[int]:
        """The ticks whose beginnings are kept, rising."""
        return sorted(int(path.stem) for path in self.folder.glob("*.json") if path.stem.isdecimal())

    def load(self, tick: int, world: World) -> tuple[Snapshot, dict[str, Any]]:
        """Read a snapshot for a world that was built alike: (state, tally). Raises EngineError if a file of it has changed."""
        notes = json.loads(self._index(tick).read_text(encoding="utf-8"))
        arrays = {name: self._read(content) for name, content in notes["columns"].items()}
        return snapshot_of(notes["state"], arrays, world, str(self._index(tick))), notes["tally"]

    def _index(self, tick: int) -> Path:
        return self.folder / f"{tick:09d}.json"

    def _write(self, tick: int, snapshot: Snapshot, tally: dict[str, Any]) -> None:
        notes, arrays = snapshot.parts()
        (self.folder / COLUMNS).mkdir(parents=True, exist_ok=True)
        columns = {name: self._put(array) for name, array in arrays.items()}
        sync_folder(self.folder / COLUMNS)
        text = json.dumps({"state": notes, "tally": tally, "columns": columns})
        _write_whole(self._index(tick), [text.encode()])
        sync_folder(self.folder)

    def _put(self, array: NDArray[Any]) -> str:
        content = content_of(array)
        path = self.folder / COLUMNS / f"{content}.npy"
        if not path.exists():
            _write_whole(path, _as_npy(array))
        return content

    def _read(self, content: str) -> NDArray[Any]:
        path = self.folder / COLUMNS / f"{content}.npy"
        try:
            array: NDArray[Any] = np.load(path, allow_pickle=False)
        except (OSError, ValueError) as error:
            raise EngineError(str(path), f"no readable column ({error})", "the file as it was written", "Remove the snapshots.") from None
        if content_of(array) != content:
            raise EngineError(str(path), "other content than its name says", "the file as it was written", "Remove the snapshots.")
        return array


def content_of(array: NDArray[Any]) -> str:
    """Return a digest of an array: dtype, shape and bytes."""
    digest = hashlib.blake2b(f"{array.dtype.str}{array.shape}".encode(), digest_size=16)
    digest.update(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
    return digest.hexdigest()


def _as_npy(array: NDArray[Any]) -> Iterator[bytes | memoryview]:
    head = io.BytesIO()
    np.lib.format.write_array_header_2_0(head, np.lib.format.header_data_from_array_1_0(np.ascontiguousarray(array)))
    yield head.getvalue()
    yield np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def _write_whole(path: Path, parts: Iterable[bytes | memoryview]) -> None:
    """Write a file in one step: it is there whole or not at all. Its name stays through a loss of power once its folder is synced."""
    temporary = path.with_suffix(".writing")
    with temporary.open("wb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
