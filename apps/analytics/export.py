"""Export: the tables of a run as files that other programs read, all of them or none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ...engine.errors import EngineError
from ..runs.run import Run
from .export_sqlite import write_sqlite
from .export_tables import check_parquet, write_csv, write_parquet

FORMATS = ("csv", "parquet", "sqlite")


class Export(NamedTuple):
    """What was written: the folder, how many rows each table has, and what is missing, in sentences."""

    folder: Path
    rows: dict[str, int]
    missing: tuple[str, ...]


def export(run: Run, to: str | Path, format: str = "csv") -> Export:
    """Write what a run recorded into a folder.

    to      a new or an empty folder. It is filled under another name, brought to disk and then renamed: whoever finds it finds it whole
    format  csv      TABLE.csv for each recorded table, and about.json: what the run was, units and meanings of columns
            parquet  TABLE.parquet likewise; needs `catallax[analysis]`
            sqlite   telemetry.db as the original of the exchange economy writes it; what was not recorded is an empty table

    Raises EngineError for a format that there is not, a folder that is not free or cannot be written, a run that recorded nothing,
    or one of another model for sqlite. Nothing is left behind then.
    """
    if format not in FORMATS:
        raise EngineError("export", f"format {format!r}", f"one of {', '.join(FORMATS)}")
    if not run.tables:
        raise EngineError("export", "a run that recorded nothing", "tables to write", "Run with --record summary or full.")
    if format == "parquet":
        check_parquet()
    folder = Path(to).absolute()
    with _whole(folder) as part:
        missing: list[str] = []
        if format == "sqlite":
            rows, missing = write_sqlite(run, part)
        else:
            rows = write_csv(run, part) if format == "csv" else write_parquet(run, part)
    return Export(Path(to), rows, tuple(missing))


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """Give a folder to write into. It takes the name when it is complete and on disk, and is gone if anything fails before."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise EngineError(f"export to {folder}", "something there already", "a new or an empty folder", "Choose another, or remove it.")
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part.mkdir()
        yield part
        for path in (*part.iterdir(), part):
            _to_disk(path)
        part.rename(folder)  # refused by the system if something is there by now
        _to_disk(folder.parent)
    except OSError as error:
        reason = (error.strerror or str(error)).replace(str(part), str(folder))
        remedy = "Make room, or choose another folder. Nothing was left behind."
        raise EngineError(f"export to {folder}", f"an error ({reason})", "a folder that can be written", remedy) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)  # by now it has another name, or something failed


def _to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a power cut."""
    if path.is_dir() and os.name == "nt":
        return  # folders cannot be opened there
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
