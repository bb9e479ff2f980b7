"""Theory beside the run: equilibrium of many people, the best allocation, an Edgeworth box; each answer is checked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import catallax as cx

PEOPLE = {
    "ces": {"type": "ces", "params": {"rho": -0.5, "wA": 0.6, "wB": 0.4}},
    "linear": {"type": "linear", "params": {"vA": 1.0, "vB": 1.6}},
    "quadratic": {"type": "quadratic", "params": {"A_star": 90.0, "B_star": 80.0, "sigma_A": 20.0, "sigma_B": 15.0, "gamma": 0.0}},
    "translog": {
        "type": "translog",
        "params": {"alpha_0": 0.0, "alpha_A": 0.45, "alpha_B": 0.55, "beta_AA": -0.05, "beta_BB": -0.04, "beta_AB": 0.02},
    },
    "stone_geary": {"type": "stone_geary", "params": {"alpha_A": 0.6, "alpha_B": 0.4, "gamma_A": 1.0, "gamma_B": 1.0}},
}
ROUNDS = 3


def economy_of(kinds: list[str], agents: int) -> cx.Exchange:
    """Return an economy of people of these kinds by turns, each with 2 to 50 units of either good."""
    goods = np.random.default_rng(agents).uniform(2.0, 50.0, (agents, 2))
    return cx.Exchange.among([PEOPLE[kinds[k % len(kinds)]] for k in range(agents)], goods)


@pytest.mark.parametrize("kind", [*PEOPLE, "all"])
def test_equilibrium(benchmark: Any, kind: str, agents: int) -> None:
    """The design asks for less than a second for 10 000 people."""
    economy = economy_of(list(PEOPLE) if kind == "all" else [kind], agents)
    cx.find_equilibrium(economy)  # compiled
    found = benchmark.pedantic(cx.find_equilibrium, args=(economy,), rounds=ROUNDS)
    if found.bundles is not None:
        assert np.allclose(found.bundles.sum(axis=0), economy.totals, rtol=1e-9)
        assert (economy.utilities(found.bundles) >= economy.utilities() * (1 - 1e-9) - 1e-6).all()
    assert found or found.status is cx.EquilibriumStatus.SATED
    benchmark.extra_info |= {"agents": agents, "status": found.status.name, "price": found.price}


@pytest.mark.parametrize("voluntary", [False, True], ids=["equal_weights", "voluntary"])
def test_best(benchmark: Any, voluntary: bool) -> None:
    economy = economy_of(list(PEOPLE), 200)
    cx.find_best(economy, voluntary=voluntary)
    best = benchmark.pedantic(cx.find_best, args=(economy,), kwargs={"voluntary": voluntary}, rounds=ROUNDS)
    assert best.status is cx.BestStatus.EXACT and best.total >= economy.utilities().sum()
    benchmark.extra_info |= {"agents": 200, "gap": best.bound - best.total}


def test_edgeworth_box(benchmark: Any) -> None:
    economy = cx.Exchange.among([PEOPLE["ces"], PEOPLE["stone_geary"]], [[30, 5], [10, 25]])
    cx.edgeworth_box(economy)
    box = benchmark.pedantic(cx.edgeworth_box, args=(economy,), rounds=ROUNDS)
    assert (box.core_utilities >= economy.utilities() - 1e-6).all()
