"""A run folder: scenario.yaml, manifest.json, telemetry.h5, commands.jsonl. Complete by itself."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from ...engine.errors import EngineError
from ...scenarios.loader import dump_yaml
from ...scenarios.rules import PRESETS
from ...scenarios.schema import Scenario

SCENARIO, MANIFEST, TELEMETRY, COMMANDS = "scenario.yaml", "manifest.json", "telemetry.h5", "commands.jsonl"
LIBRARIES = ("numpy", "numba", "esper", "h5py")


def next_free(parent: Path, name: str) -> Path:
    """Return `parent/name-0001`, or the first number that is not taken."""
    stem = "".join(ch if ch.isalnum() or ch in "-_" else "_" for ch in name)[:80] or "run"
    number = 1
    while (parent / f"{stem}-{number:04d}").exists():
        number += 1
    return parent / f"{stem}-{number:04d}"


def create(path: Path) -> Path:
    """Create a run folder. Raises EngineError if something is there already: runs are never overwritten."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise EngineError(f"--out {path}", "something there already", "a new or an empty folder", "Choose another, or remove it.")
    path.mkdir(parents=True, exist_ok=True)
    return path


def scenario_hash(scenario: Scenario) -> str:
    """Return a digest of a scenario's content: equal for files that say the same."""
    text = json.dumps(scenario.model_dump(mode="json"), sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def new_manifest(scenario: Scenario, seed: int, ticks: int, record: str) -> dict[str, Any]:
    """Return the manifest of a run that begins now."""
    return {
        "catallax": metadata.version("catallax"),
        "kind": "economy",
        "status": "running",
        "scenario": scenario.name,
        "scenario_hash": scenario_hash(scenario),
        "seed": seed,
        "rules": scenario.rules,
        "switches": PRESETS[scenario.rules],
        "ticks": ticks,
        "ticks_done": 0,
        "record": record,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "command_line": sys.argv,
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "machine": {"system": platform.platform(), "processor": platform.machine(), "cores": os.cpu_count()},
    }


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest in one step: a reader finds the old one or the new one, never half of one."""
    temporary = folder / f".{MANIFEST}"
    temporary.write_text(json.dumps(manifest, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    temporary.replace(folder / MANIFEST)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a run folder. Raises EngineError if the folder is not one."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return manifest
    except (OSError, ValueError) as error:
        raise EngineError(str(folder), f"no run there ({type(error).__name__})", "a run folder", "`catallax run` makes one.") from None


def write_scenario(folder: Path, scenario: Scenario) -> None:
    """Write the resolved scenario: every value in it, so that it runs the same whatever later defaults are."""
    (folder / SCENARIO).write_text(dump_yaml(scenario), encoding="utf-8")
