"""What must not matter, for runs of any model: the batch, the number of threads, a stop on the way."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import catallax as cx
from catallax.engine.snapshot import load_snapshot
from catallax.kernels.jit import limit_threads


def assert_same_run(a: cx.Run, b: cx.Run) -> None:
    """Every recorded byte of two runs is the same."""
    assert a.manifest["state_digest"] == b.manifest["state_digest"]
    assert a.summary == b.summary
    assert a.tables == b.tables
    for name in a.tables:
        first, second = a.columns(name), b.columns(name)
        for column in first:
            x, y = first[column], second[column]
            assert x.dtype == y.dtype and x.shape == y.shape, (name, column)
            assert (x == y).all() if x.dtype == object else x.tobytes() == y.tobytes(), (name, column)


def assert_batch_is_alone(scenarios: list[dict[str, Any]]) -> None:
    """A world in a batch is the world alone, though each has its own seed, size and length."""
    for together, scenario in zip(cx.run_many(scenarios), scenarios, strict=True):
        assert_same_run(together, cx.run(scenario))


def assert_threads_do_not_matter(scenario: Any, **options: Any) -> None:
    """One thread or two."""
    try:
        assert_same_run(*(cx.run(scenario, threads=threads, **options) for threads in (1, 2)))
    finally:
        limit_threads(None)


def assert_a_stop_does_not_matter(scenario: dict[str, Any], stop: int) -> None:
    """A run that is saved, loaded into another world and gone on with is the run that never stopped."""
    with TemporaryDirectory() as folder, cx.build(scenario) as straight, cx.build(scenario) as other:
        for _ in range(min(stop, scenario["ticks"])):
            straight.step()
        straight.snapshot().save(Path(folder) / "s.npz")
        kept = straight.snapshot()
        while straight.running.any():
            straight.step()
        end = straight.digest()
        other.restore(load_snapshot(Path(folder) / "s.npz", other))
        straight.restore(kept)
        for world in (other, straight):
            while world.running.any():
                world.step()
            assert world.digest() == end
