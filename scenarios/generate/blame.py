"""Checks a generated scenario, and says which flag made it wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..economy.schema import EconomyScenario
from ..economy.zones import regimes_of
from ..loader import load, path_of
from ..problems import Problem, ScenarioError
from ..schema import Scenario
from .assembly import OF_MONEY, PARAMS, Recipe
from .request import Request, flag

KEYS = {
    "agents": "agents", "grid": "grid", "initial_inventories.A": "inventory_range",
    "initial_inventories.B": "inventory_range", "initial_inventories.M": "money_range", "initial_inventories": "exchange_regime",
    "utilities": "utilities", "resource_seed": "resources", "params.resource_growth_rate": "resources",
    "params.resource_max_amount": "resources", **{f"params.{key}": name for name, key in PARAMS.items()},
}  # fmt: skip
"""The flag that a key of the scenario comes from."""


def check(values: Mapping[str, Any], recipe: Recipe, asked: Request) -> Scenario:
    """Return the scenario that the data describe. Raises ScenarioError that names flags, as far as flags brought what is wrong."""
    try:
        scenario = load(values, changes={key: _at(values, key) for key in asked.settings}).scenario
    except ScenarioError as error:
        raise ScenarioError(recipe.source, [_named(problem, asked, recipe.request) for problem in error.problems]) from None
    idle = [name for name in OF_MONEY if getattr(asked, name) is not None]
    if idle and not (isinstance(scenario, EconomyScenario) and regimes_of(scenario) != ["barter_only"]):
        rule, remedy = "an exchange regime with money", "Give --exchange-regime money_only, mixed or mixed_liquidity_gated."
        raise ScenarioError(recipe.source, [Problem(flag(name), "money without a use", rule, remedy) for name in idle])
    return scenario


def _at(values: Any, key: str) -> Any:
    """Return what stands at a dotted key that was set."""
    for part in path_of(key):
        values = values[part]
    return values


def _named(problem: Problem, asked: Request, request: Request) -> Problem:
    """Return a problem under the name of the flag that brought it, or of the preset that did, if one did."""
    if asked.param_ranges is not None and "utilities.mix" in problem.key + problem.needs:
        return replace(problem, key=f"{flag('param_ranges')}: {problem.key}")
    key = problem.key.split("[")[0]
    while key:
        names = ("money_range", "inventory_range") if key == "initial_inventories.M" else (KEYS.get(key, "name"),)
        for name in names:
            if getattr(asked, name) is not None and name != "name":
                return replace(problem, key=f"{flag(name)}: {problem.key}")
            if getattr(request, name) is not None and name != "name":
                return replace(problem, key=f"{flag('preset')} {asked.preset}: {problem.key}")
        key = key.rpartition(".")[0]
    if asked.settings and not problem.key.startswith("--"):  # what no flag says, a setting made wrong
        return replace(problem, key=f"with {flag('settings')} {', '.join(asked.settings)}: {problem.key}")
    return problem
