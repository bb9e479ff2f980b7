"""The pytest plugin: fixtures `world` and `run_small`, and Hypothesis profiles.

pytest loads it wherever Catallax is installed, so it imports nothing heavy: Catallax when a fixture is used, Hypothesis when a
profile is asked for (`--hypothesis-profile`, HYPOTHESIS_PROFILE, CI, or the setting `catallax_profile`). The profile is
loaded before any conftest.py is: a profile that a conftest.py loads stays.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ..apps.runs.run import Run
    from ..engine.world import World

Source = str | Path | Mapping[str, Any]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the setting `catallax_profile`."""
    parser.addini("catallax_profile", "Hypothesis profile (quick, dev, ci, nightly) where nothing else asks for one", default="")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Load the profile that is asked for, if it is one of ours."""
    otherwise = str(early_config.getini("catallax_profile"))
    asked = any(a.startswith("--hypothesis-profile") for a in args) or otherwise
    if asked or os.environ.get("HYPOTHESIS_PROFILE") or os.environ.get("CI"):
        from hypothesis import settings

        from .profiles import chosen_profile

        name = chosen_profile(args, otherwise)
        if name is not None:
            settings.load_profile(name)


@pytest.fixture
def world() -> Iterator[Callable[..., World]]:
    """A function that builds worlds as `catallax.build` does, `world("bazaar", seed=1)`; they are closed after the test."""
    from ..scenarios.builder import build

    with ExitStack() as open_worlds:
        yield lambda scenario, **options: open_worlds.enter_context(build(scenario, **options))


@pytest.fixture
def run_small() -> Iterator[Callable[..., Run]]:
    """A function that runs a scenario cut down to few agents, cells and ticks, in memory: `run_small("metropolis", agents=10)`."""
    with ExitStack() as runs:

        def run(scenario: Source, *, agents: int = 20, side: int = 12, ticks: int = 10, **options: Any) -> Run:
            from ..apps.runs.launch import run as run_scenario
            from .economies import cut_down

            done = run_scenario(cut_down(scenario, agents, side), ticks=ticks, **options)
            runs.callback(done.close)
            return done

        yield run
