"""Two things are different while numba compiles, so that the first tick comes sooner. What is compiled stays the same.

Python's garbage collector rests. Compiling makes millions of objects that refer to each other and live until the function is
done; the collector walks over them again and again and finds next to nothing, for a tenth of the time.

Machine code is made when somebody asks for its address. Numba makes a module of each step of a parallel loop (its body, a wrapper
around the body, another around that, the function), each with a copy of all that went before, and would turn each of them
into machine code at once, four times the same body. LLVM needs no telling: it makes the code when an address is looked up, and of
the wrappers between none ever is. `_finalize_specific` is a private method of numba; tests/kernels/test_cold_start.py notices
if numba no longer calls it.
"""

from __future__ import annotations

import gc
from typing import Any

from numba.core import event
from numba.core.codegen import JITCodeLibrary

AT_ONCE = JITCodeLibrary._finalize_specific


def when_asked(library: JITCodeLibrary) -> None:
    """Make a module ready to be looked up: what `_finalize_specific` does, but for the machine code."""
    library._codegen._scan_and_fix_unresolved_refs(library._final_module)


class Compiling(event.Listener):
    """Hears when numba begins and ends to compile; what a function calls is compiled while its caller is.

    Numba compiles in one thread at a time. Everything is put back when the outermost function is done, or has failed.
    """

    def __init__(self) -> None:
        self.depth = 0
        self.collecting = False

    def on_start(self, event: Any) -> None:
        """Begin with a function."""
        if self.depth == 0:
            self.collecting = gc.isenabled()
            gc.disable()
            JITCodeLibrary._finalize_specific = when_asked
        self.depth += 1

    def on_end(self, event: Any) -> None:
        """End with it."""
        self.depth -= 1
        if self.depth == 0:
            JITCodeLibrary._finalize_specific = AT_ONCE
            if self.collecting:
                gc.enable()


def shorten() -> None:
    """Compile like this from now on."""
    event.register("numba:compile", Compiling())
