"""Zones, and regimes and schedules of agents' own, for drawn economies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from .quantities import amounts

number = st.sampled_from


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
        length = amounts(agents, 0, 3)
        parts = st.fixed_dictionaries({"forage_ticks": length, "trade_ticks": length}, optional={"offset": length})
        start = {"start_mode": schedule["start_mode"]} if schedule else {}
        scenario["mode_schedule"] = {"type": "agent_specific", **draw(parts), **start}
    elif schedule and any("mode_schedule" in zone for zone in zones):
        schedule["type"] = "spatial_zones"
