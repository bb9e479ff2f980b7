"""What our kernels promise the compiler, which makes faster code of them for it.

- Indices count from the front. numba lets a negative one count from the end, so it looks at the sign of each.
- No array that a kernel writes shares memory with another of its arguments, so what it has read need not be read again.

Kernels of other packages, users' among them, keep numba's rules. Runs with NUMBA_BOUNDSCHECK=1 notice a negative index,
tests/kernels/test_promises.py notices shared memory, and both whether numba, whose private functions these are, still asks them.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.callconv import CPUCallConv
from numba.np import arrayobj

OURS = "_ZN8catallax7kernels"  # how the name of each of our kernels begins in compiled code


def tell_compiler() -> None:
    """Make the promises for all of our kernels that are compiled from now on."""
    any_index, declare = arrayobj.fix_integer_index, CPUCallConv.decorate_function

    def index_from_front(context: Any, builder: Any, kind: Any, index: Any, size: Any) -> Any:
        if kind.signed and builder.function.name.startswith(OURS):
            return context.cast(builder, index, kind, types.intp)
        return any_index(context, builder, kind, index, size)

    def declare_unshared(self: Any, function: Any, *arguments: Any, **options: Any) -> None:
        declare(self, function, *arguments, **options)
        if function.name.startswith(OURS):
            for argument in self.get_arguments(function):
                if isinstance(argument.type, ir.PointerType):
                    argument.add_attribute("noalias")

    arrayobj.fix_integer_index, CPUCallConv.decorate_function = index_from_front, declare_unshared
