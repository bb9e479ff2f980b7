"""Each phase of the compiled tick against its slow twin, on the same state, to the last bit; and their order in whole ticks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catallax.components.economy import (
    EVENTS,
    MODES,
    REASONS,
    Claim,
    Commitment,
    Institution,
    Intent,
    Inventory,
    Mode,
    Pairing,
    Position,
    Rules,
)
from catallax.engine.clock import Clock
from catallax.engine.world import World
from catallax.scenarios.builder import build, build_world
from catallax.scenarios.loader import load_scenario
from catallax.testing import scenarios
from tests.reference.economy import Economy, read_economy
from tests.reference.phases import PHASES

WHEN = {
    "trade": lambda e: e.mode != "forage" or e.rules["local_modes"],
    "foraging": lambda e: e.mode != "trade" or e.rules["local_modes"],
    "liquidity": lambda e: e.rules["gated"],
    "perception": lambda e: not e.rules["search_first"],
    "decision": lambda e: not e.rules["search_first"],
    "search_and_match": lambda e: e.rules["search_first"],
    "valuation": lambda e: e.rules["lambda_learns"],
}


def step_phase_by_phase(world: World, twin: Economy) -> None:
    """Run one tick of both, comparing after each phase."""
    everywhere = np.ones(1, np.bool_)
    for events in world.events.values():
        events.clear()
    twin.trades.clear()
    twin.pairings.clear()
    twin.lambdas.clear()
    for system in world.schedule:
        if system.name in WHEN and not WHEN[system.name](twin):
            continue
        world.run_system(system.name, everywhere)
        if system.name in PHASES:
            PHASES[system.name](twin)
            compare(system.name, world, twin)
    world.flush()
    world.edit(Clock).tick[:] += 1
    twin.tick += 1


def compare(phase: str, world: World, twin: Economy, w: int = 0) -> None:
    state = read_economy(world, w)
    assert state.mode == twin.mode, phase
    for mine, reference in zip(state.agents, twin.agents, strict=True):
        expected = {k: v for k, v in vars(reference).items() if k not in ("utility", "listed")}
        expected["cooldowns"] = {k: v for k, v in expected["cooldowns"].items() if v > twin.tick}
        found = {k: v for k, v in vars(mine).items() if k not in ("utility", "listed")}
        assert same(found, expected), f"{phase}, tick {twin.tick}, agent {mine.id}:\n{found}\n{expected}"
    assert state.cells == twin.cells, phase
    assert state.claims == twin.claims, phase
    assert state.zones == twin.zones, phase
    for group in (Claim, Commitment, Intent, Pairing):
        assert all(getattr(world[group], c.name).min(initial=0) >= -1 for c in group.columns), f"{phase}: none is -1, nothing else"
    assert same(pairings_of(world, w), twin.pairings), f"{phase}\n{pairings_of(world, w)}\n{twin.pairings}"
    assert same(lambdas_of(world, w), twin.lambdas), f"{phase}\n{lambdas_of(world, w)}\n{twin.lambdas}"
    assert same(trades_of(world, w), twin.trades), f"{phase}\n{trades_of(world, w)}\n{twin.trades}"


def same(a: Any, b: Any) -> bool:
    """Equality in which NaN equals NaN."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return bool(a == b) or (isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b))


def events_of(world: World, name: str, w: int) -> dict[str, np.ndarray]:
    rows = world.events[name].rows()
    return {column: values[rows["world"] == w] for column, values in rows.items()}


def pairings_of(world: World, w: int) -> list[dict[str, Any]]:
    rows = events_of(world, "pairings", w)
    return [
        {"i": int(rows["i"][k]), "j": int(rows["j"][k]), "event": EVENTS[rows["event"][k]], "reason": REASONS[rows["reason"][k]],
         "rank": int(rows["rank"][k]), "surplus": float(rows["surplus_i"][k])}
        for k in range(len(rows["i"]))
    ]  # fmt: skip


def trades_of(world: World, w: int) -> list[dict[str, Any]]:
    rows = events_of(world, "trades", w)
    return [{name: column[k].item() for name, column in rows.items() if name != "world"} for k in range(len(rows["x"]))]


