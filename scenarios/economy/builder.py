"""Wires exchange economies: scenarios and seeds become tables, singletons, events, systems and records."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...components import economy as c
from ...engine.rng import stream_key
from ...engine.table import Table
from ...engine.world import World
from ...kernels.ground import STRIP
from ...systems.economy import (
    aggregates,
    decision,
    foraging,
    housekeeping,
    liquidity,
    mode,
    movement,
    perception,
    regeneration,
    search_and_match,
    spawning,
    trade,
    valuation,
)
from ...systems.economy.protocols import PROTOCOLS
from ...systems.generation.original import draw_original
from ...systems.generation.placement import draw_cells
from ...systems.generation.preferences import draw_mix
from ...systems.generation.resources import draw_resources
from . import population
from .local_rules import set_local_rules
from .money import column_sizes, fill_money, quote_first, set_money_rules
from .protocols import set_protocols
from .rules import PRESETS, parts_of_a_unit
from .schema import EconomyScenario

AGENTS = [
    c.Position, c.Home, c.Vision, c.Inventory, c.MoneyTaste, c.Preferences, c.Quotes, c.Cooldowns,
    c.Institution, c.Customs, c.Market, c.Memory, c.Options, c.Commitment, c.Pairing, c.Intent,
]  # fmt: skip
CELLS = [c.Cell, c.Claim, c.CellList]
SINGLETONS = [c.Grid, c.Rules, c.Protocols, c.Spawning, c.Mode, c.Horizon, c.Aggregates, c.Recording]
FIRST_SLOTS = 8  # cooldown slots to begin with; the trade system asks for more when they fill up


def build(scenarios: Sequence[EconomyScenario], seeds: Sequence[int]) -> World:
    """Return one `World` that holds an economy for each scenario, ready for its first tick."""
    world = World(seeds, SINGLETONS)
    memories = int(any(PROTOCOLS["search"][s.search_protocol.name].remembers for s in scenarios))
    slots = max(1, max(min(s.params.trade_cooldown_ticks, s.agents - 1, FIRST_SLOTS) for s in scenarios))
    agents = world.add_table(
        "agents", AGENTS, [s.agents for s in scenarios], {"slots": slots, "memories": memories, **column_sizes(scenarios)}
    )
    cells = world.add_table("cells", CELLS, [s.grid.width * s.grid.height for s in scenarios])
    world.add_table("strips", [c.FreeCells], [s.grid.width * -(-s.grid.height // STRIP) for s in scenarios])
    world.add_table("zones", [c.Zone], [len(s.zones) for s in scenarios])
    world.add_events("trades", c.Trade)
    world.add_events("pairings", c.PairingEvent)
    world.add_events("lambda_updates", c.LambdaUpdate)
    _set_rules(world, scenarios)
    set_money_rules(world, scenarios)
    set_protocols(world, scenarios, seeds)
    _set_spawning(world, scenarios, seeds)
    set_local_rules(world, scenarios, seeds)
    for w, (scenario, seed) in enumerate(zip(scenarios, seeds, strict=True)):
        _fill(world, agents, cells, w, scenario, seed)
        fill_money(world, w, scenario, seed)
    _add_systems(world)
    if any(scenario.params.resource_spawn_rate > 0 for scenario in scenarios):
        world.add(spawning.spawning, after="regeneration", before="housekeeping")
    _start(world, scenarios)
    return world


def _set_rules(world: World, scenarios: Sequence[EconomyScenario]) -> None:
    grid, rules, mode_, recording = world.edit(c.Grid), world.edit(c.Rules), world.edit(c.Mode), world.edit(c.Recording)
    for w, scenario in enumerate(scenarios):
        params, switches, schedule = scenario.params, PRESETS[scenario.rules], scenario.mode_schedule
        grid.width[w], grid.height[w], grid.torus[w] = scenario.grid.width, scenario.grid.height, scenario.grid.torus
        rules.spread[w], rules.epsilon[w], rules.beta[w] = params.spread, params.epsilon, params.beta
        rules.interaction_radius[w], rules.move_budget[w] = params.interaction_radius, params.move_budget_per_tick
        rules.quantity_max[w], rules.forage_rate[w] = params.dA_max, params.forage_rate
        rules.growth_rate[w], rules.regrowth_rest[w] = params.resource_growth_rate, params.resource_regen_cooldown
        rules.cooldown[w] = params.trade_cooldown_ticks
        rules.claiming[w], rules.single_harvester[w] = params.enable_resource_claiming, params.enforce_single_harvester
        rules.no_overlap_parts[w], rules.foragers_pair[w] = switches["no_overlap_parts"], switches["foragers_pair"]
        rules.claims_outlive_mode[w] = switches["claims_outlive_mode"]
        rules.search_first[w], rules.decimal_blocks[w] = switches["search_first"], switches["decimal_blocks"]
        rules.unit[w] = parts_of_a_unit(scenario.rules)
        if params.log_preferences:
            recording.ranks[w] = c.EVERYONE
        if schedule is not None:
            mode_.trade_first[w] = schedule.start_mode == "trade"
            foraging_part, trading_part = schedule.forage_ticks, schedule.trade_ticks
            if schedule.type != "agent_specific" and isinstance(foraging_part, int) and isinstance(trading_part, int):
                mode_.forage_ticks[w], mode_.trade_ticks[w] = foraging_part, trading_part


def _set_spawning(world: World, scenarios: Sequence[EconomyScenario], seeds: Sequence[int]) -> None:
    spawns = world.edit(c.Spawning)
    for w, (scenario, seed) in enumerate(zip(scenarios, seeds, strict=True)):
        params = scenario.params
        if params.resource_spawn_rate > 0:
            spawns.rate[w], spawns.quantity[w] = params.resource_spawn_rate, params.resource_spawn_amount
            spawns.only_empty[w], spawns.chances[w] = params.resource_spawn_only_empty, stream_key(seed, "spawning")
            spawns.cap[w] = _cap(scenario) or params.resource_spawn_amount


def _cap(scenario: EconomyScenario) -> int | None:
    """Return the amount at which regrowth stops on every cell, None if that is what each cell began with."""
    return scenario.params.resource_max_amount if PRESETS[scenario.rules]["capacity_from_file"] else None


def _fill(world: World, agents: Table, cells: Table, w: int, scenario: EconomyScenario, seed: int) -> None:
    """Place resources, agents, preferences and endowments of one world."""
    here = slice(int(agents.offsets[w]), int(agents.offsets[w + 1]))
    ground = slice(int(cells.offsets[w]), int(cells.offsets[w + 1]))
    good, entry, start = _draw(scenario, seed)

    cell = cells.write(c.Cell)
    cell.good[ground] = good
    cell.amount[ground] = np.where(good >= 0, population.draw_amounts(scenario, seed, len(good)), 0)
    cap = _cap(scenario)
    cell.capacity[ground] = cell.amount[ground] if cap is None else np.where(good >= 0, cap, 0)

    position, home = agents.write(c.Position), agents.write(c.Home)
    position.x[here], position.y[here] = np.divmod(start, scenario.grid.height)
    home.x[here], home.y[here] = position.x[here], position.y[here]
    agents.write(c.Vision).radius[here] = population.draw_sight(scenario, seed)

    preferences = agents.write(c.Preferences)
    preferences.family[here], preferences.parameters[here] = population.draw_preferences(scenario, seed, entry)

    inventory = agents.write(c.Inventory)
    for column, name in enumerate(c.GOODS[:2]):
        held = population.draw_holding(scenario, seed, name).astype(np.int64)
        inventory.goods[here, column] = held * parts_of_a_unit(scenario.rules)


def _draw(scenario: EconomyScenario, seed: int) -> tuple[NDArray[np.int8], NDArray[np.int64], NDArray[np.int64]]:
    """Return the good of each cell, the mix entry of each agent, and the cell on which each agent begins."""
    n_cells, density = scenario.grid.width * scenario.grid.height, scenario.resource_seed.density
    weights, places = population.draw_weights(scenario, seed), population.draw_places(scenario, seed)
    if PRESETS[scenario.rules]["original_draws"]:
        drawn = draw_original(seed, scenario.grid.width, scenario.grid.height, density, scenario.agents, weights)
        return drawn.good, drawn.entry, drawn.cell if places is None else places
    return (
        draw_resources(seed, n_cells, density),
        draw_mix(seed, scenario.agents, weights),
        draw_cells(seed, scenario.agents, n_cells) if places is None else places,
    )


def _add_systems(world: World) -> None:
    """The phases of a tick, in their fixed order (economy.md section 2)."""
    world.add(mode.mode)
    world.add(housekeeping.requote, after="mode")
    world.add(liquidity.liquidity, after="requote", when=liquidity.is_gated)
    in_passes, in_turn = search_and_match.decides_in_passes, search_and_match.searches_first
    world.add(perception.perception, after="liquidity", when=in_passes)
    world.add(decision.decision, after="perception", when=in_passes)
    world.add(search_and_match.search_and_match, after="decision", when=in_turn)
    world.add(movement.movement, after="search_and_match")
    world.add(trade.trade, after="movement", when=mode.trade_is_on)
    world.add(foraging.foraging, after="trade", when=mode.foraging_is_on)
    world.add(valuation.valuation, after="foraging", when=valuation.learns)
    world.add(regeneration.regeneration, after="valuation")
    world.add(housekeeping.housekeeping, after="regeneration")
    world.add(aggregates.aggregates, after="housekeeping")


def _start(world: World, scenarios: Sequence[EconomyScenario]) -> None:
    """Set the first modes and quote for the first time, so that the first tick finds what every later one finds."""
    world.run_system("mode", np.ones(world.n_worlds, np.bool_))
    quote_first(world, scenarios)
    world.run_system("aggregates", np.ones(world.n_worlds, np.bool_))


def quote_again(world: World) -> None:
    """Let everyone quote anew before the next tick: quotes follow from preferences and rules too, and those have changed."""
    world.edit(c.Inventory).changed[:] = True
