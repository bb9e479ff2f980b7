"""Counter-based random numbers: a draw is a pure function of (key, tick, uid, index), with no state anywhere.

`key` names a seed and a stream (`engine.rng.stream_key`). Each argument passes through one round of a 64-bit
finaliser, so neighbouring counters give unrelated draws; nothing depends on rows, threads or the batch.
Source  Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators", OOPSLA (SplitMix64's finaliser);
        Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", SC11 (counters in place of state).
"""

from __future__ import annotations

import numpy as np

from .jit import jit

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)


@jit
def mix(value):
    """Scramble 64 bits (SplitMix64's finaliser): a bijection of uint64.

    value : uint64   any
    """
    value = np.uint64(value) + GOLDEN
    value = (value ^ (value >> np.uint64(30))) * FIRST
    value = (value ^ (value >> np.uint64(27))) * SECOND
    return value ^ (value >> np.uint64(31))


@jit
def bits(key, tick, uid, index):
    """64 random bits.

    key   : uint64   seed and stream
    tick  : int64    when; -1 is before the first tick
    uid   : int64    whose
    index : int64    which of several draws
    """
    return mix(mix(mix(np.uint64(key) ^ mix(np.uint64(np.int64(tick)))) ^ np.uint64(np.int64(uid))) ^ np.uint64(np.int64(index)))


@jit
def uniform(key, tick, uid, index):
    """A float64 in [0, 1), a multiple of 2**-53.

    key   : uint64   seed and stream
    tick  : int64    when; -1 is before the first tick
    uid   : int64    whose
    index : int64    which of several draws
    """
    return np.float64(bits(key, tick, uid, index) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@jit
def fill_bits(key, tick, index, out):
    """Draw 64 bits for each uid 0 .. N-1.

    key   : uint64      seed and stream
    tick  : int64       when
    index : int64       which of several draws
    out   : uint64[N]   overwritten
    """
    for uid in range(out.shape[0]):
        out[uid] = bits(key, tick, uid, index)
    return 0


@jit
def fill_uniform(key, tick, index, out):
    """Draw a uniform number for each uid 0 .. N-1.

    key   : uint64       seed and stream
    tick  : int64        when
    index : int64        which of several draws
    out   : float64[N]   overwritten, in [0, 1)
    """
    for uid in range(out.shape[0]):
        out[uid] = uniform(key, tick, uid, index)
    return 0
