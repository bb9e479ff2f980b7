"""From a request and draws to the data of a scenario: what to begin with, flags over it, ranges drawn, what agents have and like."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..loader import change, path_of
from ..problems import Problem, ScenarioError, shown
from ..yaml_source import Path, Place, dotted
from .compat import WITH_MONEY, fixed_params, money_params
from .parameters import Draws, draw_mix
from .presets import read_preset
from .ranges import Ranges, read_ranges
from .request import Request, flag, read_request
from .sources import read_source
from .template import fill, has_range

NEEDED = ("agents", "grid", "inventory_range", "utilities", "resources")
MOST_LISTED = 10_000  # agents whose goods a file lists; above, it has the distribution, and the run draws
PARAMS = {
    "exchange_regime": "exchange_regime",
    "lambda_money": "lambda_money",
    "money_scale": "money_scale",
    "money_mode": "money_mode",
    "money_form": "money_utility_form",
    "vision": "vision_radius",
    "movement": "move_budget_per_tick",
}
"""Keys of params by flag."""
OF_MONEY = ("money_range", "lambda_money", "money_scale", "money_mode", "money_form")


@dataclass(frozen=True)
class Recipe:
    """What a request comes to, before anything is drawn.

    request   with the flags of its preset filled in
    template  a scenario with ranges; None where the flags say all
    source    what to call the template in messages: the flag that named it
    places    where each value of the template stands in its text
    """

    request: Request
    ranges: Ranges
    template: Mapping[str, Any] | None
    source: str
    places: Mapping[Path, Place]


def read_recipe(request: Request) -> Recipe:
    """Read preset, template and ranges. Raises ScenarioError."""
    ranges = read_ranges(request.param_ranges)
    source = "generate"
    places: Mapping[Path, Place] = {}
    template: Mapping[str, Any] | None = None
    if request.template is not None:
        template, places, source = read_source(flag("template"), request.template, "a scenario with ranges: a mapping of keys to values")
        if "schema_version" in template and template["schema_version"] != 2:
            problem = Problem("schema_version", shown(template["schema_version"]), "2", "For an older file: catallax upgrade.")
            raise ScenarioError(source, [problem])
    elif request.preset is not None:
        preset = read_preset(request.preset)
        if preset.values:
            template, source = preset.values, f"--preset {preset.name}"  # without places: nobody has the file before them
        else:
            flags = {**preset.flags, **preset.besides}
            own = read_request(request.name, flags)
            missing = {key: getattr(own, key) for key in flags if getattr(request, key) is None}
            request = replace(request, **missing)
    if template is None:
        _check_complete(request)
    return Recipe(request, ranges, template, source, places)


def _check_complete(request: Request) -> None:
    """Check that flags say enough, where nothing else does."""
    missing = [key for key in NEEDED if getattr(request, key) is None]
    problems = [Problem(flag(key), "nothing", f"a value, because there is no {flag('preset')} or {flag('template')}") for key in missing]
    if problems:
        raise ScenarioError("generate", problems)


def assemble(recipe: Recipe, draws: Draws) -> dict[str, Any]:
    """Return the data of a scenario, with nothing left to draw but the distributions that a run draws from.

    Raises ScenarioError for a range that is none, and for a setting that leads nowhere.
    """
    request = recipe.request
    begun = _skeleton(request) if recipe.template is None else copy.deepcopy(dict(recipe.template))
    first = {"schema_version": begun.pop("schema_version", None), "name": request.name, "seed": draws.seed}
    values = {**first, **{key: value for key, value in begun.items() if key not in first and key != "generated_by"}}
    _set_plain(values, request)
    for key, value in request.settings.items():
        if _leads_somewhere(values, key):
            change(values, key, copy.deepcopy(value))  # so that other keys can follow from it
    values = _filled(values, recipe, draws)
    _draw_goods(values, request, draws)
    _draw_preferences(values, recipe, draws)
    return _with_settings(values, request, draws)


def _filled(values: Mapping[str, Any], recipe: Recipe, draws: Draws) -> dict[str, Any]:
    """Return the data with every range drawn. Raises ScenarioError that names the template, or `--set` if a setting is wrong."""
    try:
        return fill(values, draws, recipe.source, recipe.places)
    except ScenarioError as error:
        settings = tuple(dotted(path_of(key)) for key in recipe.request.settings)
        if settings and all(problem.key.startswith(settings) for problem in error.problems):
            raise ScenarioError("--set", [Problem(p.key, p.got, p.needs, p.remedy) for p in error.problems]) from None
        raise


def _skeleton(request: Request) -> dict[str, Any]:
    """Return what flags alone say of a scenario, but for what is drawn."""
    assert request.grid is not None and request.resources is not None
    density, most, regrowth = request.resources
    return {
        "schema_version": 2,
        "rules": "standard",
        "grid": {},
        "agents": request.agents,
        "initial_inventories": {},
        "utilities": {},
        "resource_seed": {"density": density, "amount": most},
        "params": fixed_params(request.exchange_regime or "barter_only", most, regrowth),
    }


def _set_plain(values: dict[str, Any], request: Request) -> None:
    """Set what flags say outright."""
    if request.agents is not None:
        values["agents"] = request.agents
    if request.grid is not None:
        before = values.get("grid")
        torus = {"torus": before["torus"]} if isinstance(before, Mapping) and "torus" in before else {}
        values["grid"] = {"width": request.grid, "height": request.grid, **torus}
    params = values.setdefault("params", {})
    if request.resources is not None:
        density, most, regrowth = request.resources
        values["resource_seed"] = {"density": density, "amount": most}
        params |= {"resource_growth_rate": regrowth, "resource_max_amount": most}
    if request.exchange_regime in WITH_MONEY:
        params |= {key: value for key, value in money_params().items() if key not in params}
    params |= {key: value for name, key in PARAMS.items() if (value := getattr(request, name)) is not None}
    if not params:
        del values["params"]


def _draw_goods(values: dict[str, Any], request: Request, draws: Draws) -> None:
    """Draw what each agent has, where a flag gives a range; money in the range of goods where nothing else is said of it."""
    goods, money = request.inventory_range, request.money_range
    if goods is None and money is None:
        return
    before = values.get("initial_inventories")
    held = dict(before) if isinstance(before, Mapping) else {}
    if money is None and request.exchange_regime in WITH_MONEY and held.get("M") is None:
        money = goods
    for good, span in {"A": goods, "B": goods, "M": money}.items():
        if span is not None:
            held[good] = _holdings(draws, good, values.get("agents"), span)
    if goods is not None:
        held.pop("correlation", None)  # of two distributions that are gone
    values["initial_inventories"] = held


def _holdings(draws: Draws, good: str, agents: Any, span: tuple[int, int]) -> Any:
    if not isinstance(agents, int) or agents < 1 or agents > MOST_LISTED:
        return {"uniform": list(span)}
    return draws.whole(good, agents, *span)


def _draw_preferences(values: dict[str, Any], recipe: Recipe, draws: Draws) -> None:
    """Draw the parameters of the mix that the flag asks for."""
    request = recipe.request
    if request.utilities is None:
        return
    spans = [span for family, _ in request.utilities for span in recipe.ranges[family].values()]
    holdings = (1.0, 1.0)
    if any(span.of == "holdings" for span in spans):
        holdings = request.inventory_range or _known_holdings(values.get("initial_inventories"), recipe.source)
    values["utilities"] = {**values.get("utilities", {}), "mix": draw_mix(draws, request.utilities, holdings, recipe.ranges)}


def _known_holdings(held: Any, source: str) -> tuple[float, float]:
    """Return the least and the greatest that agents of a template have of a good. Raises ScenarioError where they have no bounds."""
    ends: list[float] = []
    for good in ("A", "B"):
        value = held.get(good) if isinstance(held, Mapping) else None
        numbers = value["uniform"] if isinstance(value, Mapping) and set(value) == {"uniform"} else value
        numbers = numbers if isinstance(numbers, list) else [numbers]
        if not numbers or any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
            rule = "bounds of what agents have, for the bliss point of a quadratic"
            problem = Problem("--utilities", f"initial_inventories.{good}: {shown(value)}", rule, "Give --inventory-range.")
            raise ScenarioError(source, [problem])
        ends += [min(numbers), max(numbers)]
    return min(ends), max(ends)


def _with_settings(values: dict[str, Any], request: Request, draws: Draws) -> dict[str, Any]:
    """Return the data after settings, which have the last word, ranges in them drawn."""
    problems = [p for key, value in request.settings.items() if (p := change(values, key, copy.deepcopy(value)))]
    if problems:
        raise ScenarioError("generate", problems)
    return fill(values, draws, "--set") if has_range(list(request.settings.values())) else values


def _leads_somewhere(values: Any, key: str) -> bool:
    """Return whether what a setting is set in is there."""
    here = values
    for part in path_of(key)[:-1]:
        if not isinstance(here, dict) or part not in here:
            return False
        here = here[part]
    return isinstance(here, dict)
