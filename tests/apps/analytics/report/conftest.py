"""Runs that several tests report on, made once."""

from __future__ import annotations

import pytest

import catallax as cx


@pytest.fixture(scope="session")
def bazaar(tmp_path_factory: pytest.TempPathFactory) -> cx.Run:
    return cx.run("bazaar", ticks=40, record="agents,cells,trades,pairings,attempts", out=tmp_path_factory.mktemp("bazaar") / "run")


@pytest.fixture(scope="session")
def towns() -> cx.Run:
    return cx.run("two_towns", ticks=30, record="agents=4,cells=7,trades,pairings")


@pytest.fixture(scope="session")
def wolves() -> cx.Run:
    return cx.run("wolf_sheep", ticks=30, record="full")


@pytest.fixture(scope="session")
def fire() -> cx.Run:
    return cx.run("forest_fire", ticks=30, record="cells=3")
