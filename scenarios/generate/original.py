"""The flags of the original generator, read as it read them, with its messages and its oversights (economy.md section 7, Q11).

A preset's money regime cannot be overridden with barter_only; 0 agents count as not given where there is no preset; density,
agents and grid may be any number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..problems import Problem, ScenarioError, nearest, shown
from .compat import generate_scenario, get_preset
from .presets import ORIGINALS
from .request import REGIMES, Bad, flag, read_name

FLAGS = ("preset", "agents", "grid", "inventory_range", "utilities", "resources", "exchange_regime", "seed")
OURS = ("compat", "validate")  # that change nothing of what is drawn
INCOMPLETE = "Error: When not using --preset, all of --agents, --grid, --inventory-range, --utilities, and --resources are required"
EXAMPLES = {"inventory_range": "MIN,MAX (e.g., 10,50)", "resources": "DENSITY,MAX,REGEN (e.g., 0.3,5,1)"}
KINDS: dict[str, tuple[type, ...]] = {"inventory_range": (int, int), "resources": (float, int, int)}


class OriginalError(ValueError):
    """What the original generator prints on standard error before it exits with 1."""


@dataclass(frozen=True)
class OriginalRequest:
    """The flags as the original generator uses them.

    given  those that were given, but for the seed
    """

    name: str
    preset: str | None
    agents: int
    grid: int
    inventory_range: tuple[int, int]
    utilities: list[str]
    resources: tuple[float, int, int]
    exchange_regime: str
    seed: int | None
    given: Mapping[str, Any]

    def scenario(self, name: str, seed: int) -> dict[str, Any]:
        """Return the original's scenario of a name and a seed. Raises OriginalError."""
        try:
            return generate_scenario(
                name, self.agents, self.grid, self.inventory_range, self.utilities, self.resources, self.exchange_regime, seed
            )
        except ValueError as error:
            raise OriginalError(f"Error: {error}") from None


def read_original(name: str, flags: Mapping[str, Any]) -> OriginalRequest:
    """Return what the original generator makes of flags.

    Raises OriginalError for what it refuses when it runs, ScenarioError for what its command line does not know or take.
    """
    given = {key: value for key, value in flags.items() if value is not None and key not in OURS}
    _check_known(name, given)
    preset = get_preset(given["preset"]) if "preset" in given else None
    if preset is None and not all(given.get(key) for key in ("agents", "grid", "inventory_range", "utilities", "resources")):
        raise OriginalError(INCOMPLETE)
    known = {**(preset or {}), "resources": preset["resource_config"]} if preset else {}
    ranges = {key: _numbers(key, given[key]) if given.get(key) else known[key] for key in KINDS}
    utilities = given.get("utilities") or known["utilities"]
    regime = given.get("exchange_regime", "barter_only")
    return OriginalRequest(
        name=name,
        preset=given.get("preset"),
        agents=given["agents"] if "agents" in given else known["agents"],
        grid=given["grid"] if "grid" in given else known["grid"],
        inventory_range=ranges["inventory_range"],
        utilities=[part.strip() for part in (utilities.split(",") if isinstance(utilities, str) else utilities)],
        resources=ranges["resources"],
        exchange_regime=known["exchange_regime"] if preset and regime == "barter_only" else regime,
        seed=given.get("seed"),
        given={key: value for key, value in given.items() if key != "seed"},
    )


def _check_known(name: str, given: Mapping[str, Any]) -> None:
    """Check what the original's command line parser checks."""
    problems = [
        Problem(flag(key), shown(value), "a flag of the original generator with --compat vmt", "Leave it out, or --compat vmt.")
        for key, value in given.items()
        if key not in FLAGS
    ]
    try:
        read_name(name)
    except Bad as bad:
        problems.append(Problem("NAME", shown(name), bad.needs, bad.remedy))
    problems += [
        Problem(flag(key), shown(given[key]), f"one of {', '.join(choices)}", nearest(str(given[key]), choices))
        for key, choices in (("preset", ORIGINALS), ("exchange_regime", REGIMES))
        if key in given and given[key] not in choices
    ]
    problems += [
        Problem(flag(key), shown(given[key]), "a whole number")
        for key in ("agents", "grid", "seed")
        if key in given and (isinstance(given[key], bool) or not isinstance(given[key], int))
    ]
    if problems:
        raise ScenarioError("generate", problems)


def _numbers(key: str, value: str | Sequence[float]) -> tuple[Any, ...]:
    """Return the numbers of a flag that is a text with commas."""
    expected = EXAMPLES[key].split(" ")[0]
    parts: Sequence[Any] = value.split(",") if isinstance(value, str) else value
    try:
        if len(parts) != len(KINDS[key]):
            raise ValueError(f"Expected format: {expected}")
        return tuple(kind(part) for kind, part in zip(KINDS[key], parts, strict=True))
    except ValueError as error:
        got = value if isinstance(value, str) else ",".join(map(str, value))
        raise OriginalError(f"Error parsing {flag(key)}: {error}\nGot: {got}\nExpected format: {EXAMPLES[key]}") from None
