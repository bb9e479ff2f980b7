"""Small exchange economies for Hypothesis: every rule and every parameter, as files that can be read.

What a scenario does not need is left out: a parameter that shrinks to its default is not written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from ..scenarios.loader import load_scenario
from .local_rules import add_local_rules, cycles, regimes_of
from .origins import origins
from .protocols import add_protocols
from .quantities import amounts, laws, reals

number = st.sampled_from
seldom = st.integers(0, 3).map(lambda drawn: drawn == 3)


FAMILIES: dict[str, dict[str, tuple[float, ...]]] = {
    "ces": {"rho": (-0.5, 0.4, -2.0, 0.9, -0.1), "wA": (1.0, 0.6, 0.3), "wB": (1.0, 0.4)},
    "linear": {"vA": (1.0, 0.5, 2.7), "vB": (1.0, 1.6)},
    "quadratic": {
        "A_star": (3.0, 7.36, 12.0), "B_star": (2.0, 10.0), "sigma_A": (5.0, 2.37), "sigma_B": (5.0,), "gamma": (0.0, 0.1),
    },
    "translog": {
        "alpha_0": (0.0, 0.5), "alpha_A": (0.45, 0.6), "alpha_B": (0.55,), "beta_AA": (-0.05, 0.1), "beta_BB": (-0.04,),
        "beta_AB": (0.02, -0.1),
    },
    "stone_geary": {"alpha_A": (0.6, 0.5), "alpha_B": (0.4,), "gamma_A": (0.0, 1.5), "gamma_B": (0.0, 1.0)},
}  # fmt: skip
"""Values of the parameters of each family."""


def _law_among(values: Sequence[float]) -> st.SearchStrategy[Any]:
    """A distribution of numbers between the least and the greatest of some values that have the same sign as the first."""
    same = [value for value in values if (value < 0) == (values[0] < 0)]
    return laws(min(same), max(same), whole=False)


def _entries(with_laws: bool) -> st.SearchStrategy[dict[str, Any]]:
    arms = []
    for name, values in FAMILIES.items():
        params = {key: st.one_of(number(some), _law_among(some)) if with_laws else number(some) for key, some in values.items()}
        arms.append(st.fixed_dictionaries({"type": st.just(name), "params": st.fixed_dictionaries(params)}))
    return st.one_of(*arms)


families = _entries(with_laws=False)
"""One entry of a mix without its weight: a utility function of each family, the same for all who have it."""
tastes = _entries(with_laws=True)
"""The same, with parameters that may be drawn for each agent."""

PARAMS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "spread": (0.0, number([0.05, 0.3, 1.5])),
    "vision_radius": (5, st.one_of(st.integers(0, 9), number([40, 10**9]), laws(0, 6))),
    "interaction_radius": (1, st.integers(0, 2)),
    "move_budget_per_tick": (1, st.integers(1, 3)),
    "dA_max": (5, st.integers(1, 6)),
    "forage_rate": (1, st.integers(1, 3)),
    "epsilon": (1e-12, number([1e-3])),
    "beta": (0.95, number([1.0, 0.5])),
    "resource_growth_rate": (0, st.integers(0, 2)),
    "resource_max_amount": (None, st.integers(1, 6)),
    "resource_regen_cooldown": (5, st.integers(0, 4)),
    "resource_spawn_rate": (0.0, number([0.1, 1.0])),
    "resource_spawn_amount": (1, st.integers(2, 6)),
    "resource_spawn_only_empty": (True, number([True, False])),
    "trade_cooldown_ticks": (5, number([0, 1, 3, 40])),
    "enable_resource_claiming": (True, number([True, False])),
    "enforce_single_harvester": (True, number([True, False])),
}
"""Parameters that matter to barter: their defaults, and a strategy for others."""

WITHOUT_EFFECT = {"earn_money_enabled": st.booleans(), "log_preferences": st.booleans()}
"""Parameters that change nothing that happens."""

REGIMES = ("barter_only", "money_only", "mixed", "mixed_liquidity_gated")
MONEY_PARAMS: dict[str, st.SearchStrategy[Any]] = {
    "trade_execution_mode": number(["minimum", "maximum"]),
    "lambda_money": number([0.5, 0.1, 3.0]),
    "money_scale": number([10, 100]),
    "liquidity_gate": st.fixed_dictionaries({"min_quotes": st.integers(0, 4)}, optional={"sellers_hold": st.booleans()}),
}
"""Parameters that matter where there is money."""
MONEY_UTILITIES: tuple[dict[str, Any], ...] = (
    {},
    {"money_mode": "quasilinear", "money_utility_form": "linear"},
    {"money_utility_form": "log", "M_0": 10.0},
    {"money_utility_form": "log"},
    {"money_mode": "kkt_lambda"},
    {"money_mode": "kkt_lambda", "lambda_update_rate": 0.7, "lambda_bounds": {"lambda_min": 0.05, "lambda_max": 1.5}},
)
"""Ways in which money is worth something."""


def _endowments(draw: st.DrawFn, agents: int, least: int) -> dict[str, Any]:
    """What each agent holds of A and B, at least so much; distributions may be correlated."""
    goods = amounts(agents, least, 12, closed=least > 0)
    held = {"A": draw(goods), "B": draw(goods)}
    if all(isinstance(value, dict) for value in held.values()) and draw(st.booleans()):
        held["correlation"] = draw(number([0.0, -0.8, 1.0]))
    return held


def _add_money(draw: st.DrawFn, scenario: dict[str, Any]) -> None:
    """Give agents money, and say what it is worth to them."""
    agents, held = scenario["agents"], scenario["initial_inventories"]
    held["M"] = draw(amounts(agents, 0, 40))
    held |= draw(st.fixed_dictionaries({}, optional={"lambda_money": reals(agents, 0.5, 2.0), "M_0": reals(agents, 0.0, 10.0)}))
    scenario["params"] |= draw(number(MONEY_UTILITIES))
    scenario["params"] |= draw(st.fixed_dictionaries({}, optional=MONEY_PARAMS))


def _set_fixed(scenario: dict[str, Any], fixed: Mapping[str, Any]) -> None:
    for key, value in fixed.items():
        *path, last = key.split(".")
        place = scenario
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value


@st.composite
def scenarios(
    draw: st.DrawFn,
    most_agents: int = 8,
    most_side: int = 7,
    *,
    ticks: int = 12,
    rules: Sequence[str] = ("standard", "vmt", "vmt_protocols"),
    regimes: Sequence[str] = REGIMES,
    protocols: bool = True,
    fixed: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Draw a small version 2 scenario of an economy as a dict: every key of the schema, each with every kind of value it may have.

    It shrinks towards one agent on one cell under the defaults; what is as by default is mostly not written.

    most_agents, most_side  the greatest number of agents, and of cells along an edge of the grid
    rules                   presets to choose from; likewise regimes of exchange
    protocols               whether protocols other than the defaults are among what is drawn
    fixed                   dotted keys that are not drawn, with their values: {"grid.torus": True}
    """
    agents, fixed = draw(st.integers(1, most_agents)), fixed or {}
    mix = draw(st.lists(tastes, min_size=1, max_size=3))
    for entry in mix:
        entry["weight"] = 1.0 / len(mix)
    subsistence = 2 if any(entry["type"] == "stone_geary" for entry in mix) else 0  # nobody may begin below it
    sides = {"width": st.integers(1, most_side), "height": st.integers(1, most_side)}
    density = {"density": number([0.0, 0.2, 0.5, 1.0]), "amount": st.integers(1, 4) | laws(1, 4)}
    scenario: dict[str, Any] = {
        "schema_version": 2,
        "name": "drawn",
        **draw(st.fixed_dictionaries({}, optional={"model": st.just("economy"), "generated_by": origins})),
        "rules": draw(number(list(rules))),
        "seed": draw(st.integers(0, 50)),
        "ticks": ticks,
        "grid": draw(st.fixed_dictionaries(sides, optional={"torus": st.booleans()})),
        "agents": agents,
        "initial_inventories": _endowments(draw, agents, subsistence),
        "utilities": {"mix": mix},
        "resource_seed": draw(st.fixed_dictionaries(density)),
        "params": draw(st.fixed_dictionaries({}, optional={name: other for name, (_, other) in PARAMS.items()} | WITHOUT_EFFECT)),
    }
    if draw(seldom):
        scenario["utilities"]["shares"] = {"dirichlet": draw(number([10.0, 0.5]))}
    if draw(seldom):
        sides = scenario["grid"]
        scenario["positions"] = {"x": draw(amounts(agents, 0, sides["width"] - 1)), "y": draw(amounts(agents, 0, sides["height"] - 1))}
    if draw(seldom):
        scenario["params"]["vision_radius"] = draw(st.lists(st.integers(0, 9), min_size=agents, max_size=agents))
    schedule = draw(st.none() | cycles(1))
    if schedule is not None:
        scenario["mode_schedule"] = draw(number([{}, {"type": "global_cycle"}])) | schedule
    regime = draw(number(list(regimes)))
    if scenario["rules"] == "vmt_protocols":
        regime = "barter_only"  # it has no money
    if regime != "barter_only" or draw(seldom):
        scenario["params"]["exchange_regime"] = regime
    local = scenario["rules"] == "standard" and not {"rules", "zones"} & set(fixed)
    if local and draw(st.integers(0, 4)):
        add_local_rules(draw, scenario, regimes)
    if regimes_of(scenario) != {"barter_only"}:
        _add_money(draw, scenario)
    if protocols:
        add_protocols(draw, scenario, fixed)
    most, appears = scenario["params"].get("resource_max_amount"), scenario["params"].get("resource_spawn_amount")
    if most is not None and appears is not None:
        scenario["params"]["resource_spawn_amount"] = min(most, appears)
    _set_fixed(scenario, fixed)
    return scenario


def cut_down(source: Any, agents: int, side: int) -> dict[str, Any]:
    """Return a scenario (a path, a shipped name, a dict) as a dict with at most so many agents, and cells along an edge."""
    scenario = load_scenario(source).model_dump(exclude_unset=True)
    if "agents" in scenario:
        scenario["agents"] = min(scenario["agents"], agents)
        for part in ("initial_inventories", "params", "mode_schedule"):
            if scenario.get(part) is not None:
                scenario[part] = {key: v[:agents] if isinstance(v, list) else v for key, v in scenario[part].items()}
    grid = scenario["grid"]
    scenario["grid"] = {**grid, "width": min(grid["width"], side), "height": min(grid["height"], side)}
    if "zones" in scenario:
        scenario["zones"] = [zone for zone in scenario["zones"] if zone["x"][0] < side and zone["y"][0] < side]
        for zone in scenario["zones"]:
            zone["x"], zone["y"] = ([first, min(last, side - 1)] for first, last in (zone["x"], zone["y"]))
    return scenario
