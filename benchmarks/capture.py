"""Catches the calls that systems make to kernels, so that each can be repeated and measured alone.

No kernel and no argument is named here: whatever Python calls in `catallax.kernels` while a tick runs is caught with the
arguments it got. A kernel that is added tomorrow is measured without a line of code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numba.core.registry import CPUDispatcher
from numpy.typing import NDArray

import catallax as cx
from catallax.kernels.jit import Parallel

from .phases import wrapped_systems

ENGINE = "engine"  # called by no system: by a flush, for example


class Site(NamedTuple):
    """A place where a kernel is called: the nth time that this system calls it in a tick."""

    system: str
    kernel: str
    nth: int

    def __str__(self) -> str:
        return f"{self.system}:{self.kernel}" + (f"#{self.nth + 1}" if self.nth else "")


class KernelCall(NamedTuple):
    """A kernel, about to be called with its arguments."""

    site: Site
    kernel: Callable[..., Any]
    arguments: tuple[Any, ...]

    def __call__(self) -> Any:
        """Make the call."""
        return self.kernel(*self.arguments)


@contextmanager
def intercepted(world: cx.World, handle: Callable[[KernelCall], Any]) -> Iterator[None]:
    """Hand each call to a kernel to `handle`, whose answer the caller gets. Calls that `handle` makes go through."""
    originals = {kind: kind.__call__ for kind in (CPUDispatcher, Parallel)}
    system, counts, busy = [ENGINE], {}, [False]

    def entering(name: str, call: Callable[[Any], None]) -> Callable[[Any], None]:
        def entered(chosen: Any) -> None:
            system[0] = name
            try:
                call(chosen)
            finally:
                system[0] = ENGINE

        return entered

    def called(kernel: Any, *arguments: Any) -> Any:
        function = kernel.py_func
        if busy[0] or not function.__module__.startswith("catallax.kernels."):
            return originals[type(kernel)](kernel, *arguments)
        key = (system[0], f"{function.__module__.removeprefix('catallax.kernels.')}.{function.__name__}")
        counts[key] = counts.get(key, -1) + 1
        busy[0] = True
        try:
            return handle(KernelCall(Site(*key, counts[key]), kernel, arguments))
        finally:
            busy[0] = False

    with wrapped_systems(world, entering):
        for kind in originals:
            kind.__call__ = called
        try:
            yield
        finally:
            del CPUDispatcher.__call__  # what it inherits is there again
            Parallel.__call__ = originals[Parallel]


class Replay:
    """A kernel call that can be made again and again from the same state, with its answer checked each time.

    The arrays are those of the world, so two arguments that share memory still do. Read-only arguments cannot have
    changed, so only the writable ones are copied and put back.
    """

    def __init__(self, call: KernelCall) -> None:
        """Make the call for the first time, which compiles it, and keep what it changed."""
        self.call = call
        self.arrays = [array for array in arrays_in(call.arguments) if array.flags.writeable]
        self.before = [array.copy() for array in self.arrays]
        self.answer = call()
        self.after = [array.copy() for array in self.arrays]
        self.changes = not _same(self.before, self.after)

    def restore(self) -> None:
        """Put everything back as the call found it."""
        for array, saved in zip(self.arrays, self.before, strict=True):
            array[...] = saved
        if self.changes and _same(self.arrays, self.after):
            raise AssertionError(f"{self.call.site}: what was put back is what the call left behind")

    def check(self, answer: Any) -> None:
        """Raise AssertionError unless the answer and every byte written are those of the first call."""
        if answer != self.answer or not _same(self.arrays, self.after):
            raise AssertionError(f"{self.call.site}: a second call from the same state gave another result")

    @property
    def touched_bytes(self) -> int:
        """Bytes of all arrays that the kernel gets, each piece of memory once."""
        pieces = {(a.__array_interface__["data"][0], a.nbytes) for a in arrays_in(self.call.arguments)}
        return sum(size for _, size in pieces)


def arrays_in(value: Any) -> Iterator[NDArray[Any]]:
    """Yield the arrays among arguments, also those in tuples."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from arrays_in(item)


def _same(left: list[NDArray[Any]], right: list[NDArray[Any]]) -> bool:
    """Compare bytes: NaN equals itself, and 0.0 is not -0.0."""
    return all(np.array_equal(_bytes(a), _bytes(b)) for a, b in zip(left, right, strict=True))


def _bytes(array: NDArray[Any]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8)
