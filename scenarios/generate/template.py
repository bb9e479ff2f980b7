"""Templates: scenarios with ranges in place of values, each of which is drawn once for a generated scenario.

    agents: {uniform: [10, 50]}                        a whole number, because both ends are; else a number
    params: {exchange_regime: {choice: [barter_only, mixed]}, beta: {uniform: [0.9, 1.0]}}
    initial_inventories: {A: {uniform: [1, 40]}}       a distribution of the scenario: it stays, and each agent has its own
    resource_seed: {density: 0.1, amount: {draw: {uniform: [1, 9]}}}     drawn once, because `draw` says so
    grid: {width: 20, height: {from: grid.width}}      what another key came to; with times or plus: {from: agents, times: 0.5}

Where the schema reads `uniform` and `choice` as distributions, a template keeps them: every scenario file is a template of itself,
and means the same as one. `{draw: ...}` is a range anywhere, inside of a distribution too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..loader import path_of
from ..problems import Problem, ScenarioError, nearest, shown
from ..yaml_source import Path, Place, dotted
from .parameters import Draws, rounded

RANGES = ("uniform", "log_uniform", "choice")
KEYS = (*RANGES, "draw", "from")
DISTRIBUTIONS = ("uniform", "normal", "lognormal", "choice")
PLACES = {
    ("initial_inventories", "A"), ("initial_inventories", "B"), ("initial_inventories", "M"), ("initial_inventories", "lambda_money"),
    ("initial_inventories", "M_0"), ("positions", "x"), ("positions", "y"), ("params", "vision_radius"), ("resource_seed", "amount"),
    ("mode_schedule", "forage_ticks"), ("mode_schedule", "trade_ticks"), ("mode_schedule", "offset"),
}  # fmt: skip
"""Where an economy's file may have a distribution, besides parameters of utility functions."""
DEEPEST = 50


def fill(values: Mapping[str, Any], draws: Draws, source: str, places: Mapping[Path, Place] | None = None) -> dict[str, Any]:
    """Return a scenario's data with every range drawn, as a new dict.

    source  the template's name, for messages
    places  where each value stands in its text

    Draws   stream "PATH" of each range, which depends on nothing else: a range more or less changes no other
    Raises ScenarioError that says which range is none, with its place.
    """
    filled: dict[str, Any] = _Filler(values, draws, source, places or {}).children(values, ())
    return filled


def is_distribution_place(path: Path, schedule: Any = None) -> bool:
    """Return whether an economy's file may have a distribution here; lengths of a schedule only where each agent has its own."""
    if path[:1] == ("mode_schedule",):
        return path in PLACES and isinstance(schedule, Mapping) and schedule.get("type") == "agent_specific"
    return path in PLACES or (len(path) == 5 and path[:2] == ("utilities", "mix") and path[3] == "params")


