"""One process at a time works in a run folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...engine.errors import EngineError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a run folder. The lock ends with the process, however that ends. Raises EngineError if somebody else holds it.

    On systems without `flock` nothing is held.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        raise EngineError(str(folder), "no run there", "a run folder", "`catallax run` makes one.") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise EngineError(str(folder), "a run that is going on", "one that nobody is at", "Wait for it, or stop it.") from None
    finally:
        os.close(handle)
