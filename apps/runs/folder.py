"""A run folder: scenario.yaml, manifest.json, telemetry.h5 (telemetry.journal while it goes), commands.jsonl, snapshots.

It is complete by itself, but for the past of a branch.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from ...engine.errors import EngineError
from ...scenarios.loader import dump_yaml
from ...scenarios.models import MODELS
from ...scenarios.schema import Scenario

SCENARIO, MANIFEST, TELEMETRY, COMMANDS = "scenario.yaml", "manifest.json", "telemetry.h5", "commands.jsonl"
SNAPSHOTS = "snapshots"
RESUMED = ".resumed"
"""The folder inside a run's folder in which it goes on, until it has ended or is found again."""
LIBRARIES = ("numpy", "numba", "esper", "h5py")


@cache
def version(library: str) -> str:
    """Return the installed version of a library; looking it up reads files, and a batch asks a thousand times."""
    return metadata.version(library)


def reserve(parent: Path, name: str) -> Path:
    """Create `parent/name-0001`, or the first number that is not taken, and return it. Two processes never get the same."""
    stem = "".join(ch if ch.isalnum() or ch in "-_" else "_" for ch in name)[:80] or "run"
    parent.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        path = parent / f"{stem}-{number:04d}"
        try:
            path.mkdir()
            return path
        except FileExistsError:
            number += 1


def check_free(path: Path) -> None:
    """Raise EngineError if something is at the path already, other than an empty folder: runs are never overwritten."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise EngineError(f"run folder {path}", "something there already", "a new or an empty folder", "Choose another, or remove it.")


def scenario_hash(scenario: Scenario) -> str:
    """Return a digest of a scenario's content: equal for files that say the same."""
    text = json.dumps(scenario.model_dump(mode="json"), sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def new_manifest(scenario: Scenario, record: str) -> dict[str, Any]:
    """Return the manifest of a run that begins now. `rules` is None for a model that has no presets of rules."""
    rules: str | None = getattr(scenario, "rules", None)
    return {
        "catallax": version("catallax"),
        "kind": scenario.model,
        "uid": uuid.uuid4().hex,
        "status": "running",
        "scenario": scenario.name,
        "scenario_hash": scenario_hash(scenario),
        "seed": scenario.seed,
        "rules": rules,
        "switches": MODELS[scenario.model].presets[rules] if rules else {},
        "ticks": scenario.ticks,
        "ticks_done": 0,
        "record": record,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "command_line": sys.argv,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "machine": {"system": platform.platform(), "processor": platform.machine(), "cores": os.cpu_count()},
    }


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest in one step: a reader finds the old one or the new one, never half of one.

    Raises EngineError if the disk is full or cannot be written; the old one stays.
    """
    temporary = folder / f".{MANIFEST}"
    try:
        temporary.write_text(json.dumps(manifest, indent=2, allow_nan=False) + "\n", encoding="utf-8")
        temporary.replace(folder / MANIFEST)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise EngineError(str(folder / MANIFEST), f"an error from the disk ({error})", "a disk that can be written") from error


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a run folder. Raises EngineError if the folder is not one."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return manifest
    except (OSError, ValueError):
        raise EngineError(str(folder), "no run there", "a run folder", "`catallax run` makes one.") from None


def write_scenario(folder: Path, scenario: Scenario) -> None:
    """Write the resolved scenario, seed and length included, so that it runs the same whatever later defaults are."""
    with (folder / SCENARIO).open("x", encoding="utf-8") as file:
        file.write(dump_yaml(scenario))


@dataclass(frozen=True)
class Parent:
    """The run that a branch left, and the first tick that is its own."""

    folder: Path
    at: int


def parent_of(folder: Path, manifest: Mapping[str, Any]) -> Parent | None:
    """Return where a branch comes from, None for a run that is none. Raises EngineError if the parent is not where it was."""
    told = manifest.get("parent")
    if told is None:
        return None
    home = folder.absolute().parent if folder.name == RESUMED else folder.absolute()
    found = Parent(Path(os.path.normpath(home / told["folder"])), told["at"])
    there = read_manifest(found.folder) if (found.folder / MANIFEST).exists() else None
    if there is None or there["uid"] != told["uid"]:
        raise EngineError(
            f"{folder}, parent", str(found.folder), "the run that it was branched from", "Keep the two where they stood to each other."
        )
    return found
