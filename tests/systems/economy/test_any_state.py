"""Each phase against its slow twin, begun in states that a run of a few ticks hardly ever reaches.

Quotes, goods, gains and distances come from a few round numbers, so that ties are the rule. Every agent sees to its own distance;
some are paired, some on the way to a cell (that may be empty by now), some still hold a claim from a walk that ended, some avoid others.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catallax.components.economy import (
    Cell,
    Claim,
    Commitment,
    Cooldowns,
    Grid,
    Home,
    Intent,
    Inventory,
    Pairing,
    Position,
    Quotes,
    Rules,
    Vision,
)
from catallax.engine.clock import Clock
from catallax.engine.world import World
from catallax.scenarios.builder import build_world
from catallax.scenarios.loader import load_scenario
from tests.reference.economy import read_economy
from tests.reference.phases import PHASES
from tests.systems.economy.test_phases import compare, step_phase_by_phase

TICK = 7
LINEAR = [{"type": "linear", "weight": 0.5, "params": {"vA": a, "vB": 1.0}} for a in (1.0, 2.0)]


def scenario(
    random: np.random.Generator, agents: int, width: int, height: int, presets: tuple[str, ...] = ("standard", "vmt")
) -> dict[str, Any]:
    pick = lambda *values: values[random.integers(len(values))]  # noqa: E731
    return {
        "schema_version": 2, "name": "any state", "rules": pick(*presets), "seed": 1, "ticks": 9, "agents": agents,
        "grid": {"width": width, "height": height, "torus": pick(True, False)},
        "initial_inventories": {"A": 1, "B": 1},
        "utilities": {"mix": LINEAR},
        "resource_seed": {"density": 0.5, "amount": 2},
        "params": {
            "vision_radius": 3, "interaction_radius": pick(0, 1, 2), "move_budget_per_tick": pick(1, 2, 4), "dA_max": pick(1, 3),
            "forage_rate": pick(1, 1, 2), "epsilon": pick(1e-12, 0.5), "beta": pick(0.5, 0.5, 1.0), "resource_growth_rate": pick(0, 1, 2),
            "resource_regen_cooldown": pick(0, 1, 3), "trade_cooldown_ticks": pick(0, 1, 4), "enable_resource_claiming": pick(True, True, False),
            "enforce_single_harvester": pick(True, False),
        },
        **pick({}, {}, {"mode_schedule": {"forage_ticks": pick(1, 4, 9), "trade_ticks": pick(1, 4, 9), "start_mode": pick("forage", "trade")}}),
    }  # fmt: skip


def hold(world: World, goods: np.ndarray) -> None:
    """Give goods to agents, so that they know what they are worth."""
    inventory = world.edit(Inventory)
    inventory.goods[:], inventory.changed[:] = goods, True
    world.run_system("requote", np.ones(1, np.bool_))


def scatter(world: World, random: np.random.Generator, width: int, height: int, claiming: bool) -> None:
    """Put everything where it may be at the start of tick TICK."""
    n, n_cells = len(world.tables["agents"]), width * height
    world.edit(Clock).tick[:] = TICK
    cell, position, home, intent = world.edit(Cell), world.edit(Position), world.edit(Home), world.edit(Intent)
    cell.amount[:] = np.where(cell.good >= 0, random.integers(0, 4, n_cells), 0)
    cell.capacity[:] = np.where(cell.good >= 0, 2, 0)
    cell.harvested[:] = np.where(cell.good >= 0, TICK - random.integers(1, 6, n_cells), -1)
    cell.harvested[random.random(n_cells) < 0.3] = -1
    for place in (position, home):
        place.x[:], place.y[:] = random.integers(0, width, n), random.integers(0, height, n)
    world.edit(Vision).radius[:] = random.integers(0, 5, n)
    parts = int(world[Rules].unit[0])
    hold(world, random.integers(0, 4, (n, 2)) * parts + (random.choice([0, 0, 1, parts // 2], (n, 2)) if parts > 1 else 0))
    quotes = world.edit(Quotes)
    quotes.ask[:, 0], quotes.bid[:, 0] = random.integers(0, 4, n) / 2, random.integers(0, 5, n) / 2

    cooldowns, length = world.edit(Cooldowns), int(world[Rules].cooldown[0])
    for i in range(n):  # an agent fails once a tick at most, so no two cooldowns end together; one slot stays free
        others = random.permutation(np.delete(np.arange(n), i))[: cooldowns.partner.shape[1] - 1]
        avoided = np.where(random.random(len(others)) < 0.6, others, -1)
        ends = random.permutation(np.arange(TICK - 1, TICK - 1 + length))[: len(others)]
        cooldowns.partner[i, : len(others)], cooldowns.until[i, : len(others)] = avoided, np.where(avoided >= 0, ends, 0)
    pairing, commitment, claim = world.edit(Pairing), world.edit(Commitment), world.edit(Claim)
    row = random.permutation(n)
    for i, j in zip(row[0::2], row[1::2], strict=False):
        if random.random() < 0.3:
            pairing.partner[i], pairing.partner[j] = j, i
            for a, b in ((i, j), (j, i)):  # a pair has forgotten its cooldowns
                cooldowns.until[a][cooldowns.partner[a] == b] = 0
                cooldowns.partner[a][cooldowns.partner[a] == b] = -1
            intent.target[i], intent.target[j] = random.choice([j, -1]), i
            intent.target_x[i], intent.target_y[i] = position.x[j], position.y[j]
    bearing = random.permutation(np.flatnonzero(cell.good >= 0))
    for i, c in zip(random.permutation(n), bearing, strict=False):
        if pairing.partner[i] < 0 and random.random() < 0.6:
            intent.target_x[i], intent.target_y[i] = divmod(c, height)
            commitment.cell[i] = c if random.random() < 0.5 else -1
            if claiming:
                claim.holder[c] = i


def send_lower_rows_foraging(world: World, random: np.random.Generator) -> None:
    """Put the lower rows on the only cells that bear anything, and let them be the partners whom higher rows want most.

    So the higher rows lose all the partners that they had in mind, and look around once more.
    """
    n, cell, position = len(world.tables["agents"]), world.edit(Cell), world.edit(Position)
    for values in (world.edit(Commitment).cell, world.edit(Claim).holder, world.edit(Pairing).partner, world.edit(Intent).target):
        values[:] = -1
    n_first, height = random.integers(2, n - 1), int(world[Grid].height[0])
    chosen = random.permutation(len(cell.good))[:n_first]
    cell.good[chosen], cell.amount[:] = random.integers(0, 2, len(chosen)), 0
    cell.amount[chosen] = random.integers(1, 4, len(chosen))
    position.x[: len(chosen)], position.y[: len(chosen)] = np.divmod(chosen, height)
    world.edit(Vision).radius[:] = random.integers(2, 6, n)
    hold(world, random.integers(0, 9, (n, 2)))
    quotes = world.edit(Quotes)
    quotes.bid[:, 0], quotes.ask[:, 0] = random.choice([0.5, 1.0, 1.5], n), random.choice([0.0, 0.5, 1.0], n)
    if random.random() < 0.5:
        quotes.bid[:, 0], quotes.ask[:, 0] = 1.0, 0.5  # equal partners
    quotes.bid[:n_first, 0], quotes.ask[:n_first, 0] = 1.5, random.choice([1.0, 4.0], n_first)
    cooldowns = world.edit(Cooldowns)
    cooldowns.until[:] = 0
    for i in range(n_first, n):
        avoided = random.permutation(np.delete(np.arange(n), i))[: random.integers(cooldowns.partner.shape[1])]
        cooldowns.partner[i, : len(avoided)] = avoided
        cooldowns.until[i, : len(avoided)] = TICK + random.integers(0, 2, len(avoided))
    intent, commitment, empty = world.edit(Intent), world.edit(Commitment), np.flatnonzero(cell.amount == 0)
    for i, c in zip(np.flatnonzero(random.random(n) < 0.2), random.permutation(empty), strict=False):  # on the way to nothing
        commitment.cell[i] = c
        intent.target_x[i], intent.target_y[i] = divmod(c, height)


@settings(max_examples=settings().max_examples * 2)
@given(st.integers(0, 10**9), st.sampled_from([4, 6, 9, 14, 18]), st.integers(2, 6), st.integers(2, 6))
def test_every_phase_equals_its_twin_where_partners_go_foraging_first(seed: int, agents: int, width: int, height: int) -> None:
    random = np.random.default_rng(seed)
    file = scenario(random, agents, width, height)
    file["params"] |= {"enable_resource_claiming": True, "trade_cooldown_ticks": 8}
    file.pop("mode_schedule", None)
    with build_world([load_scenario(file)], [1], [9]) as world:
        scatter(world, random, width, height, claiming=True)
        send_lower_rows_foraging(world, random)
        step_phase_by_phase(world, read_economy(world))


@given(st.integers(0, 10**9), st.sampled_from([3, 5, 7]), st.integers(2, 5), st.integers(2, 5))
def test_every_phase_equals_its_twin_where_somebody_is_left_over(seed: int, agents: int, width: int, height: int) -> None:
    """All want to trade, but their number is odd. Who is left over looks for a cell, and may still claim one from an earlier walk."""
    random = np.random.default_rng(seed)
    file = scenario(random, agents, width, height)
    file["params"] |= {"enable_resource_claiming": True, "vision_radius": 4}
    file.pop("mode_schedule", None)
    with build_world([load_scenario(file)], [1], [9]) as world:
        cell, holder, intent, quotes = world.edit(Cell), world.edit(Claim).holder, world.edit(Intent), world.edit(Quotes)
        hold(world, random.integers(1, 4, (agents, 2)))
        quotes.bid[:, 0], quotes.ask[:, 0] = random.integers(8, 12, agents), 0.0
        cell.good[:], cell.amount[:] = random.integers(0, 2, width * height), random.integers(0, 2, width * height)
        for i, c in zip(range(agents), random.permutation(np.flatnonzero(cell.amount)), strict=False):
            if int(world[Position].x[i]) * height + int(world[Position].y[i]) != c:
                holder[c] = i
                intent.target_x[i], intent.target_y[i] = divmod(c, height)
        step_phase_by_phase(world, read_economy(world))


@settings(max_examples=settings().max_examples * 4)
@given(st.integers(0, 10**9), st.integers(2, 12), st.integers(1, 6), st.sampled_from([1, 2, 3, 4, 5, 6]))
def test_every_phase_equals_its_twin_from_any_state(seed: int, agents: int, width: int, height: int) -> None:
    random = np.random.default_rng(seed)
    drawn = load_scenario(scenario(random, agents, width, height, ("standard", "vmt", "vmt_protocols")))
    with build_world([drawn], [1], [9]) as world:
        scatter(world, random, width, height, drawn.params.enable_resource_claiming)
        twin = read_economy(world)
        for _ in range(2):
            step_phase_by_phase(world, twin)


@given(st.integers(0, 10**9), st.integers(2, 8), st.sampled_from([62, 63, 64, 65, 66, 127, 128, 129, 130]), st.integers(1, 6))
def test_every_phase_equals_its_twin_where_columns_are_long(seed: int, agents: int, height: int, width: int) -> None:
    """Free cells are kept as bits, 64 rows to a word: agents stand where words meet."""
    random = np.random.default_rng(seed)
    drawn = load_scenario(scenario(random, agents, width, height))
    with build_world([drawn], [1], [9]) as world:
        scatter(world, random, width, height, drawn.params.enable_resource_claiming)
        world.edit(Cell).amount[random.random(width * height) < 0.7] = 0
        world.edit(Position).y[:] = (random.choice([0, 64, 128], agents) + random.integers(-3, 4, agents)) % height
        twin = read_economy(world)
        step_phase_by_phase(world, twin)


@given(st.integers(0, 10**9), st.integers(2, 12))
def test_pairs_that_are_not_mutual_are_repaired_in_turn(seed: int, agents: int) -> None:
    """No rule makes such pairs, but a command may."""
    random = np.random.default_rng(seed)
    with build_world([load_scenario(scenario(random, agents, 3, 3))], [1], [9]) as world:
        scatter(world, random, 3, 3, claiming=False)
        partner = random.integers(-1, agents, agents)
        world.edit(Pairing).partner[:] = np.where(partner == np.arange(agents), -1, partner)
        twin = read_economy(world)
        world.run_system("housekeeping", np.ones(1, np.bool_))
        PHASES["housekeeping"](twin)
        compare("housekeeping", world, twin)


@pytest.mark.parametrize("agents", [64, 65, 150])
def test_every_pair_that_is_not_mutual_is_repaired_however_many_there_are(agents: int) -> None:
    """None of them has a partner that is paired with it."""
    random = np.random.default_rng(agents)
    with build_world([load_scenario(scenario(random, agents, 3, 3))], [1], [9]) as world:
        world.edit(Pairing).partner[:] = (np.arange(agents) + 1) % agents  # each is paired with the next one
        twin = read_economy(world)
        world.run_system("housekeeping", np.ones(1, np.bool_))
        PHASES["housekeeping"](twin)
        compare("housekeeping", world, twin)
        assert (world[Pairing].partner == -1).all()


def test_a_change_of_mode_parts_agents_that_are_paired_one_way_only() -> None:
    """Failed: there was room for half as many as there may be."""
    agents, drawn = 100, scenario(np.random.default_rng(1), 100, 9, 9)
    drawn["mode_schedule"] = {"forage_ticks": 1, "trade_ticks": 1, "start_mode": "forage"}
    with build_world([load_scenario(drawn)], [1], [9]) as world:
        world.edit(Pairing).partner[:40] = np.arange(40, 80)
        world.edit(Clock).tick[:] = 1
        world.run_system("mode", np.ones(1, np.bool_))
        assert (world[Pairing].partner == -1).all()
        assert len(world.events["pairings"]) == 40 <= agents


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # of interpreted kernels, where inf meets inf
def test_an_endless_overlap_that_counts_for_nothing_makes_no_pair() -> None:
    """Failed: its value is NaN, which comes neither before nor after any other, and the fallback looked on for ever."""
    drawn = scenario(np.random.default_rng(1), 2, 9, 9)
    drawn.pop("mode_schedule", None)
    drawn["params"] |= {"vision_radius": 5, "beta": 1e-200}
    with build_world([load_scenario(drawn)], [1], [9]) as world:
        position, inventory, quotes = world.edit(Position), world.edit(Inventory), world.edit(Quotes)
        position.x[:], position.y[:] = [2, 5], 3
        inventory.goods[:] = 5
        inventory.changed[:] = False
        quotes.ask[:, 0], quotes.bid[:, 0] = [np.inf, 1.0], [np.inf, 0.5]
        world.edit(Cell).amount[:] = 0
        world.run_system("perception", np.ones(1, np.bool_))
        world.run_system("decision", np.ones(1, np.bool_))
        assert (world[Pairing].partner == -1).all()