def lambdas_of(world: World, w: int) -> list[dict[str, Any]]:
    rows = events_of(world, "lambda_updates", w)
    return [{name: column[k].item() for name, column in rows.items() if name != "world"} for k in range(len(rows["agent"]))]


@given(scenarios())
def test_every_phase_equals_its_twin(drawn: dict[str, Any]) -> None:
    scenario = load_scenario(drawn)
    with build_world([scenario], [scenario.seed], [12]) as world:
        twin = read_economy(world)
        for _ in range(12):
            step_phase_by_phase(world, twin)


@settings(max_examples=15)
@given(scenarios(most_agents=40, most_side=9))
def test_every_phase_equals_its_twin_in_a_crowd(drawn: dict[str, Any]) -> None:
    scenario = load_scenario(drawn)
    with build_world([scenario], [scenario.seed], [10]) as world:
        twin = read_economy(world)
        for _ in range(10):
            step_phase_by_phase(world, twin)


def tick(twin: Economy) -> None:
    """Run the phases in the order of the rules."""
    twin.trades.clear()
    twin.pairings.clear()
    twin.lambdas.clear()
    for phase in PHASES.values():
        phase(twin)
    twin.tick += 1


@settings(max_examples=settings().max_examples // 2)
@given(st.lists(scenarios(), min_size=1, max_size=3))
def test_a_tick_is_its_phases_in_order_in_every_world_of_a_batch(drawn: list[dict[str, Any]]) -> None:
    loaded = [load_scenario(d) for d in drawn]
    with build_world(loaded, [s.seed for s in loaded], [8] * len(loaded)) as world:
        twins = [read_economy(world, w) for w in range(len(loaded))]
        for _ in range(8):
            world.step()
            for w, twin in enumerate(twins):
                tick(twin)
                compare(f"whole tick, world {w}", world, twin, w)


def test_who_is_paired_by_a_command_does_not_trade_in_a_season_of_foraging() -> None:
    with build("two_traders", seed=1) as world:
        mode, pairing, position = world.edit(Mode), world.edit(Pairing), world.edit(Position)
        mode.forage_ticks[:], mode.trade_ticks[:], mode.current[:] = 1, 1, MODES.index("forage")
        world.edit(Institution).mode[:] = MODES.index("forage")
        pairing.partner[:], position.x[:], position.y[:] = (1, 0), 0, 0
        world.step()
        assert len(trades_of(world, 0)) == 0 and world[Pairing].partner.tolist() == [1, 0]
        world.step()
        world.edit(Pairing).partner[:] = 1, 0
        world.run_system("trade", np.ones(1, np.bool_))
        assert len(trades_of(world, 0)) > 0


@pytest.mark.parametrize(("wanted", "ends"), [((1, 0), [3, 4]), ((-1, 0), [4, 4])], ids=["both stay", "who is sent to a cell walks on"])
def test_partners_within_reach_stay_where_they_are_if_they_want_each_other(wanted: tuple[int, int], ends: list[int]) -> None:
    with build("two_traders", seed=1) as world:
        position, intent = world.edit(Position), world.edit(Intent)
        position.x[:], position.y[:], world.edit(Rules).interaction_radius[:] = (3, 4), 0, 1
        world.edit(Pairing).partner[:], intent.target[:] = (1, 0), wanted
        intent.target_x[:], intent.target_y[:] = (0, 3), 0
        world.run_system("movement", np.ones(1, np.bool_))
        assert world[Position].x.tolist() == ends


def test_seasons_of_trade_and_of_foraging_take_turns() -> None:
    file = {
        "schema_version": 2, "name": "alone", "rules": "standard", "grid": {"width": 1, "height": 1}, "agents": 1,
        "initial_inventories": {"A": 5, "B": 5}, "utilities": {"mix": [{"type": "linear", "weight": 1.0, "params": {"vA": 1.0, "vB": 1.0}}]},
        "resource_seed": {"density": 1.0, "amount": 9}, "params": {"forage_rate": 1, "resource_growth_rate": 0},
        "mode_schedule": {"forage_ticks": 2, "trade_ticks": 1, "start_mode": "trade"},
    }  # fmt: skip
    with build(file) as world:
        held = []
        for _ in range(6):
            world.step()
            held.append(int(world[Inventory].goods.sum()))
        assert held == [10, 11, 12, 12, 13, 14]
