"""`--compat vmt`: the original generator's file, value for value (economy.md section 7).

Its draws are those of Python's `random` in its order: what each agent has of A, then of B, then of money if there is any; then the
parameters of each utility as listed. Parameters are rounded to two decimals after they are drawn, so rho may come out as 0.0,
and nothing but the inventory range and names is checked, so density may be 1.7: that is what the original does.
The functions keep the original's names and argument orders.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Sequence
from typing import Any

from .presets import ORIGINALS, read_preset

UTILITIES = ("ces", "linear", "quadratic", "stone_geary", "translog")
REGIMES = ("barter_only", "mixed", "mixed_liquidity_gated", "money_only")
WITH_MONEY = ("money_only", "mixed", "mixed_liquidity_gated")
KEYS = ("agents", "grid", "inventory_range", "utilities", "resource_config", "exchange_regime")
EXCLUDED, TRIES = (0.8, 1.2), 100

Source = random.Random
_shared: Any = random  # Python's own generator, which whoever calls may have seeded


def get_preset(name: str) -> dict[str, Any]:
    """Return a preset of the original as a new dict.

    Keys: agents int, grid int, inventory_range (least, greatest) [unit], utilities list of families, resource_config (density, units
    on a cell, units of regrowth a tick), exchange_regime. Raises ValueError for another name, as the original did.
    """
    if name not in ORIGINALS:
        raise ValueError(f"Unknown preset: {name}. Available presets: {', '.join(sorted(ORIGINALS))}")
    flags = copy.deepcopy(dict(read_preset(name).flags))
    pairs = {"inventory_range": tuple(flags["inventory_range"]), "resource_config": tuple(flags["resources"])}
    return {key: pairs.get(key, flags.get(key)) for key in KEYS}


def generate_inventories(n_agents: int, min_val: int, max_val: int, seed: int | None = None) -> list[int]:
    """Return what each of n_agents has of a good: a list of n_agents whole numbers from min_val to max_val [unit].

    min_val  >= 1
    max_val  > min_val
    seed     for Python's random; None draws from `random` itself, which you may have seeded

    Raises ValueError with the original's messages.
    """
    return _inventories(_source(seed), n_agents, min_val, max_val)


def generate_utility_params(utility_type: str, inventory_min: int, inventory_max: int, seed: int | None = None) -> dict[str, float]:
    """Return drawn parameters of a family of utility functions, by name, not rounded; the ranges are those of economy.md section 7.

    utility_type  ces, linear, quadratic, translog or stone_geary
    inventory_min, inventory_max  what agents have [unit]: a quadratic's bliss point lies between 1.2 times the least and 0.8 times the
                                  greatest
    seed          as generate_inventories

    Raises ValueError for another family.
    """
    return _parameters(_source(seed), utility_type, inventory_min, inventory_max)


def generate_scenario(
    name: str,
    n_agents: int,
    grid_size: int,
    inventory_range: tuple[int, int],
    utilities: Sequence[str],
    resource_config: tuple[float, int, int],
    exchange_regime: str = "barter_only",
    seed: int | None = None,
) -> dict[str, Any]:
    """Return the original's scenario (version 1) as a new dict, as its file has it.

    n_agents         how many; lists of what they have are as long
    grid_size        cells on a side
    inventory_range  (least, greatest) [unit], 1 <= least < greatest
    utilities        families, each with an equal weight to two decimals; the last has what is left to 1
    resource_config  (density, units on a cell, units of regrowth a tick)
    exchange_regime  barter_only, money_only, mixed or mixed_liquidity_gated; with money, agents have M in the same range
    seed             as generate_inventories

    Raises ValueError with the original's messages.
    """
    low, high = inventory_range
    density, amount, regrowth = resource_config
    _check(low, high, utilities, exchange_regime)
    source = _source(seed)
    goods = ("A", "B", "M") if exchange_regime in WITH_MONEY else ("A", "B")
    held = {good: _inventories(source, n_agents, low, high) for good in goods}
    drawn = [_parameters(source, family, low, high) for family in utilities]
    weights = _weights(len(utilities))
    mix = [
        {"type": family, "weight": weight, "params": {key: round(value, 2) for key, value in params.items()}}
        for family, weight, params in zip(utilities, weights, drawn, strict=True)
    ]
    return {
        "schema_version": 1,
        "name": name,
        "N": grid_size,
        "agents": n_agents,
        "initial_inventories": held,
        "utilities": {"mix": mix},
        "params": fixed_params(exchange_regime, amount, regrowth),
        "resource_seed": {"density": density, "amount": amount},
    }


def fixed_params(exchange_regime: str, amount: int, regrowth: int) -> dict[str, Any]:
    """Return the params that every generated scenario has, whatever is drawn: a new dict."""
    params: dict[str, Any] = {
        "spread": 0.0,
        "vision_radius": 8,
        "interaction_radius": 1,
        "move_budget_per_tick": 1,
        "dA_max": 5,
        "forage_rate": 1,
        "trade_cooldown_ticks": 3,
        "beta": 0.95,
        "epsilon": 1e-12,
        "exchange_regime": exchange_regime,
        "enable_resource_claiming": True,
        "enforce_single_harvester": True,
        "resource_growth_rate": regrowth,
        "resource_max_amount": amount,
        "resource_regen_cooldown": 5,
    }
    return params | (money_params() if exchange_regime in WITH_MONEY else {})


def money_params() -> dict[str, Any]:
    """Return the params that a scenario with money has besides: a new dict."""
    return {"money_mode": "quasilinear", "money_scale": 1, "lambda_money": 1.0}


def _source(seed: int | None) -> Source:
    return random.Random(seed) if seed is not None else _shared


def _check(low: int, high: int, utilities: Sequence[str], regime: str) -> None:
    if low < 1:
        raise ValueError(f"inventory_min must be >= 1 (got {low}). Required for log-based utilities (Translog, Stone-Geary).")
    if high <= low:
        raise ValueError(f"inventory_max must be > inventory_min (got max={high}, min={low})")
    if not utilities:
        raise ValueError("At least one utility type must be specified")
    for family in utilities:
        if family not in UTILITIES:
            raise ValueError(f"Unknown utility type: {family}. Valid types: {', '.join(UTILITIES)}")
    if regime not in REGIMES:
        raise ValueError(f"Unknown exchange_regime: {regime}. Valid types: {', '.join(REGIMES)}")


def _inventories(source: Source, n_agents: int, low: int, high: int) -> list[int]:
    if low < 1:
        raise ValueError(f"min_val must be >= 1 (got {low})")
    if high <= low:
        raise ValueError(f"max_val must be > min_val (got max={high}, min={low})")
    return [source.randint(low, high) for _ in range(n_agents)]


def _weights(count: int) -> list[float]:
    """Return equal weights to two decimals, of which the last has what is left to 1."""
    equal = [round(1.0 / count, 2)] * (count - 1)
    return [*equal, round(1.0 - sum(equal), 2)]


def _parameters(source: Source, family: str, low: int, high: int) -> dict[str, float]:
    if family == "ces":
        share = source.uniform(0.3, 0.7)  # drawn before rho, written after it
        return {"rho": _elasticity(source), "wA": share, "wB": 1.0 - share}
    if family == "linear":
        return {name: source.uniform(0.5, 3.0) for name in ("vA", "vB")}
    if family == "quadratic":
        bliss = {good: source.uniform(low * 1.2, high * 0.8) for good in "AB"}
        widths = {good: source.uniform(bliss[good] * 0.4, bliss[good] * 0.8) for good in "AB"}
        return {
            "A_star": bliss["A"], "B_star": bliss["B"], "sigma_A": widths["A"], "sigma_B": widths["B"],
            "gamma": source.uniform(0.0, 0.2),
        }  # fmt: skip
    if family == "translog":
        first = {name: source.uniform(0.4, 0.6) for name in ("alpha_A", "alpha_B")}
        own = {name: source.uniform(-0.10, -0.02) for name in ("beta_AA", "beta_BB")}
        return {"alpha_0": 0.0, **first, **own, "beta_AB": source.uniform(-0.03, 0.03)}
    if family == "stone_geary":
        share = source.uniform(0.4, 0.6)
        return {"alpha_A": share, "alpha_B": 1.0 - share, "gamma_A": 0.0, "gamma_B": 0.0}
    raise ValueError(f"Unknown utility type: {family}")


def _elasticity(source: Source) -> float:
    """Draw rho until it is not near 1; after a hundred tries an end of the range, by lot."""
    for _ in range(TRIES):
        rho = source.uniform(-1.0, 1.0)
        if not EXCLUDED[0] <= rho <= EXCLUDED[1]:
            return rho
    return -1.0 if source.random() < 0.5 else 1.0
