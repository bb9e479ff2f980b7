"""The workload for speed: an exchange economy of any size, five utility families, vision 5, one agent per four cells.

Self-contained on purpose: `make bench-compare` runs it with the package of another commit, so it uses `cx.build` alone.
"""

from __future__ import annotations

import math
from typing import Any

import catallax as cx

FIRST_TICK = 10  # ticks before it are no steady state: everyone looks for a partner at once
FOREVER = 2**40  # ticks

MIX = (
    {"type": "ces", "weight": 0.2, "params": {"rho": -0.5, "wA": 0.6, "wB": 0.4}},
    {"type": "linear", "weight": 0.2, "params": {"vA": 1.0, "vB": 1.6}},
    {"type": "quadratic", "weight": 0.2, "params": {"A_star": 40.0, "B_star": 30.0, "sigma_A": 20.0, "sigma_B": 15.0, "gamma": 0.1}},
    {
        "type": "translog",
        "weight": 0.2,
        "params": {"alpha_0": 0.0, "alpha_A": 0.45, "alpha_B": 0.55, "beta_AA": -0.05, "beta_BB": -0.04, "beta_AB": 0.02},
    },
    {"type": "stone_geary", "weight": 0.2, "params": {"alpha_A": 0.6, "alpha_B": 0.4, "gamma_A": 5.0, "gamma_B": 3.0}},
)

PARAMS = {
    "vision_radius": 5,
    "interaction_radius": 1,
    "move_budget_per_tick": 1,
    "dA_max": 5,
    "forage_rate": 1,
    "trade_cooldown_ticks": 5,
    "beta": 0.95,
    "resource_growth_rate": 1,
    "resource_max_amount": 5,
    "resource_regen_cooldown": 5,
    "enable_resource_claiming": True,
    "enforce_single_harvester": True,
    "exchange_regime": "barter_only",
}

# First digits of `world.digest()` for seed 1: (rules, agents, ticks done). They change only with results, never with speed.
DIGESTS = {
    ("standard", 10_000, 6): "751988d05a12",
    ("vmt", 10_000, 6): "2f51c67bf78a",
    ("standard", 100_000, 50): "1b77fdd4e882",
}


def economy(agents: int, **changes: Any) -> dict[str, Any]:
    """Return the scenario for a number of agents; `changes` replace whole keys. It equals ../shared/data/bench/economy_*.yaml."""
    side = math.ceil(math.sqrt(4 * agents))
    return {
        "schema_version": 1,
        "name": f"bench_economy_{short(agents)}",
        **({"grid": {"width": side, "height": side}} if changes.get("schema_version") == 2 else {"N": side}),
        "agents": agents,
        "initial_inventories": {"A": 24, "B": 24},
        "utilities": {"mix": list(MIX)},
        "resource_seed": {"density": 0.3, "amount": 5},
        "params": PARAMS,
        **changes,
    }


def short(agents: int) -> str:
    """Return a number as people say it: 10k, 1m."""
    for size, letter in ((10**6, "m"), (10**3, "k")):
        if agents >= size and agents % size == 0:
            return f"{agents // size}{letter}"
    return str(agents)


def build(agents: int, rules: str = "standard", seed: int = 1, **changes: Any) -> cx.World:
    """Build the world of the workload, at tick 0, without an end."""
    return cx.build(economy(agents, **changes), seed=seed, ticks=FOREVER, rules=rules)


def step(world: cx.World, ticks: int) -> None:
    """Run ticks."""
    for _ in range(ticks):
        world.step()


def wrong_digest(world: cx.World, rules: str, agents: int) -> str | None:
    """Return what is wrong with a world of seed 1 at this tick, None if it is right or nothing is pinned for it."""
    pinned = DIGESTS.get((rules, agents, world.tick))
    if pinned is None or (found := world.digest()[:12]) == pinned:
        return None
    return f"{rules}, {agents} agents, tick {world.tick}: digest {found}, not {pinned}"
