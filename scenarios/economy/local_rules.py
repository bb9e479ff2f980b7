"""What zones, and regimes and schedules of agents' own, come to in a world."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...components import economy as c
from ...engine.world import World
from ...kernels.institutions import GATE
from ..draws import draw
from .ranges import LENGTH
from .schema import EconomyScenario
from .zones import EXCHANGES, OWN, has_customs, own_cycles

OPEN = {regime: bits | (regime == "mixed_liquidity_gated") << GATE for regime, bits in EXCHANGES.items()}
"""The same and whether the gate holds, as `Institution.open` has them."""


def set_local_rules(world: World, scenarios: Sequence[EconomyScenario], seeds: Sequence[int]) -> None:
    """Tell each world the rules of its zones, and each agent its own."""
    zones, cell, customs, rules = world.edit(c.Zone), world.edit(c.Cell), world.edit(c.Customs), world.edit(c.Rules)
    for w, (scenario, seed) in enumerate(zip(scenarios, seeds, strict=True)):
        first_zone, first_cell = int(world.tables["zones"].offsets[w]), int(world.tables["cells"].offsets[w])
        grid = cell.zone[first_cell : first_cell + scenario.grid.width * scenario.grid.height].reshape(scenario.grid.width, -1)
        for k, entry in enumerate(scenario.zones):
            grid[entry.x[0] : entry.x[1] + 1, entry.y[0] : entry.y[1] + 1] = k
            z, own = first_zone + k, entry.mode_schedule
            if entry.exchange_regime is not None:
                zones.open[z] = OPEN[entry.exchange_regime]
            if own is not None:
                zones.forage_ticks[z], zones.trade_ticks[z] = own.forage_ticks, own.trade_ticks
                zones.trade_first[z] = own.start_mode == "trade"
            for column, value in (("growth_rate", entry.resource_growth_rate), ("regrowth_rest", entry.resource_regen_cooldown)):
                if value is not None:
                    getattr(zones, column)[z] = value
        rules.local_modes[w] = own_cycles(scenario) or any(zone.mode_schedule is not None for zone in scenario.zones)
        general = scenario.params.exchange_regime
        if isinstance(general, list) or any(zone.exchange_regime is not None for zone in scenario.zones):
            # who is born later may do all that the others may
            rules.open[w] = np.bitwise_or.reduce([OPEN[r] for r in general]) if isinstance(general, list) else OPEN[general]
        if has_customs(scenario):
            low, high = world.tables["agents"].offsets[w : w + 2]
            _fill_customs(customs, slice(int(low), int(high)), scenario, seed)


def _fill_customs(customs: c.Customs, here: slice, scenario: EconomyScenario, seed: int) -> None:
    """Give the agents of a world their own rules. Draws  streams "cycle NAME", by agent"""
    if isinstance(scenario.params.exchange_regime, list):
        customs.open[here, 0] = [OPEN[regime] for regime in scenario.params.exchange_regime]
    schedule = scenario.mode_schedule
    if schedule is not None and own_cycles(scenario):
        for name in OWN:
            value = getattr(schedule, name)
            getattr(customs, name)[here, 0] = draw(0 if value is None else value, LENGTH, seed, f"cycle {name}", scenario.agents)
