"""Snapshots: the whole state between two ticks, in memory without a copy, or in a file; digests; branches."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .columns import Columns, schema_digest
from .commands import Command
from .errors import EngineError
from .table import first_uids

if TYPE_CHECKING:
    from .world import World


@dataclass(frozen=True)
class TableState:
    """The state of one table. Arrays are shared with the world until it writes to them: do not change them.

    uid  None before the first birth and death in the table
    """

    offsets: NDArray[np.int64]
    uid: NDArray[np.int64] | None
    next_uid: NDArray[np.int64]
    sizes: dict[str, int]
    arrays: dict[type[Columns], dict[str, NDArray[Any]]]

    def of(self, world: int) -> TableState:
        """Return the rows of one world of several, as a table of their own."""
        low, high = self.offsets[world : world + 2].tolist()
        arrays = {group: {name: array[low:high] for name, array in columns.items()} for group, columns in self.arrays.items()}
        uid = None if self.uid is None else self.uid[low:high]
        return TableState(np.array([0, high - low]), uid, self.next_uid[world : world + 1], self.sizes, arrays)


@dataclass(frozen=True)
class Snapshot:
    """The state of all worlds between two ticks, with the commands that were waiting."""

    tables: dict[str, TableState]
    waiting: tuple[Command, ...]
    log: tuple[Command, ...]

    def of(self, world: int) -> Snapshot:
        """Return the state of one world of several, as it would be alone. It copies nothing."""
        tables = {name: state.of(world) for name, state in self.tables.items()}
        waiting, log = (tuple(replace(c, world=0) for c in queue if c.world == world) for queue in (self.waiting, self.log))
        return Snapshot(tables, waiting, log)

    def save(self, path: Path) -> None:
        """Write the snapshot to an uncompressed .npz file, which needs no pickle to read."""
        notes, arrays = self.parts()
        with path.open("wb") as file:
            np.savez(file, notes=np.frombuffer(json.dumps(notes).encode(), np.uint8), **arrays)  # type: ignore[arg-type]

    def parts(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """Return the snapshot as notes that JSON can say and arrays by name; `snapshot_of` puts them together again."""
        arrays: dict[str, NDArray[Any]] = {}
        notes: dict[str, Any] = {"tables": {}, "waiting": [asdict(c) for c in self.waiting], "log": [asdict(c) for c in self.log]}
        for name, state in self.tables.items():
            notes["tables"][name] = {"sizes": state.sizes, "schema": schema_digest(tuple(state.arrays))}
            uid = first_uids(state.offsets) if state.uid is None else state.uid
            arrays |= {f"{name}/offsets": state.offsets, f"{name}/uid": uid, f"{name}/next_uid": state.next_uid}
            for group, columns in state.arrays.items():
                arrays |= {f"{name}/{group.__name__}/{column}": array for column, array in columns.items()}
        return notes, arrays


def load_snapshot(path: Path, world: World) -> Snapshot:
    """Read a snapshot file for a world that was built alike. Raises EngineError if its tables have other columns."""
    with np.load(path, allow_pickle=False) as file:
        return snapshot_of(json.loads(file["notes"].tobytes()), file, world, str(path))


def snapshot_of(notes: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], world: World, source: str) -> Snapshot:
    """Put a snapshot together from its `parts`, for a world that was built alike. Raises EngineError if its tables have other columns."""
    tables = {}
    for name, table in world.tables.items():
        groups = tuple(group for group in table.groups if not group.scratch)
        if notes["tables"].get(name, {}).get("schema") != schema_digest(groups):
            raise EngineError(
                f"snapshot {source}", f"other columns in table {name}", "the columns of this world", "Build the world that was saved."
            )
        columns = {group: {c.name: arrays[f"{name}/{group.__name__}/{c.name}"] for c in group.columns} for group in groups}
        own = (arrays[f"{name}/offsets"], arrays[f"{name}/uid"], arrays[f"{name}/next_uid"])
        tables[name] = TableState(*own, notes["tables"][name]["sizes"], columns)
    return Snapshot(tables, tuple(Command(**c) for c in notes["waiting"]), tuple(Command(**c) for c in notes["log"]))


def take(world: World) -> Snapshot:
    """Take a snapshot. Raises EngineError while births or deaths wait: they belong to no tick."""
    pending = [name for name, table in world.tables.items() if table.pending]
    if pending:
        raise EngineError("snapshot", f"births or deaths waiting in {', '.join(pending)}", "none", "Call world.flush() first.")
    tables = {
        name: TableState(table.offsets, table.kept_uid, table.next_uid.copy(), dict(table.sizes), table.share())
        for name, table in world.tables.items()
    }
    return Snapshot(tables, tuple(world.commands.waiting), tuple(world.commands.log))


def restore(world: World, snapshot: Snapshot) -> None:
    """Set the world to a snapshot."""
    if set(snapshot.tables) != set(world.tables):
        raise EngineError(
            "restore", f"tables {', '.join(snapshot.tables)}", f"tables {', '.join(world.tables)}", "Restore into a world built alike."
        )
    for name, state in snapshot.tables.items():
        groups = {group for group in world.tables[name].groups if not group.scratch}
        if groups != set(state.arrays):
            names = ", ".join(sorted(group.__name__ for group in groups ^ set(state.arrays)))
            remedy = "Restore into a world built alike."
            raise EngineError("restore", f"{name} with other components: {names}", "the components of this world", remedy)
    for name, state in snapshot.tables.items():
        world.tables[name].adopt(state.offsets, state.uid, state.next_uid, state.sizes, state.arrays)
    for events in world.events.values():
        events.clear()
    world.commands.waiting, world.commands.log = list(snapshot.waiting), list(snapshot.log)


def digest(world: World, number: int) -> str:
    """Digest the lasting columns of one world. Slots that no row of this world uses do not count."""
    result = hashlib.blake2b(digest_size=16)
    for name, table in sorted(world.tables.items()):
        if all(group.scratch for group in table.groups):
            continue
        part = slice(int(table.offsets[number]), int(table.offsets[number + 1]))
        result.update(f"{name}{table.next_uid[number]}".encode())
        result.update(table.uid_in(number).tobytes())
        for group in sorted(table.groups, key=lambda g: g.__name__):
            if group.scratch:
                continue
            for c in group.columns:
                values = getattr(table.read(group), c.name)[part]
                if any(isinstance(size, str) for size in c.shape):  # widened for a neighbour in the batch
                    used = np.flatnonzero((values != c.fill).any(axis=0))
                    values = np.ascontiguousarray(values[:, : used[-1] + 1 if len(used) else 0])
                result.update(f"{group.__name__}.{c.name}".encode())
                result.update(values.tobytes())
    return result.hexdigest()
