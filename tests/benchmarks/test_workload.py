"""The generated workload is that of the files beside the repository, and its results are the pinned ones."""

from __future__ import annotations

import pytest

import catallax as cx
from benchmarks.workload import DIGESTS, build, economy, short, step, wrong_digest
from tests.shared import shared


@pytest.mark.parametrize(("agents", "name"), [(10_000, "10k"), (100_000, "100k"), (1_000_000, "1m")])
def test_the_generator_makes_the_scenario_of_the_file(agents: int, name: str) -> None:
    file = shared(f"data/bench/economy_{name}.yaml")
    assert cx.load_scenario(file, rules="standard") == cx.load_scenario(economy(agents), rules="standard")


@pytest.mark.parametrize("rules", ["standard", "vmt"])
def test_results_are_the_pinned_ones(rules: str) -> None:
    with build(10_000, rules) as world:
        step(world, 6)
        assert wrong_digest(world, rules, 10_000) is None
        world.step()
        assert wrong_digest(world, rules, 10_000) is None, "nothing is pinned for this tick"
    with build(10_000, rules, seed=2) as world:
        step(world, 6)
        assert DIGESTS[rules, 10_000, 6] in (wrong_digest(world, rules, 10_000) or "")


def test_density_is_one_agent_per_four_cells() -> None:
    for agents in (1, 1000, 4_000_000):
        side = economy(agents)["N"]
        assert (side - 1) ** 2 < 4 * agents <= side**2
    assert [short(n) for n in (1, 999, 1000, 40_000, 4_000_000)] == ["1", "999", "1k", "40k", "4m"]
