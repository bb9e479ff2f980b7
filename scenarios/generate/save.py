"""Writing a generated file: whole or not at all, and never over another unless asked."""

from __future__ import annotations

import os
from pathlib import Path

from ...engine.errors import EngineError


def save_text(path: Path, text: str, force: bool) -> Path:
    """Write a text file and the folders above it; return its path. Raises EngineError if something is there, unless `force`."""
    check_free(path, force)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text)
    return path


def write_whole(path: Path, text: str) -> None:
    """Write a text file, or over it: a reader finds all of the old one or all of the new one."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(text.encode())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def check_free(path: Path, force: bool) -> None:
    """Raise EngineError if a file cannot be written here without loss."""
    if path.is_dir():
        raise EngineError("--output", f"{path}, a folder", "a file")
    if path.exists() and not force:
        raise EngineError("--output", f"{path}, which is there", "a new file", "Give --force to write over it.")
