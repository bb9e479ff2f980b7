"""What kernels/promises.py tells the compiler holds, and reaches it."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest

from catallax.kernels import jit as policy
from catallax.kernels.rows import new_rows

from .sharing import check_call, kernels, passed_on, written

compiled_only = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")


def planted(module: str) -> Any:
    scope: dict[str, Any] = {"__name__": module}
    exec("def put(x, y, i):\n    x[i] = y[i] + 1.0\n    return x[i]", scope)
    return policy.jit(scope["put"])


@compiled_only
def test_both_promises_reach_the_compiler_for_our_kernels_alone() -> None:
    told = {}
    for module in ("catallax.kernels.planted", "somebody.elses"):
        put = planted(module)
        assert put(np.zeros(3), np.arange(3.0), 1) == 2.0
        code = next(iter(put.inspect_llvm().values()))
        head = next(line for line in code.splitlines() if (line.startswith("define") and "planted" in line) or "elses" in line)
        told[module] = head.count("noalias") > 2, "select" in code  # the result and the exception are never shared
    assert told == {"catallax.kernels.planted": (True, False), "somebody.elses": (False, True)}


@compiled_only
def test_negative_indices_of_other_kernels_count_from_the_end() -> None:
    put, x = planted("somebody.elses"), np.zeros(3)
    assert put(x, np.arange(3.0), -1) == 3.0
    assert x.tolist() == [0.0, 0.0, 3.0]


@pytest.mark.skipif(not numba.config.BOUNDSCHECK, reason="indices are not checked")
def test_a_negative_index_of_ours_is_noticed_where_indices_are_checked() -> None:
    with pytest.raises(IndexError):
        planted("catallax.kernels.planted")(np.zeros(3), np.zeros(3), -1)


@compiled_only
def test_no_kernel_passes_on_an_array_together_with_one_that_is_written() -> None:
    looked_at = 0
    for function in kernels():
        calls: dict[Any, list[Any]] = {}
        for passed in passed_on(function):
            calls.setdefault(passed.to, []).append(passed)
        for to, arguments in calls.items():
            for one in (a for a in arguments if a.argument in written(to)):
                looked_at += 1
                shared = {a.argument for a in arguments if a.name == one.name} - {one.argument}
                assert not shared, (
                    f"{function.__module__}.{function.__name__} passes {one.name} to {to.__name__} as {one.argument} and {shared}"
                )
    assert looked_at > 50


@compiled_only
def test_shared_memory_is_noticed() -> None:
    assert written(new_rows.py_func) == {"rows"}
    memory = np.zeros(8, np.int64)
    check_call(new_rows, (memory[:2], memory[2:4], memory[4:]))
    with pytest.raises(AssertionError, match="rows, which it writes, shares memory with dead"):
        check_call(new_rows, (memory[:2], memory[2:5], memory[4:]))
