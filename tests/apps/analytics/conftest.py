"""Three real runs that the measures are tried on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import catallax as cx


@pytest.fixture(scope="session")
def money() -> Iterator[cx.Run]:
    with cx.run("money_or_barter", ticks=20) as run:
        yield run


@pytest.fixture(scope="session")
def bazaar() -> Iterator[cx.Run]:
    with cx.run("bazaar", ticks=12) as run:
        yield run


@pytest.fixture(scope="session")
def small() -> Iterator[cx.Run]:
    with cx.run("two_traders", ticks=12) as run:
        yield run