class _Filler:
    def __init__(self, values: Mapping[str, Any], draws: Draws, source: str, places: Mapping[Path, Place]) -> None:
        self.values, self.draws, self.source, self.places = values, draws, source, places
        self.following: list[Path] = []

    def fill(self, value: Any, path: Path, stream: str) -> Any:
        """Return a value with every range in it drawn."""
        if len(path) > DEEPEST:
            raise self.wrong(path, "a value nested too deep", f"at most {DEEPEST} levels")
        if not isinstance(value, Mapping):
            return self.children(value, path)
        key = next((key for key in KEYS if key in value), None)
        if key is None or (key in DISTRIBUTIONS and len(value) == 1 and is_distribution_place(path, self.values.get("mode_schedule"))):
            return self.children(value, path)
        if key == "from":
            return self.relation(value, path)
        if len(value) != 1:
            raise self.wrong(path, shown(sorted(map(str, value))), f"{key} as the only key")
        if key == "draw":
            return self.drawn(value["draw"], (*path, "draw"), stream)
        return self.range(key, value[key], (*path, key), stream, path)

    def children(self, value: Any, path: Path) -> Any:
        if isinstance(value, Mapping):
            return {str(key): self.fill(inner, (*path, str(key)), dotted((*path, str(key)))) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.fill(inner, (*path, k), dotted((*path, k))) for k, inner in enumerate(value)]
        return value

    def drawn(self, value: Any, path: Path, stream: str) -> Any:
        key = next(iter(value)) if isinstance(value, Mapping) and len(value) == 1 else None
        if key not in RANGES:
            remedy = nearest(str(key), RANGES) if key is not None else ""
            raise self.wrong(path, shown(value), f"one of {', '.join(RANGES)} as the only key", remedy)
        return self.range(str(key), value[key], (*path, str(key)), stream, path[:-1])

    def range(self, key: str, value: Any, path: Path, stream: str, place: Path) -> Any:
        """Draw from a range that may have ranges in it."""
        if key == "choice":
            return self.choice(value, path, stream, place)
        pair = self.children(value, path)
        if not (isinstance(pair, list) and len(pair) == 2 and all(map(_is_number, pair)) and pair[0] <= pair[1]):
            raise self.wrong(path, shown(pair), "[least, greatest], two numbers, the least first")
        if key == "log_uniform" and pair[0] <= 0:
            raise self.wrong(path, shown(pair), "two numbers > 0")
        return self.draws.note(stream, _between(key, pair[0], pair[1], self.draws.share(stream)))

    def choice(self, value: Any, path: Path, stream: str, place: Path) -> Any:
        """Draw one of some values, which may be anything, and fill it as what stands there."""
        weighted = isinstance(value, Mapping)
        options = value.get("values") if weighted else value
        weights = value.get("weights") if weighted else [1.0] * len(options) if isinstance(options, list | tuple) else None
        if not isinstance(options, list | tuple) or not options or (weighted and set(value) != {"values", "weights"}):
            raise self.wrong(path, shown(value), "a list of values, or {values: [...], weights: [...]}")
        if not (isinstance(weights, list | tuple) and len(weights) == len(options) and all(_is_number(w) and w >= 0 for w in weights)):
            raise self.wrong((*path, "weights"), shown(weights), f"a weight >= 0 for each of {len(options)} values")
        total = math.fsum(weights)
        if total <= 0:
            raise self.wrong((*path, "weights"), shown(weights), "a weight > 0")
        left = self.draws.share(stream) * total
        likely = [k for k, weight in enumerate(weights) if weight > 0]
        for k in likely:
            left -= weights[k]
            if left < 0 or k == likely[-1]:
                break
        return self.draws.note(stream, self.fill(options[k], place, f"{stream} = {k}"))

    def relation(self, value: Mapping[str, Any], path: Path) -> Any:
        """Return what another key came to, times and plus what is said."""
        odd = [str(key) for key in value if key not in ("from", "times", "plus")]
        if odd:
            raise self.wrong(path, shown(odd[0]), "the keys from, times and plus", nearest(odd[0], ("from", "times", "plus")))
        if not isinstance(value["from"], str):
            raise self.wrong((*path, "from"), shown(value["from"]), "a key, as in grid.width")
        other = path_of(value["from"])
        if other in self.following:
            raise self.wrong(path, " from ".join(map(dotted, [*self.following, other])), "a key that does not follow from itself")
        self.following.append(other)
        found = self.at(other, path)
        self.following.pop()
        if len(value) == 1:
            return found
        times, plus = (
            self.fill(value.get(key, default), (*path, key), dotted((*path, key))) for key, default in (("times", 1), ("plus", 0))
        )
        if not all(map(_is_number, (found, times, plus))):
            raise self.wrong(path, shown((found, times, plus)), "numbers, where times or plus are given")
        result = found * times + plus
        return math.floor(result + 0.5) if isinstance(found, int) and isinstance(plus, int) else rounded(result, -math.inf, math.inf)

    def at(self, other: Path, path: Path) -> Any:
        """Return what the value of another key came to."""
        here: Any = self.values
        for k, part in enumerate(other):
            known = [str(key) for key in here] if isinstance(here, Mapping) else []
            inside = part in here if isinstance(here, Mapping) else isinstance(here, list) and isinstance(part, int) and part < len(here)
            if not inside:
                remedy = nearest(str(part), known) if known else ""
                raise self.wrong((*path, "from"), shown(dotted(other)), "a key of the template", remedy)
            here = here[part]
            here = self.fill(here, other[: k + 1], dotted(other[: k + 1])) if k + 1 == len(other) or _names_range(here) else here
        return here

    def wrong(self, path: Path, got: str, needs: str, remedy: str = "") -> ScenarioError:
        near = path
        while near and near not in self.places:
            near = near[:-1]
        return ScenarioError(self.source, [Problem(dotted(path), got, needs, remedy, *self.places.get(near, ()))])


def _between(key: str, low: Any, high: Any, at: float) -> int | float:
    """Return the number at a share of a range; a whole one if both ends are."""
    whole = isinstance(low, int) and isinstance(high, int)
    if key == "log_uniform":
        drawn = rounded(low * (high / low) ** at, low, high)
        return min(max(math.floor(drawn + 0.5), low), high) if whole else drawn
    return min(low + int(at * (high - low + 1)), high) if whole else rounded(low + at * (high - low), low, high)


def has_range(value: Any) -> bool:
    """Return whether a value is a range, or has one in it."""
    if isinstance(value, Mapping):
        return _names_range(value) or any(map(has_range, value.values()))
    return isinstance(value, list | tuple) and any(map(has_range, value))


def _names_range(value: Any) -> bool:
    return isinstance(value, Mapping) and any(key in value for key in KEYS)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
