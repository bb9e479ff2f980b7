"""The compile policy: an edit anywhere in a package is noticed, other libraries' caches stay where they are, threads are limited."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from catallax.kernels import jit as policy

MAIN = "import mine.top; print(mine.top.twice(3))"


def run(folder: Path, cache: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder), "CATALLAX_CACHE_DIR": str(cache)}
    done = subprocess.run([sys.executable, "-c", MAIN], env=environment, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout.strip()


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
def test_an_edited_helper_in_another_file_is_noticed(tmp_path: Path) -> None:
    """Failed with numba's own cache: the caller's file had not changed, so the old machine code ran."""
    package, cache = tmp_path / "mine", tmp_path / "cache"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "leaf.py").write_text("import catallax as cx\n@cx.jit\ndef scale(x):\n    return 2 * x\n")
    (package / "top.py").write_text("import catallax as cx\nfrom .leaf import scale\n@cx.jit\ndef twice(x):\n    return scale(x)\n")
    assert run(tmp_path, cache) == "6"
    assert list((cache / "mine").rglob("*.nbc")), "machine code is kept"
    (package / "leaf.py").write_text("import catallax as cx\n@cx.jit\ndef scale(x):\n    return 5 * x\n")
    assert run(tmp_path, cache) == "15"


def test_the_cache_of_other_libraries_is_not_moved() -> None:
    before = numba.config.CACHE_DIR
    policy.jit(lambda x: x)
    assert before == numba.config.CACHE_DIR


def test_a_home_that_cannot_be_written_falls_back_to_the_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATALLAX_CACHE_DIR", "/proc/nowhere")
    assert "catallax" in policy._writable_home().name


def test_threads_are_limited_to_what_there_is() -> None:
    available = policy.limit_threads(None)
    assert policy.limit_threads(1) == 1
    assert policy.limit_threads(10**6) == available
    policy.limit_threads(None)


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
def test_inlined_helpers_count_no_references() -> None:
    scope: dict[str, Any] = {}  # not from a file: what is kept on disk cannot be looked into
    exec("def add(x, y, i):\n    z = x if i > 0 else y\n    return z[i] + z[0]", scope)
    counting = {}
    for decorator in (policy.inline, policy.jit):
        helper = decorator(scope["add"])
        assert helper(np.ones(3), np.ones(3), 1) == 2.0
        compiled = helper.from_python if decorator is policy.inline else helper
        counting[decorator.__name__] = "NRT_incref" in next(iter(compiled.inspect_llvm().values()))
    assert counting == {"inline": False, "jit": True}


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
@pytest.mark.parametrize("python_first", [True, False])
def test_a_helper_runs_from_python_whether_or_not_a_kernel_has_used_it(python_first: bool) -> None:
    """What is compiled into callers has no way in from Python: numba would jump to address zero."""
    scope: dict[str, Any] = {"policy": policy}
    exec("@policy.inline\ndef double(x):\n    return 2 * x\n@policy.jit\ndef kernel(x):\n    return double(x) + 1", scope)
    double, kernel = scope["double"], scope["kernel"]
    called = [(double, 8), (kernel, 9)]
    for function, result in called if python_first else called[::-1]:
        assert function(4) == result
    for compiled, has_way_in in ((double.in_callers, False), (double.from_python, True)):
        assert ("cpython" in next(iter(compiled.inspect_llvm().values()))) == has_way_in
