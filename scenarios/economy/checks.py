"""Rules between the fields of an economy, which a schema of single fields cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...components.economy import PARAMETERS
from ..distributions import ends, is_law, weight_problems
from ..problems import Finding, nearest, shown
from ..yaml_source import Path
from .protocols import protocol_problems
from .ranges import HELD, NOT_NEGATIVE, POSITIVE, parameter_range, place_problems
from .rules import ORIGINALS, parts_of_a_unit
from .schema import EconomyScenario
from .zones import local_problems, regimes_of

OPTIONAL = {"quadratic": ("gamma",)}


def find_problems(scenario: EconomyScenario) -> Iterator[Finding]:
    """Yield what is wrong between fields."""
    if scenario.resource_seed.density > 0 and scenario.resource_seed.amount == 0:
        yield ("resource_seed", "amount"), "0", "amount > 0 where density > 0", "Set density to 0 for no resources."
    bounds = scenario.params.lambda_bounds
    if bounds.lambda_min >= bounds.lambda_max:
        yield ("params", "lambda_bounds"), shown((bounds.lambda_min, bounds.lambda_max)), "lambda_min < lambda_max", ""
    if scenario.params.money_mode == "kkt_lambda" and scenario.params.money_utility_form == "log" and scenario.rules not in ORIGINALS:
        remedy = "Set money_utility_form to linear, or money_mode to quasilinear."
        yield ("params", "money_mode"), "'kkt_lambda' with money_utility_form 'log'", "a linear utility of money", remedy
    most, appears = scenario.params.resource_max_amount, scenario.params.resource_spawn_amount
    if scenario.params.resource_spawn_rate > 0 and most is not None and appears > most:
        rule = f"at most resource_max_amount = {most}"
        yield ("params", "resource_spawn_amount"), str(appears), rule, "Raise resource_max_amount, or lower the amount."
    yield from protocol_problems(scenario)
    yield from place_problems(scenario)
    yield from local_problems(scenario)
    yield from _inventories(scenario)
    yield from _mix(scenario)


def _inventories(scenario: EconomyScenario) -> Iterator[Finding]:
    for good in ("A", "B", "M"):
        held = getattr(scenario.initial_inventories, good)
        most = ends(held, HELD[good])[1] if held is not None else 0
        scale = scenario.params.money_scale if good == "M" else parts_of_a_unit(scenario.rules)
        limit = 62 if good == "M" or scale == 1 else 51  # bits: parts of a unit become floats
        if most * scale * scenario.agents >= 2**limit:
            rule = f"less than 2**{limit} {'units' if limit == 62 else 'parts of 1/10000'} in all"
            remedy = "Totals are exact 64-bit integers." + (" Give high." if is_law(held) else "")
            yield ("initial_inventories", good), f"{most} units for {scenario.agents} agents", rule, remedy
    regime = next((regime for regime in regimes_of(scenario) if regime != "barter_only"), None)
    if regime is not None and scenario.initial_inventories.M is None:
        yield ("initial_inventories",), "no M", f"M, because exchange_regime is {regime}", "Give each agent money: M: 100."


def _mix(scenario: EconomyScenario) -> Iterator[Finding]:
    mix = scenario.utilities.mix
    yield from weight_problems(("utilities", "mix"), [entry.weight for entry in mix])
    for k, entry in enumerate(mix):
        path: Path = ("utilities", "mix", k, "params")
        known = PARAMETERS[entry.type]
        for name in entry.params:
            if name not in known:
                yield (*path, name), "an unknown parameter", f"a parameter of {entry.type}", nearest(name, known)
        for name in known:
            if name not in entry.params and name not in OPTIONAL.get(entry.type, ()):
                yield path, f"no {name}", f"{', '.join(known)} for {entry.type}", f"Add {name}."
        numbers = {name: value for name, value in entry.params.items() if isinstance(value, int | float)}
        for name in POSITIVE[entry.type]:
            if numbers.get(name, 1.0) <= 0.0:
                yield (*path, name), shown(numbers[name]), f"{name} > 0", ""
        for name in NOT_NEGATIVE.get(entry.type, ()):
            if numbers.get(name, 0.0) < 0.0:
                yield (*path, name), shown(numbers[name]), f"{name} >= 0", ""
        if entry.type == "ces":
            yield from _elasticity(path, entry.params.get("rho"))
        if entry.type == "stone_geary":
            yield from _subsistence(scenario, path, entry.params)


def _elasticity(path: Path, rho: Any) -> Iterator[Finding]:
    if rho == 1.0:
        yield (*path, "rho"), "1.0", "rho != 1", "For perfect substitutes use type: linear."
    elif is_law(rho):
        least, most = ends(rho, parameter_range("ces", "rho"))
        if any(least - 1e-9 < limit < most + 1e-9 for limit in (0.0, 1.0)):
            rule = "a range on one side of 0, and on one side of 1"
            yield (*path, "rho"), f"numbers from {least:g} to {most:g}", rule, "Give low and high, or a mix of two entries."
    elif rho is not None and abs(rho) < 1e-9:
        yield (*path, "rho"), shown(rho), "|rho| >= 1e-9", "For Cobb-Douglas use type: stone_geary with both gammas 0."


def _subsistence(scenario: EconomyScenario, path: Path, params: dict[str, Any]) -> Iterator[Finding]:
    """Check the least of all holdings against the greatest of all needs; the original forgot lists (Q12)."""
    for good in ("A", "B"):
        held = getattr(scenario.initial_inventories, good)
        need = ends(params.get(f"gamma_{good}", 0.0), parameter_range("stone_geary", f"gamma_{good}"))[1]
        if isinstance(held, list) and scenario.rules in ORIGINALS:
            continue
        least = ends(held, HELD[good])[0]
        if least <= need:
            rule = f"more of {good} than gamma_{good} = {need:g}, the need of utilities.mix[{path[2]}]"
            yield ("initial_inventories", good), str(least), rule, f"Raise {good}, or lower gamma_{good}."
