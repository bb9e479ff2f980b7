"""What `catallax generate` makes, and the files that it goes to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from ...scenarios.generate.generator import Generated

FOLDER = Path("scenarios")


def make(name: str, count: int | None, seeds: str, flags: Any) -> list[Generated]:
    """Return what is asked for: one scenario, or a series, made whole before anything is written."""
    from ...scenarios.generate.generator import generate as generate_one
    from ...scenarios.generate.series import generate_many

    if count is not None:
        return generate_many(name, count, seeds=seeds, **flags)
    if seeds != "sequential":
        raise typer.BadParameter(f"got {seeds!r} for one scenario; needs --count", param_hint="--seeds")
    return [generate_one(name, **flags)]


def paths_of(name: str, count: int | None, output: Path | None) -> list[Path]:
    """Return where each scenario is written: in a folder, or beside the file that is named."""
    if output is None and (Path(name).name != name or name in (".", "..") or "\\" in name):
        raise typer.BadParameter(f"got {name!r}; needs a name without folders, or --output", param_hint="NAME")
    if count is None:
        return [FOLDER / f"{name}.yaml" if output is None else output]
    folder, stem, suffix = parts_of(name, output)
    return [folder / f"{stem}-{k:04d}{suffix}" for k in range(1, count + 1)]


def parts_of(name: str, output: Path | None) -> tuple[Path, str, str]:
    """Return folder, stem and suffix of several files: those of the file that is named; else a folder, the name and .yaml."""
    if output is not None and output.suffix in (".yaml", ".yml"):
        return output.parent, output.stem, output.suffix
    return output or FOLDER, name, ".yaml"
