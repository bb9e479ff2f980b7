"""Small scenarios for Hypothesis: specifications that shrink to a readable file, not random bytes."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

number = st.sampled_from
families = st.one_of(
    st.fixed_dictionaries({"type": st.just("ces"), "params": st.fixed_dictionaries({
        "rho": number([-0.5, 0.4, -2.0, 0.9, -0.1]), "wA": number([1.0, 0.6, 0.3]), "wB": number([1.0, 0.4])})}),
    st.fixed_dictionaries({"type": st.just("linear"), "params": st.fixed_dictionaries({
        "vA": number([1.0, 0.5, 2.7]), "vB": number([1.0, 1.6])})}),
    st.fixed_dictionaries({"type": st.just("quadratic"), "params": st.fixed_dictionaries({
        "A_star": number([3.0, 7.36, 12.0]), "B_star": number([2.0, 10.0]), "sigma_A": number([5.0, 2.37]),
        "sigma_B": number([5.0]), "gamma": number([0.0, 0.1])})}),
    st.fixed_dictionaries({"type": st.just("translog"), "params": st.fixed_dictionaries({
        "alpha_0": number([0.0, 0.5]), "alpha_A": number([0.45, 0.6]), "alpha_B": number([0.55]), "beta_AA": number([-0.05, 0.1]),
        "beta_BB": number([-0.04]), "beta_AB": number([0.02, -0.1])})}),
    st.fixed_dictionaries({"type": st.just("stone_geary"), "params": st.fixed_dictionaries({
        "alpha_A": number([0.6, 0.5]), "alpha_B": number([0.4]), "gamma_A": number([0.0, 1.5]), "gamma_B": number([0.0, 1.0])})}),
)  # fmt: skip


@st.composite
def scenarios(draw: st.DrawFn, most_agents: int = 8, most_side: int = 7) -> dict[str, Any]:
    """Draw a small version 2 scenario as a dict: every rule and every parameter that the barter economy has."""
    agents = draw(st.integers(1, most_agents))
    amounts = st.one_of(st.integers(0, 12), st.lists(st.integers(0, 12), min_size=agents, max_size=agents))
    mix = draw(st.lists(families, min_size=1, max_size=3))
    for entry in mix:
        entry["weight"] = 1.0 / len(mix)
    density = draw(number([0.0, 0.2, 0.5, 1.0]))
    scenario: dict[str, Any] = {
        "schema_version": 2,
        "name": "drawn",
        "rules": draw(number(["standard", "vmt"])),
        "seed": draw(st.integers(0, 50)),
        "ticks": 12,
        "grid": {"width": draw(st.integers(1, most_side)), "height": draw(st.integers(1, most_side)), "torus": draw(st.booleans())},
        "agents": agents,
        "initial_inventories": {"A": draw(amounts), "B": draw(amounts)},
        "utilities": {"mix": mix},
        "resource_seed": {"density": density, "amount": draw(st.integers(1, 4))},
        "params": {
            "spread": draw(number([0.0, 0.05, 0.3, 1.5])),
            "vision_radius": draw(st.one_of(st.integers(0, 9), number([40, 10**9]))),
            "interaction_radius": draw(st.integers(0, 2)),
            "move_budget_per_tick": draw(st.integers(1, 3)),
            "dA_max": draw(st.integers(1, 6)),
            "forage_rate": draw(st.integers(1, 3)),
            "epsilon": draw(number([1e-12, 1e-3])),
            "beta": draw(number([0.95, 1.0, 0.5])),
            "resource_growth_rate": draw(st.integers(0, 2)),
            "resource_regen_cooldown": draw(st.integers(0, 4)),
            "trade_cooldown_ticks": draw(number([0, 1, 3, 5, 40])),
            "enable_resource_claiming": draw(st.booleans()),
            "enforce_single_harvester": draw(st.booleans()),
        },
    }
    if draw(st.booleans()):
        scenario["params"]["resource_max_amount"] = draw(st.integers(1, 6))
    if draw(st.booleans()):
        scenario["mode_schedule"] = {
            "forage_ticks": draw(st.integers(1, 3)), "trade_ticks": draw(st.integers(1, 4)), "start_mode": draw(number(["forage", "trade"]))
        }  # fmt: skip
    if any(e["type"] == "stone_geary" for e in mix):  # nobody may begin below subsistence
        held = scenario["initial_inventories"]
        for good in held:
            held[good] = [max(v, 2) for v in held[good]] if isinstance(held[good], list) else max(held[good], 2)
    return scenario


grids = st.fixed_dictionaries({"width": st.integers(1, 6), "height": st.integers(1, 6), "torus": st.booleans()})


@st.composite
def meadows(draw: st.DrawFn, most_animals: int = 12) -> dict[str, Any]:
    """Draw a small predator-prey scenario as a dict."""
    animals = lambda gains: st.fixed_dictionaries({  # noqa: E731
        "count": st.integers(0, most_animals), "gain": number(gains), "cost": st.integers(0, 2), "birth_chance": number([0.0, 0.1, 0.5, 1.0])
    })  # fmt: skip
    return {
        "schema_version": 2, "name": "drawn", "model": "wolf_sheep", "seed": draw(st.integers(0, 50)), "ticks": 7, "grid": draw(grids),
        "sheep": draw(animals([0, 2, 5])), "wolves": draw(animals([0, 4, 9])),
        "grass": {"grown": draw(number([0.0, 0.5, 1.0])), "regrowth_ticks": draw(number([0, 1, 3]))},
        "neighbourhood": draw(number(["moore", "von_neumann"])),
    }  # fmt: skip


@st.composite
def forests(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a small forest fire as a dict."""
    grid = draw(grids)
    fire: dict[str, Any] = {"start": draw(number(["left", "place", "nowhere"]))}
    if fire["start"] == "place":
        fire |= {"x": draw(st.integers(0, grid["width"] - 1)), "y": draw(st.integers(0, grid["height"] - 1))}
    return {
        "schema_version": 2, "name": "drawn", "model": "forest_fire", "seed": draw(st.integers(0, 50)), "ticks": 9, "grid": grid,
        "density": draw(number([0.0, 0.4, 0.8, 1.0])), "neighbourhood": draw(number(["moore", "von_neumann"])), "fire": fire,
        "growth_chance": draw(number([0.0, 0.2])), "lightning_chance": draw(number([0.0, 0.1])),
    }  # fmt: skip
