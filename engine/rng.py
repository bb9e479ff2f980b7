"""Random streams: a stream has a name; a seed and a name give the key that `kernels/rng.py` draws from."""

from __future__ import annotations

import hashlib

import numpy as np

BEFORE_FIRST_TICK = -1  # the tick of what is drawn for the start of a world


def stream_key(seed: int, stream: str) -> np.uint64:
    """Return the key of a named stream under a seed. Streams of different names or seeds are unrelated."""
    digest = hashlib.blake2b(f"{seed}:{stream}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))
