"""While numba compiles, the collector rests; afterwards it is as it was. What has been compiled runs in the next process."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest
from numba.core import event

from catallax.kernels.jit import jit

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")


def squares(out):  # type: ignore[no-untyped-def]
    for i in range(out.shape[0]):
        out[i] = i * i


def fresh(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a copy that numba cannot find on disk."""
    return type(function)(function.__code__.replace(co_filename="<nowhere>"), globals())


class Listener(event.Listener):
    def __init__(self) -> None:
        self.collects: list[bool] = []

    def on_start(self, event: Any) -> None:
        self.collects.append(gc.isenabled())

    def on_end(self, event: Any) -> None:
        pass


@pytest.mark.parametrize("collecting", [True, False])
@pytest.mark.parametrize("good", [True, False], ids=["compiles", "does not compile"])
def test_the_collector_rests_and_is_put_back(collecting: bool, good: bool) -> None:
    was, heard = gc.isenabled(), Listener()
    (gc.enable if collecting else gc.disable)()
    try:
        with event.install_listener("numba:compile", heard):
            if good:
                jit(fresh(squares))(np.zeros(3, np.int64))
            else:
                with pytest.raises(numba.TypingError):
                    jit(fresh(squares))("no array")
        assert heard.collects and not any(heard.collects)
        assert gc.isenabled() == collecting
    finally:
        (gc.enable if was else gc.disable)()


@pytest.mark.parametrize("scenario", ["wolf_sheep", "forest_fire"])
def test_a_run_from_a_warm_cache_is_the_run_from_a_cold_one(scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Machine code that was kept half-made once crashed the second process."""
    monkeypatch.setenv("CATALLAX_CACHE_DIR", str(tmp_path / "cache"))
    code = f"import catallax as cx; print(cx.run({scenario!r}, ticks=3, seed=1).manifest['state_digest'])"
    first, second = (subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path) for _ in range(2))
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert first.stdout == second.stdout
