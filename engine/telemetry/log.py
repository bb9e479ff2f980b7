"""An append-only log of bytes, in a file or in memory. A write is there whole, or an error says that it is not."""

from __future__ import annotations

import errno
import os
import shutil
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from ..errors import EngineError

SPARE_BYTES = 262_144  # that are left free: who ran out of space must still be able to say so in the manifest
AT_ONCE = 1000  # buffers; systems allow 1024


class Log:
    """The bytes of a journal. A file is open only while it is written to: a thousand runs need no thousand open files."""

    def __init__(self, path: Path | None, content: Sequence[bytes] | None, length: int = 0) -> None:
        """Begin a log with some content, or go on with a file after `length` bytes; what lies behind them is lost then."""
        self.path, self.length = path, length
        self.memory = bytearray()
        if path is None:
            self.append(content or [])
        elif content is not None:
            self.length = _create(path, content)

    def append(self, buffers: Sequence[bytes]) -> None:
        """Add bytes. Raises EngineError if the disk is full; the log then ends where it ended before."""
        size = sum(map(len, buffers))
        if self.path is None:
            self.memory += b"".join(buffers)
        else:
            need_space(self.path, size)
            try:
                self._append(self.path, buffers)
            except OSError as error:
                raise trouble(self.path, error) from error
        self.length += size

    def sync(self) -> None:
        """Wait until the disk has everything, so that it outlives a loss of power."""
        if self.path is not None:
            try:
                _sync(self.path, os.fdatasync)
                sync_folder(self.path.parent)
            except OSError as error:
                raise trouble(self.path, error) from error

    def _append(self, path: Path, buffers: Sequence[bytes]) -> None:
        file = os.open(path, os.O_WRONLY | os.O_APPEND)
        try:
            if os.fstat(file).st_size != self.length:
                os.ftruncate(file, self.length)  # a torn frame, or what came after the mark at which a run is resumed
            try:
                write_all(file, buffers)
            except OSError:
                os.ftruncate(file, self.length)
                raise
        finally:
            os.close(file)


def _create(path: Path, content: Sequence[bytes]) -> int:
    """Create a file with some content in one step, so that nobody finds half of it; return its length."""
    temporary = path.with_name(f".{path.name}")
    need_space(path, sum(map(len, content)))
    try:
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        try:
            write_all(file, content)
        finally:
            os.close(file)
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise trouble(path, error) from error
    return sum(map(len, content))


def write_all(file: int, buffers: Sequence[bytes]) -> None:
    """Write buffers one after the other, in as few calls as the system allows."""
    left = deque(memoryview(buffer) for buffer in buffers if len(buffer))
    while left:
        written = os.writev(file, list(islice(left, AT_ONCE)))
        while left and written >= len(left[0]):
            written -= len(left.popleft())
        if written:
            left[0] = left[0][written:]


def _sync(path: Path, how: Callable[[int], None]) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        how(file)
    finally:
        os.close(file)


def sync_folder(path: Path) -> None:
    """Wait until the disk knows the names in a folder."""
    _sync(path, os.fsync)


def need_space(path: Path, size: int) -> None:
    """Raise EngineError unless so many bytes can be written, and a few besides."""
    if shutil.disk_usage(path.parent).free < size + SPARE_BYTES:
        raise full_disk(path, size)


def full_disk(path: Path, size: int) -> EngineError:
    """Return the error of a disk that has no room for so many bytes."""
    needs = f"{(size + SPARE_BYTES) // 1024} KiB of space"
    return EngineError(str(path), "a full disk", needs, "What was recorded before is kept. Make room, or record less.")


def trouble(path: Path, error: OSError) -> EngineError:
    """Return what the system says about a file as an error of ours."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return full_disk(path, 0)
    return EngineError(str(path), f"an error from the disk ({error})", "a disk that can be written")
