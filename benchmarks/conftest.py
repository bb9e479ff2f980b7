"""Options and shared worlds of the benchmarks: `uv run pytest benchmarks --agents 10000,100000 --threads 2 --long`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import stopwatch
from .moments import Film, kernel_sites, system_moments


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("catallax")
    group.addoption("--agents", default="10000", help="numbers of agents, with commas (10000)")
    group.addoption("--threads", default=1, type=int, help="threads for parallel kernels (1)")
    group.addoption("--long", action="store_true", help="also ticks 200 to 300, which takes minutes")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "agents" in metafunc.fixturenames:
        metafunc.parametrize("agents", [int(n) for n in metafunc.config.getoption("agents").split(",")], scope="session")
    if "site" in metafunc.fixturenames:
        metafunc.parametrize("site", list(kernel_sites()), ids=str)
    if "system" in metafunc.fixturenames:
        metafunc.parametrize("system", list(system_moments()))


@pytest.fixture(scope="session")
def film(agents: int) -> Iterator[Film]:
    """The workload's worlds for this number of agents."""
    made = Film(agents)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _threads(request: pytest.FixtureRequest) -> Iterator[None]:
    with stopwatch.threads(request.config.getoption("threads")):
        yield
