"""`catallax upgrade`: a version 1 file as version 2."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from ...scenarios.loader import text_of
from ...scenarios.upgrade import upgrade_text


def upgrade_command(file: str, out: Path | None, in_place: bool) -> None:
    """Write the upgraded file; say on standard error what was done to it."""
    if in_place and (out is not None or file == "-"):
        raise typer.BadParameter("got another place too; needs a file, and no --out", param_hint="--in-place")
    text, name = (sys.stdin.read(), "standard input") if file == "-" else text_of(file)
    upgraded = upgrade_text(text, name)
    if in_place and not Path(file).is_file():
        raise typer.BadParameter(f"got {file!r}, a scenario that ships; needs a file of yours", param_hint="--in-place")
    target = Path(file) if in_place else out
    if target is None:
        sys.stdout.write(upgraded.text)
    else:
        _write(target, upgraded.text)
    for note in upgraded.notes or ("it is of version 2 already",):
        print(f"{name}: {note}", file=sys.stderr)


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(text.encode())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
