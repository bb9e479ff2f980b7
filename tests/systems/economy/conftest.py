"""What tests of economies share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catallax.systems.economy.protocols import PROTOCOLS


@pytest.fixture
def forgotten() -> Iterator[None]:
    """Forget the protocols that a test registers; `cx.build(..., search=f)` registers one too."""
    before = {kind: dict(known) for kind, known in PROTOCOLS.items()}
    yield
    for kind, known in before.items():
        PROTOCOLS[kind].clear()
        PROTOCOLS[kind].update(known)
