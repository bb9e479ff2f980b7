"""Who descends from whom: the past that a branch shares with its parent, and the runs that were branched from one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...engine.errors import EngineError
from . import folder as run_folder
from .past import rows_before
from .plan import recorded_by

if TYPE_CHECKING:
    from .run import Run


def shared(parent: Run, at: int, table: str, columns: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return those rows of a table of a run, given as its columns, that a branch which leaves it at tick `at` shares."""
    parts = [rows for _, rows in past_ticks(parent, table, at, columns["tick"])]
    chosen = np.concatenate([np.arange(part.start, part.stop) for part in parts]) if parts else np.zeros(0, np.int64)
    return {name: values[chosen] for name, values in columns.items()}


def past_ticks(parent: Run, table: str, at: int, ticks: NDArray[np.int64]) -> Iterator[tuple[int, slice]]:
    """Yield (tick, rows) of what a branch that leaves a run at tick `at` shares of a table, whose rows have these ticks."""
    return rows_before(at, ticks, *recorded_by(parent.manifest)[table])


def children_of(folder: Path) -> list[Path]:
    """Return the folders of the branches of a run, of those beside it, by name."""
    here = folder.absolute()
    return [path for path, manifest in runs_in(here.parent) if _parent_folder(path, manifest) == here]


def runs_in(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the run folders in a folder and their manifests, by name; what is none is left out."""
    for path in sorted(folder.iterdir()):
        try:
            yield path, run_folder.read_manifest(path)
        except EngineError:
            continue


def _parent_folder(path: Path, manifest: dict[str, Any]) -> Path | None:
    try:
        parent = run_folder.parent_of(path, manifest)
    except EngineError:
        return None
    return parent.folder if parent is not None else None


def family_trees(folder: Path) -> list[tuple[Path, dict[str, Any], list[Any]]]:
    """Return the runs in a folder as trees: (folder, manifest, the same of each branch). Who has its parent elsewhere is a root."""
    here = folder.absolute()
    known = dict(runs_in(here))
    parents = {path: _parent_folder(path, manifest) for path, manifest in known.items()}

    def tree(path: Path) -> tuple[Path, dict[str, Any], list[Any]]:
        return path, known[path], [tree(child) for child in known if parents[child] == path]

    return [tree(path) for path in known if parents[path] not in known]
