"""One process at a time works in a run folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...engine.errors import EngineError

LOCK = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a run folder. The lock ends with the process, however it ends. Raises EngineError if another process holds it.

    On systems without `flock` nothing is held.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    if not folder.is_dir():
        raise EngineError(str(folder), "no run there", "a run folder", "`catallax run` makes one.")
    with (folder / LOCK).open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise EngineError(
                str(folder), f"a run that process {file.read().strip()} is at", "one that nobody is", "Wait for it."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
