"""Zones, and regimes and schedules of agents' own: which regimes a file has, and what may stand in it."""

from __future__ import annotations

from collections.abc import Iterator

from ..distributions import is_law
from ..problems import Finding, shown
from .rules import PRESETS
from .schema import EconomyScenario

A_FOR_B, A_FOR_M, B_FOR_M = 1, 2, 4
EXCHANGES = {
    "barter_only": A_FOR_B,
    "money_only": A_FOR_M | B_FOR_M,
    "mixed": A_FOR_B | A_FOR_M | B_FOR_M,
    "mixed_liquidity_gated": A_FOR_B | A_FOR_M | B_FOR_M,
}
"""Bits of what may be exchanged for what, by regime (economy.md 4.4)."""
OWN = ("forage_ticks", "trade_ticks", "offset")


def regimes_of(scenario: EconomyScenario) -> list[str]:
    """Return the regimes that hold somewhere or for somebody, each once, sorted."""
    general = scenario.params.exchange_regime
    found = set(general if isinstance(general, list) else [general])
    return sorted(found | {zone.exchange_regime for zone in scenario.zones if zone.exchange_regime is not None})


def has_customs(scenario: EconomyScenario) -> bool:
    """Return whether agents have regimes or schedules of their own."""
    return isinstance(scenario.params.exchange_regime, list) or own_cycles(scenario)


def own_cycles(scenario: EconomyScenario) -> bool:
    """Return whether agents have schedules of their own."""
    return scenario.mode_schedule is not None and scenario.mode_schedule.type == "agent_specific"


def local_problems(scenario: EconomyScenario) -> Iterator[Finding]:
    """Yield what is wrong with zones, with the schedule, and with regimes of agents' own."""
    yield from _under_the_original(scenario)
    yield from _rectangles(scenario)
    yield from _schedule(scenario)
    regimes = scenario.params.exchange_regime
    if isinstance(regimes, list) and len(regimes) != scenario.agents:
        rule = f"one regime, or a list of {scenario.agents}, one for each agent"
        yield ("params", "exchange_regime"), f"a list of {len(regimes)}", rule, "Correct the list, or `agents`."


def _under_the_original(scenario: EconomyScenario) -> Iterator[Finding]:
    if PRESETS[scenario.rules]["local_rules"]:
        return
    rule = f"one rule for all under rules {scenario.rules}"
    remedy = "Use rules: standard. The original has this in its schema and refuses to run it."
    if scenario.zones:
        yield ("zones",), f"{len(scenario.zones)} zones", rule, remedy
    if isinstance(scenario.params.exchange_regime, list):
        yield ("params", "exchange_regime"), "a list", rule, remedy
    if scenario.mode_schedule is not None and scenario.mode_schedule.type != "global_cycle":
        yield ("mode_schedule", "type"), shown(scenario.mode_schedule.type), f"global_cycle under rules {scenario.rules}", remedy


def _rectangles(scenario: EconomyScenario) -> Iterator[Finding]:
    sides = {"x": scenario.grid.width, "y": scenario.grid.height}
    for k, zone in enumerate(scenario.zones):
        for side, cells in sides.items():
            span = getattr(zone, side)
            if span[1] >= cells:
                yield ("zones", k, side), shown(span), f"cells of the grid: {side} <= {cells - 1}", "Count from 0."
        for other in scenario.zones[:k]:
            if other.name == zone.name:
                yield ("zones", k, "name"), shown(zone.name), "a name that no other zone has", ""
            if _meet(zone.x, other.x) and _meet(zone.y, other.y):
                remedy = f"{other.name!r} has x {other.x} and y {other.y}."
                yield ("zones", k), f"cells of {other.name!r}", "zones that do not overlap", remedy


def _meet(one: list[int], other: list[int]) -> bool:
    """Return whether two spans [first, last] have a number in common."""
    return one[0] <= other[1] and other[0] <= one[1]


def _schedule(scenario: EconomyScenario) -> Iterator[Finding]:
    schedule, zoned = scenario.mode_schedule, any(zone.mode_schedule is not None for zone in scenario.zones)
    if schedule is None:
        return
    path = ("mode_schedule", "type")
    if zoned and schedule.type == "global_cycle":
        remedy = "What is outside of zones follows forage_ticks and trade_ticks."
        yield path, shown(schedule.type), "spatial_zones or agent_specific, because a zone has a mode_schedule", remedy
    if schedule.type == "spatial_zones" and not zoned:
        yield path, shown(schedule.type), "a zone with a mode_schedule", "Give zones, or use type: global_cycle."
    given = [name for name in OWN[:2] if getattr(schedule, name) is not None]
    if len(given) < 2 and (given or schedule.type != "spatial_zones"):
        for name in OWN[:2]:
            if name not in given:
                yield ("mode_schedule", name), "nothing", f"the key {name!r}", "Add it."
    if schedule.type == "agent_specific":
        return
    for name in given:
        value = getattr(schedule, name)
        if is_law(value) or isinstance(value, list):
            yield ("mode_schedule", name), shown(value), f"one number with type {schedule.type}", "Use type: agent_specific."
        elif value < 1:
            yield ("mode_schedule", name), shown(value), "a number >= 1", ""
    if schedule.offset is not None:
        yield ("mode_schedule", "offset"), shown(schedule.offset), "type agent_specific", "Leave it out: one cycle is ahead of none."
