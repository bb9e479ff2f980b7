"""Calls to kernels are caught with what they got, put back, repeated, and checked."""

from __future__ import annotations

import ast
from importlib import import_module
from typing import Any

import numba
import numpy as np
import pytest

from benchmarks.capture import KernelCall, Replay, Site, arrays_in, intercepted
from benchmarks.moments import Film, Moment, kernel_sites
from benchmarks.workload import build, step
from catallax.kernels.jit import jit
from tests.architecture.test_imports import ROOT

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="interpreted kernels are plain functions")


def kernels_that_systems_call() -> set[str]:
    """Read the sources of the economy's systems: `choice.choose(...)`, where `choice` is imported from the kernels."""
    found = set()
    for path in sorted((ROOT / "systems" / "economy").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules, names = {}, {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level == 3 and (node.module or "").startswith("kernels"):
                inside = (node.module or "").removeprefix("kernels").removeprefix(".")
                for alias in node.names:
                    (names if inside else modules)[alias.asname or alias.name] = ".".join(part for part in (inside, alias.name) if part)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                function = node.func
                if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id in modules:
                    found.add(f"{modules[function.value.id]}.{function.attr}")
                elif isinstance(function, ast.Name) and function.id in names:
                    found.add(names[function.id])
    return {name for name in found if is_compiled(name)}


def is_compiled(name: str) -> bool:
    module, function = name.rsplit(".", 1)
    return hasattr(getattr(import_module(f"catallax.kernels.{module}"), function), "py_func")


def test_every_kernel_that_a_system_calls_has_a_benchmark() -> None:
    called = kernels_that_systems_call()
    assert len(called) > 10
    missing = called - {site.kernel for site in kernel_sites()}
    assert not missing, f"no workload in benchmarks/moments.py calls {missing}"


def test_a_tick_that_is_watched_is_the_tick() -> None:
    seen: list[Site] = []

    def note(call: KernelCall) -> Any:
        seen.append(call.site)
        return call()

    with build(100) as world, build(100) as other:
        with intercepted(world, note):
            step(world, 3)
        step(other, 3)
        assert world.digest() == other.digest()
        count = len(seen)
        world.step()
        assert len(seen) == count > 30, "calls are caught in the block only"


def test_every_kernel_can_be_repeated_in_place() -> None:
    repeated: list[str] = []

    def repeat(call: KernelCall) -> Any:
        replay = Replay(call)
        for _ in range(2):
            replay.restore()
            replay.check(call())
        if replay.changes:
            repeated.append(call.site.kernel)
        assert 0 < replay.touched_bytes < 10**7
        return replay.answer

    with build(200) as world, build(200) as other:
        step(world, 10)
        with intercepted(world, repeat):
            world.step()
        step(other, 11)
        assert world.digest() == other.digest(), "repeating changed the tick"
    assert len(repeated) > 5


@jit
def _count_up(total, grow):
    """Adds to itself: what it leaves depends on what it found."""
    total[0] += grow[0]
    return total[0]


def test_a_replay_notices_what_was_not_put_back() -> None:
    total, grow = np.array([3]), np.array([2])
    grow.flags.writeable = False
    replay = Replay(KernelCall(Site("here", "there.count_up", 0), _count_up, (total, grow)))
    assert (replay.answer, replay.changes, len(replay.arrays)) == (5, True, 1)
    with pytest.raises(AssertionError, match="another result"):
        replay.check(replay.call())  # from 5, not from 3
    replay.restore()
    assert total[0] == 3
    replay.check(replay.call())
    replay.before = [np.array([5])]
    with pytest.raises(AssertionError, match="what the call left behind"):
        replay.restore()


def test_arrays_are_found_in_tuples() -> None:
    a, b = np.zeros(2), np.ones(3)
    assert [len(x) for x in arrays_in((1, a, ("x", (b,), a), None))] == [2, 3, 2]


def test_film_goes_back_to_any_tick() -> None:
    film = Film(100)
    digests = [film.at(Moment("economy", tick)).digest() for tick in (12, 10, 12)]
    assert digests[0] == digests[2] != digests[1]
    film.close()
