"""`catallax upgrade`: a version 1 file as version 2."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from ...scenarios.generate.save import write_whole
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
        write_whole(target, upgraded.text)
    for note in upgraded.notes or ("it is of version 2 already",):
        print(f"{name}: {note}", file=sys.stderr)
