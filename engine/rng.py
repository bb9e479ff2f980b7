"""Random streams: a stream has a name; a seed and a name give the key that `kernels/rng.py` draws from."""

from __future__ import annotations

import hashlib

import numpy as np


def stream_key(seed: int, stream: str) -> np.uint64:
    """Return the key of a named stream under a seed. Streams of different names or seeds are unrelated."""
    digest = hashlib.blake2b(f"{seed}:{stream}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))
