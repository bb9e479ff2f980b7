"""Random draws: pinned for ever, the same with and without compilation, and spread as they should be."""

from __future__ import annotations

import numpy as np
import pytest

from catallax.engine.rng import stream_key
from catallax.kernels import rng


def in_python(key: int, tick: int, uid: int, index: int) -> int:
    """The same in Python's unbounded integers."""
    mask = 2**64 - 1

    def mix(v: int) -> int:
        v = (v + 0x9E3779B97F4A7C15) & mask
        v = ((v ^ (v >> 30)) * 0xBF58476D1CE4E5B9) & mask
        v = ((v ^ (v >> 27)) * 0x94D049BB133111EB) & mask
        return v ^ (v >> 31)

    return mix(mix(mix(key ^ mix(tick & mask)) ^ (uid & mask)) ^ (index & mask))


@pytest.mark.parametrize("counter", [(0, -1, 0, 0), (1, 0, 0, 0), (2**64 - 1, 5, 7, 3), (123456789, 10**12, 2**40, 9)])
def test_bits_are_those_of_the_definition(counter: tuple[int, int, int, int]) -> None:
    key, tick, uid, index = counter
    with np.errstate(over="ignore"):
        assert int(rng.bits(np.uint64(key), np.int64(tick), np.int64(uid), np.int64(index))) == in_python(*counter)


def test_streams_are_pinned() -> None:
    assert int(stream_key(42, "placement")) == 0x7AFF5C33E39F8B77
    out = np.empty(3)
    with np.errstate(over="ignore"):
        rng.fill_uniform(stream_key(42, "placement"), -1, 0, out)
    assert out.tolist() == [0.5538017367302729, 0.08009784817754906, 0.8255585352095565]


def test_uniform_numbers_fill_the_unit_interval_evenly() -> None:
    out = np.empty(20_000)
    with np.errstate(over="ignore"):
        rng.fill_uniform(stream_key(1, "test"), 0, 0, out)
    assert out.min() >= 0.0 and out.max() < 1.0
    counts, _ = np.histogram(out, bins=20, range=(0, 1))
    chi_square = ((counts - 1000.0) ** 2 / 1000.0).sum()
    assert chi_square < 43.8  # 0.1 % point of chi-square with 19 degrees of freedom
    assert abs(np.corrcoef(out[:-1], out[1:])[0, 1]) < 0.03


def test_streams_seeds_ticks_and_uids_are_unrelated() -> None:
    with np.errstate(over="ignore"):
        seen = {
            int(rng.bits(stream_key(seed, name), tick, uid, index))
            for seed in (0, 1) for name in ("a", "b") for tick in (-1, 0, 1) for uid in (0, 1, 2) for index in (0, 1)
        }  # fmt: skip
    assert len(seen) == 2 * 2 * 3 * 3 * 2
