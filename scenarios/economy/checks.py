"""Rules between the fields of an economy, which a schema of single fields cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...components.economy import PARAMETERS
from ..problems import Finding, nearest, shown
from ..yaml_source import Path
from .schema import EconomyScenario

WEIGHT_TOLERANCE = 1e-6
POSITIVE = {
    "ces": ("wA", "wB"),
    "linear": ("vA", "vB"),
    "quadratic": ("A_star", "B_star", "sigma_A", "sigma_B"),
    "translog": ("alpha_A", "alpha_B"),
    "stone_geary": ("alpha_A", "alpha_B"),
}
NOT_NEGATIVE = {"quadratic": ("gamma",), "stone_geary": ("gamma_A", "gamma_B")}
OPTIONAL = {"quadratic": ("gamma",)}


def find_problems(scenario: EconomyScenario) -> Iterator[Finding]:
    """Yield what is wrong between fields."""
    if scenario.resource_seed.density > 0 and scenario.resource_seed.amount == 0:
        yield ("resource_seed", "amount"), "0", "amount > 0 where density > 0", "Set density to 0 for no resources."
    bounds = scenario.params.lambda_bounds
    if bounds.lambda_min >= bounds.lambda_max:
        yield ("params", "lambda_bounds"), shown((bounds.lambda_min, bounds.lambda_max)), "lambda_min < lambda_max", ""
    if scenario.params.money_mode == "kkt_lambda" and scenario.params.money_utility_form == "log" and scenario.rules != "vmt":
        remedy = "Set money_utility_form to linear, or money_mode to quasilinear."
        yield ("params", "money_mode"), "'kkt_lambda' with money_utility_form 'log'", "a linear utility of money", remedy
    yield from _inventories(scenario)
    yield from _mix(scenario)


def not_yet(scenario: EconomyScenario) -> Iterator[Finding]:
    """Yield what a valid scenario asks for that this version cannot run."""
    yield from ()


def _inventories(scenario: EconomyScenario) -> Iterator[Finding]:
    for good, held in scenario.initial_inventories:
        if isinstance(held, list) and len(held) != scenario.agents:
            rule = f"one number, or a list of {scenario.agents}, one for each agent"
            yield ("initial_inventories", good), f"a list of {len(held)}", rule, "Correct the list, or `agents`."
        most = max(held) if isinstance(held, list) else held
        scale = scenario.params.money_scale if good == "M" else 1
        if good in ("A", "B", "M") and most is not None and most * scale * scenario.agents >= 2**62:
            rule = "less than 2**62 units in all"
            yield ("initial_inventories", good), f"{most} units for {scenario.agents} agents", rule, "Totals are exact 64-bit integers."
    regime = scenario.params.exchange_regime
    if regime != "barter_only" and scenario.initial_inventories.M is None:
        yield ("initial_inventories",), "no M", f"M, because exchange_regime is {regime}", "Give each agent money: M: 100."


def _mix(scenario: EconomyScenario) -> Iterator[Finding]:
    mix = scenario.utilities.mix
    total = sum(entry.weight for entry in mix)
    if abs(total - 1.0) >= WEIGHT_TOLERANCE:
        yield ("utilities", "mix"), f"weights that sum to {total:.6g}", "weights that sum to 1", "Divide each weight by the sum."
    for k, entry in enumerate(mix):
        path: Path = ("utilities", "mix", k, "params")
        known = PARAMETERS[entry.type]
        for name in entry.params:
            if name not in known:
                yield (*path, name), "an unknown parameter", f"a parameter of {entry.type}", nearest(name, known)
        for name in known:
            if name not in entry.params and name not in OPTIONAL.get(entry.type, ()):
                yield path, f"no {name}", f"{', '.join(known)} for {entry.type}", f"Add {name}."
        for name in POSITIVE[entry.type]:
            if entry.params.get(name, 1.0) <= 0.0:
                yield (*path, name), shown(entry.params[name]), f"{name} > 0", ""
        for name in NOT_NEGATIVE.get(entry.type, ()):
            if entry.params.get(name, 0.0) < 0.0:
                yield (*path, name), shown(entry.params[name]), f"{name} >= 0", ""
        if entry.type == "ces":
            yield from _elasticity(path, entry.params.get("rho"))
        if entry.type == "stone_geary":
            yield from _subsistence(scenario, path, entry.params)


def _elasticity(path: Path, rho: float | None) -> Iterator[Finding]:
    if rho == 1.0:
        yield (*path, "rho"), "1.0", "rho != 1", "For perfect substitutes use type: linear."
    elif rho is not None and abs(rho) < 1e-9:
        yield (*path, "rho"), shown(rho), "|rho| >= 1e-9", "For Cobb-Douglas use type: stone_geary with both gammas 0."


def _subsistence(scenario: EconomyScenario, path: Path, params: dict[str, Any]) -> Iterator[Finding]:
    """Check numbers as the original did; lists, which it forgot (Q12), where the rules are not its own."""
    for good in ("A", "B"):
        held = getattr(scenario.initial_inventories, good)
        need = params.get(f"gamma_{good}", 0.0)
        if isinstance(held, list) and scenario.rules == "vmt":
            continue
        least = min(held, default=need + 1) if isinstance(held, list) else held
        if least <= need:
            rule = f"more of {good} than gamma_{good} = {need:g}, the need of utilities.mix[{path[2]}]"
            yield ("initial_inventories", good), str(least), rule, f"Raise {good}, or lower gamma_{good}."
