"""The draws in plain Python are those of the kernel."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from catallax.systems.generation.draws import draw_shares
from catallax.systems.generation.shares import share, shares


@given(st.integers(0, 2**62 - 1), st.text(max_size=20), st.integers(0, 50))
def test_every_draw_is_the_kernels_to_the_last_bit(seed: int, stream: str, n: int) -> None:
    np.testing.assert_array_equal(shares(seed, stream, n), draw_shares(seed, stream, n))
    assert share(seed, stream) == draw_shares(seed, stream, 1)[0]
    assert 0.0 <= share(seed, stream) < 1.0
