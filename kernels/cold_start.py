"""Python's garbage collector rests while numba compiles, so that the first tick comes sooner.

Compiling makes millions of objects that refer to each other and live until the function is done; the collector walks over them
again and again and finds next to nothing, for a tenth of the time.
"""

from __future__ import annotations

import gc
from typing import Any

from numba.core import event


class Compiling(event.Listener):
    """Hears when numba begins and ends to compile; what a function calls is compiled while its caller is.

    Numba compiles in one thread at a time. The collector is put back when the outermost function is done, or has failed.
    """

    def __init__(self) -> None:
        self.depth = 0
        self.collecting = False

    def on_start(self, event: Any) -> None:
        """Begin with a function."""
        if self.depth == 0:
            self.collecting = gc.isenabled()
            gc.disable()
        self.depth += 1

    def on_end(self, event: Any) -> None:
        """End with it."""
        self.depth -= 1
        if self.depth == 0 and self.collecting:
            gc.enable()


def shorten() -> None:
    """Let the collector rest from now on whenever something is compiled."""
    event.register("numba:compile", Compiling())
