"""`catallax tree`: the runs in a folder, each with its branches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from ...engine.errors import EngineError
from ..runs.lineage import family_trees


def tree_command(folder: Path, as_json: bool) -> None:
    """Print the family trees of the runs in a folder."""
    if not folder.is_dir():
        raise EngineError(str(folder), "no folder", "a folder of run folders", "`catallax run` makes one: runs.")
    trees = family_trees(folder)
    if as_json:
        print(json.dumps({"folder": str(folder), "runs": [_as_dict(*found) for found in trees]}))
        return
    root = Tree(Text(str(folder) if trees else f"{folder}: no runs"))
    for found in trees:
        _grow(root, *found)
    Console().print(root)


def _as_dict(path: Path, manifest: dict[str, Any], branches: list[Any]) -> dict[str, Any]:
    told = {name: manifest.get(name) for name in ("uid", "status", "scenario", "seed", "ticks_done", "parent")}
    return {"run": path.name, **told, "branches": [_as_dict(*branch) for branch in branches]}


def _grow(above: Tree, path: Path, manifest: dict[str, Any], branches: list[Any]) -> None:
    line = f"{path.name}: {manifest['scenario']}, seed {manifest['seed']}, {manifest['ticks_done']} ticks, {manifest['status']}"
    parent = manifest.get("parent")
    if parent is not None:
        changes = ", ".join(f"{key}={value}" for key, value in parent["changes"].items()) or "nothing changed"
        line += f"; from tick {parent['at']}: {changes}"
    here = above.add(Text(line))
    for branch in branches:
        _grow(here, *branch)
