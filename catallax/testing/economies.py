"""Small exchange economies for Hypothesis: every rule and every parameter, as files that can be read.

What a scenario does not need is left out: a parameter that shrinks to its default is not written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from ..scenarios.loader import load_scenario

number = st.sampled_from


def _family(name: str, **params: Sequence[float]) -> st.SearchStrategy[dict[str, Any]]:
    drawn = {key: number(list(values)) for key, values in params.items()}
    return st.fixed_dictionaries({"type": st.just(name), "params": st.fixed_dictionaries(drawn)})


families = st.one_of(
    _family("ces", rho=(-0.5, 0.4, -2.0, 0.9, -0.1), wA=(1.0, 0.6, 0.3), wB=(1.0, 0.4)),
    _family("linear", vA=(1.0, 0.5, 2.7), vB=(1.0, 1.6)),
    _family("quadratic", A_star=(3.0, 7.36, 12.0), B_star=(2.0, 10.0), sigma_A=(5.0, 2.37), sigma_B=(5.0,), gamma=(0.0, 0.1)),
    _family(
        "translog", alpha_0=(0.0, 0.5), alpha_A=(0.45, 0.6), alpha_B=(0.55,), beta_AA=(-0.05, 0.1), beta_BB=(-0.04,), beta_AB=(0.02, -0.1)
    ),
    _family("stone_geary", alpha_A=(0.6, 0.5), alpha_B=(0.4,), gamma_A=(0.0, 1.5), gamma_B=(0.0, 1.0)),
)
"""One entry of a mix without its weight: a utility function of each family."""

PARAMS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "spread": (0.0, number([0.05, 0.3, 1.5])),
    "vision_radius": (5, st.one_of(st.integers(0, 9), number([40, 10**9]))),
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
    "resource_spawn_only_empty": (True, st.just(False)),
    "trade_cooldown_ticks": (5, number([0, 1, 3, 40])),
    "enable_resource_claiming": (True, st.just(False)),
    "enforce_single_harvester": (True, st.just(False)),
}
"""Parameters that matter to barter: their defaults, and a strategy for others."""

REGIMES = ("barter_only", "money_only", "mixed", "mixed_liquidity_gated")
MONEY_PARAMS: dict[str, st.SearchStrategy[Any]] = {
    "trade_execution_mode": st.just("maximum"),
    "lambda_money": number([0.5, 0.1, 3.0]),
    "money_scale": number([10, 100]),
    "liquidity_gate": st.fixed_dictionaries({"min_quotes": st.integers(0, 4)}, optional={"sellers_hold": st.just(True)}),
}
"""Parameters that matter where there is money."""
MONEY_UTILITIES: tuple[dict[str, Any], ...] = (
    {},
    {"money_utility_form": "log", "M_0": 10.0},
    {"money_utility_form": "log"},
    {"money_mode": "kkt_lambda"},
    {"money_mode": "kkt_lambda", "lambda_update_rate": 0.7, "lambda_bounds": {"lambda_min": 0.05, "lambda_max": 1.5}},
)
"""Ways in which money is worth something."""


def cycles(least: int) -> st.SearchStrategy[dict[str, Any]]:
    """A schedule whose parts are at least so long."""
    start = number(["forage", "trade"])
    return st.fixed_dictionaries({"forage_ticks": st.integers(least, 3), "trade_ticks": st.integers(least, 4), "start_mode": start})


def regimes_of(scenario: Mapping[str, Any]) -> set[str]:
    """Return the regimes that hold somewhere or for somebody."""
    general = scenario["params"].get("exchange_regime", "barter_only")
    found = {zone["exchange_regime"] for zone in scenario.get("zones", []) if "exchange_regime" in zone}
    return found | (set(general) if isinstance(general, list) else {general})


def add_local_rules(draw: st.DrawFn, scenario: dict[str, Any], regimes: Sequence[str]) -> None:
    """Give a scenario up to two zones with rules of their own, and agents schedules and regimes of their own."""
    agents, width, height = scenario["agents"], scenario["grid"]["width"], scenario["grid"]["height"]
    split, zones = draw(number([width // 2, 0, width])), []
    for name, first, last in (("left", 0, split - 1), ("right", split, width - 1)):
        if first <= last and draw(st.integers(0, 3)):
            own: dict[str, st.SearchStrategy[Any]] = {
                "exchange_regime": number(list(regimes)), "mode_schedule": cycles(0), "resource_growth_rate": st.integers(0, 2),
                "resource_regen_cooldown": st.integers(0, 4),
            }  # fmt: skip
            top = draw(st.integers(0, height - 1))
            zones.append({"name": name, "x": [first, last], "y": [top, draw(st.integers(top, height - 1))]})
            zones[-1] |= draw(st.fixed_dictionaries({}, optional=own))
    if zones:
        scenario["zones"] = zones
    if draw(st.booleans()):
        scenario["params"]["exchange_regime"] = draw(st.lists(number(list(regimes)), min_size=agents, max_size=agents))
    schedule = scenario.get("mode_schedule", {})
    if draw(st.booleans()):
        length = st.integers(0, 3) | st.lists(st.integers(0, 3), min_size=agents, max_size=agents) | st.just({"uniform": [0, 3]})
        parts = st.fixed_dictionaries({"forage_ticks": length, "trade_ticks": length}, optional={"offset": length})
        start = {"start_mode": schedule["start_mode"]} if schedule else {}
        scenario["mode_schedule"] = {"type": "agent_specific", **draw(parts), **start}
    elif schedule and any("mode_schedule" in zone for zone in zones):
        schedule["type"] = "spatial_zones"


@st.composite
def scenarios(
    draw: st.DrawFn,
    most_agents: int = 8,
    most_side: int = 7,
    *,
    ticks: int = 12,
    rules: Sequence[str] = ("standard", "vmt", "vmt_protocols"),
    regimes: Sequence[str] = REGIMES,
    fixed: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Draw a small version 2 scenario as a dict. It shrinks towards one agent on one cell under the defaults.

    most_agents, most_side  the greatest number of agents, and of cells along an edge of the grid
    rules                   presets to choose from; likewise regimes of exchange
    fixed                   dotted keys that are not drawn, with their values: {"grid.torus": True}
    """
    agents = draw(st.integers(1, most_agents))
    amounts = st.one_of(st.integers(0, 12), st.lists(st.integers(0, 12), min_size=agents, max_size=agents))
    mix = draw(st.lists(families, min_size=1, max_size=3))
    for entry in mix:
        entry["weight"] = 1.0 / len(mix)
    scenario: dict[str, Any] = {
        "schema_version": 2,
        "name": "drawn",
        "rules": draw(number(list(rules))),
        "seed": draw(st.integers(0, 50)),
        "ticks": ticks,
        "grid": {"width": draw(st.integers(1, most_side)), "height": draw(st.integers(1, most_side)), "torus": draw(st.booleans())},
        "agents": agents,
        "initial_inventories": {"A": draw(amounts), "B": draw(amounts)},
        "utilities": {"mix": mix},
        "resource_seed": {"density": draw(number([0.0, 0.2, 0.5, 1.0])), "amount": draw(st.integers(1, 4))},
        "params": draw(st.fixed_dictionaries({}, optional={name: other for name, (_, other) in PARAMS.items()})),
    }
    schedule = draw(st.none() | cycles(1))
    if schedule is not None:
        scenario["mode_schedule"] = schedule
    regime = draw(number(list(regimes)))
    if regime != "barter_only" and scenario["rules"] != "vmt_protocols":  # it has no money
        scenario["params"]["exchange_regime"] = regime
    local = scenario["rules"] == "standard" and not {"rules", "zones"} & set(fixed or {})
    if local and draw(st.integers(0, 4)):
        add_local_rules(draw, scenario, regimes)
    if regimes_of(scenario) != {"barter_only"}:
        scenario["initial_inventories"]["M"] = draw(
            st.one_of(st.integers(0, 40), st.lists(st.integers(0, 40), min_size=agents, max_size=agents))
        )
        scenario["params"] |= draw(number(MONEY_UTILITIES))
        scenario["params"] |= draw(st.fixed_dictionaries({}, optional=MONEY_PARAMS))
    most, appears = scenario["params"].get("resource_max_amount"), scenario["params"].get("resource_spawn_amount")
    if most is not None and appears is not None:
        scenario["params"]["resource_spawn_amount"] = min(most, appears)
    for key, value in (fixed or {}).items():
        *path, last = key.split(".")
        place = scenario
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    if any(entry["type"] == "stone_geary" for entry in mix):  # nobody may begin below subsistence
        held = scenario["initial_inventories"]
        for good in ("A", "B"):
            held[good] = [max(v, 2) for v in held[good]] if isinstance(held[good], list) else max(held[good], 2)
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
