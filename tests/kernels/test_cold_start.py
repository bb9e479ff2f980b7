"""While numba compiles, the collector rests and wrappers are not turned into machine code; everything is put back afterwards."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest
from numba.core.codegen import JITCodeLibrary, JitEngine

from catallax.kernels import cold_start
from catallax.kernels.jit import jit, parallel, prange

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")


def squares(out):  # type: ignore[no-untyped-def]
    for i in prange(out.shape[0]):
        out[i] = i * i


def fresh(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a copy that numba cannot find on disk."""
    return type(function)(function.__code__.replace(co_filename="<nowhere>"), globals())


def test_no_module_of_a_parallel_loop_becomes_machine_code_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails if numba no longer asks `_finalize_specific` for machine code; see docs/design/005."""
    jit(fresh(squares))(np.zeros(1, np.int64))  # numba's own runtime is compiled with the first function
    modules, at_once = [], []
    when_asked, finalize = cold_start.when_asked, JitEngine.finalize_object
    monkeypatch.setattr(cold_start, "when_asked", lambda library: (modules.append(library.name), when_asked(library)))
    monkeypatch.setattr(JitEngine, "finalize_object", lambda engine: (at_once.append(engine), finalize(engine)))
    out = np.zeros(5, np.int64)
    parallel(fresh(squares))(out)
    assert out.tolist() == [0, 1, 4, 9, 16]
    assert "squares" in modules and len(modules) >= 4, "the body, two wrappers, the function"
    assert not at_once


@pytest.mark.parametrize("collecting", [True, False])
@pytest.mark.parametrize("good", [True, False], ids=["compiles", "does not compile"])
def test_everything_is_put_back(collecting: bool, good: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    original = cold_start.when_asked
    monkeypatch.setattr(cold_start, "when_asked", lambda library: (seen.append(gc.isenabled()), original(library)))
    before, was = JITCodeLibrary._finalize_specific, gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        if good:
            jit(fresh(squares))(np.zeros(3, np.int64))
            assert seen and not any(seen)
        else:
            with pytest.raises(numba.TypingError):
                jit(fresh(squares))("no array")
        assert gc.isenabled() == collecting
        assert JITCodeLibrary._finalize_specific is before
    finally:
        (gc.enable if was else gc.disable)()
