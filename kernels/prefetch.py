"""Ask for a row's memory before it is needed: rows met in the order of cells, or as partners, lie anywhere."""

from __future__ import annotations

import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

AHEAD = 16
"""How many rows ahead: the time of a few rows is that of one access to memory."""

if numba.config.DISABLE_JIT:  # the instruction exists in compiled code only

    def prefetch(array, row):
        """Do nothing.

        array : any array of one dimension or more
        row   : int64
        """

else:

    @intrinsic
    def prefetch(_, array, row):
        """Begin to load the first bytes of a row; nothing happens if it is not there.

        array : any array of one dimension or more
        row   : int64
        """

        def emit(context, builder, signature, arguments):
            array_type, row_type = signature.args
            view = make_array(array_type)(context, builder, arguments[0])
            offset = builder.mul(context.cast(builder, arguments[1], row_type, types.intp), cgutils.unpack_tuple(builder, view.strides)[0])
            address = cgutils.pointer_add(builder, view.data, offset, ir.IntType(8).as_pointer())
            number = ir.IntType(32)
            function_type = ir.FunctionType(ir.VoidType(), [ir.IntType(8).as_pointer(), number, number, number])
            function = cgutils.get_or_insert_function(builder.module, function_type, "llvm.prefetch.p0")
            builder.call(function, [address, number(0), number(3), number(1)])
            return context.get_dummy_value()

        return types.void(array, row), emit
