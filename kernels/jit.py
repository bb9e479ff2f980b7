"""The one compile policy: every compiled function of the project is made here.

numba decides whether a cached machine code is still good by looking at the one file that holds the function, so a changed
helper in another file goes unnoticed. We therefore keep each package's code in a folder named after a digest of *all* the
package's sources: an edit anywhere starts a fresh folder. Only our own functions are sent there; `numba.config` is put back.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache, cached_property, update_wrapper
from pathlib import Path
from typing import Any

import numba
from numba import prange

from .cold_start import shorten
from .promises import tell_compiler
from .shares import share_of
from .team import Team

__all__ = ["cache_folder", "inline", "is_cold", "jit", "parallel", "prange"]

OURS = Path(__file__).resolve().parent
SHARES_PER_THREAD = 4  # so that a thread that got the easier ones takes more of them
KEPT_DIGESTS = 4  # older cache folders of the same package are removed

shorten()
tell_compiler()
team = Team()


def jit(function: Callable[..., Any]) -> Any:
    """Compile a serial kernel: cached, without the GIL, IEEE division, no fastmath."""
    return _compile(function)


def parallel(function: Callable[..., Any]) -> Any:
    """Compile a kernel that is one loop over `prange`, which runs on `threads()` threads; raise TypeError if it is anything else."""
    return function if numba.config.DISABLE_JIT else Parallel(function)


def parallel_unkept(function: Callable[..., Any]) -> Any:
    """Compile a kernel like `parallel`, for this process alone: one made from a function that a user passed."""
    return function if numba.config.DISABLE_JIT else Parallel(function, keep=False)


class Parallel:
    """A kernel as Python calls it: each thread takes shares of its loop until none is left."""

    def __init__(self, function: Callable[..., Any], keep: bool = True) -> None:
        update_wrapper(self, function)
        self.py_func = function
        self.one_share = _compile(share_of(function), keep)

    def __call__(self, *arguments: Any) -> int:
        used = threads()
        if used == 1:
            self.one_share(0, 1, *arguments)
        else:
            shares = used * SHARES_PER_THREAD
            team.do(lambda share: self.one_share(share, shares, *arguments), shares, used)
        return 0


def inline(function: Callable[..., Any]) -> Any:
    """Compile a helper into its callers. It may not allocate: it counts no references.

    Counting them, which numba does for every array that a function is given, takes longer than most helpers: half of the
    time of `choice.intend`. `_nrt` is a private option of numba; tests/kernels/test_jit.py notices if it no longer works.
    """
    return function if numba.config.DISABLE_JIT else Inlined(function)


class Inlined:
    """A helper as kernels see it: without a way in from Python, which would be a third of its code, and kept nowhere but in its callers.

    Called from Python it is compiled once more, with a way in.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        update_wrapper(self, function)
        self.in_callers = _compile(function, keep=False, forceinline=True, _nrt=False, no_cpython_wrapper=True)

    @property
    def _numba_type_(self) -> Any:  # numba asks for it when it meets the helper in a kernel
        return self.in_callers._numba_type_

    @cached_property
    def from_python(self) -> Any:
        return _compile(self.__wrapped__, forceinline=True, _nrt=False)

    def __call__(self, *arguments: Any) -> Any:
        return self.from_python(*arguments)


def _compile(function: Callable[..., Any], keep: bool = True, **options: bool) -> Any:
    previous = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache_folder(_source_root(function)))
    try:
        keep &= Path(function.__code__.co_filename).exists()  # what is typed at a prompt has no file to keep code beside
        return numba.njit(cache=keep, nogil=True, error_model="numpy", no_cfunc_wrapper=True, **options)(function)
    finally:
        numba.config.CACHE_DIR = previous


def _source_root(function: Callable[..., Any]) -> Path:
    """Return the folder of the outermost package that holds the function, or its file where there is no package."""
    file = Path(function.__code__.co_filename).resolve()
    if file.is_relative_to(OURS):
        return OURS
    root = file  # a script stands for itself
    while (root.parent / "__init__.py").exists() and root.parent != root:
        root = root.parent
    return root


@cache
def cache_folder(root: Path = OURS) -> Path:
    """Return the folder that holds the machine code of the package at `root`, named by a digest of its sources.

    `CATALLAX_CACHE_DIR` overrides the user's cache folder; a temporary one is used where neither can be written.
    """
    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"{numba.__version__} {sys.version_info[:2]} {numba.config.BOUNDSCHECK} {root}".encode())
    for folder in (OURS, root):
        for source in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]:
            digest.update(str(source).encode())
            digest.update(source.read_bytes() if source.exists() else b"")
    home = _writable_home() / ("catallax" if root == OURS else root.name)
    folder = home / digest.hexdigest()
    if not folder.exists():
        _remove_oldest(home)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _writable_home() -> Path:
    named = os.environ.get("CATALLAX_CACHE_DIR")
    candidates = [Path(named)] if named else [Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "catallax"]
    for home in candidates:
        try:
            home.mkdir(parents=True, exist_ok=True)
            if os.access(home, os.W_OK):
                return home
        except OSError:
            pass  # a read-only home is common on clusters: fall through to the temporary folder
    return Path(tempfile.gettempdir()) / f"catallax-{os.getuid() if hasattr(os, 'getuid') else 'user'}"


def _remove_oldest(home: Path) -> None:
    folders = sorted((f for f in home.glob("*") if f.is_dir()), key=lambda f: f.stat().st_mtime) if home.exists() else []
    for folder in folders[: -(KEPT_DIGESTS - 1)]:
        shutil.rmtree(folder, ignore_errors=True)


def is_cold() -> bool:
    """Return whether no machine code of our kernels is cached yet, so that the first tick must compile."""
    return not numba.config.DISABLE_JIT and not any(cache_folder().rglob("*.nbc"))


def limit_threads(threads: int | None) -> int:
    """Use at most `threads` threads for parallel kernels from now on, all cores if None; return the number used.

    It is numba's own number, so parallel kernels that a user compiled without us keep to it too.
    """
    available = numba.config.NUMBA_NUM_THREADS
    used = available if threads is None else max(1, min(threads, available))
    numba.set_num_threads(used)
    return used


def threads() -> int:
    """Return how many threads parallel kernels use: for cutting work that would be done once for each part. No result may depend on it."""
    return int(numba.get_num_threads())
