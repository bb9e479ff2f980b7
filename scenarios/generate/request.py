"""What a person asks of the generator: every flag, read and checked by itself. Messages name the flag as the command line does."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypedDict

from ...components.economy import PARAMETERS
from ..problems import Problem, ScenarioError, nearest, shown
from ..schema import MOST, MOST_ENTITIES, MOST_SEED
from .presets import preset_names

REGIMES = ("barter_only", "money_only", "mixed", "mixed_liquidity_gated")
MOST_SIDE = 8192  # cells on a side of a square grid
MOST_HELD = 10**12


class Flags(TypedDict, total=False):
    """The flags of `catallax generate`, as Python has them; None is as not given.

    preset           a name from `catallax generate --list-presets`
    agents           how many, >= 1
    grid             cells on a side of a square grid, 1 .. 8192
    inventory_range  (least, greatest) of what each agent has of A and of B [unit], 1 <= least < greatest, or "10,50"
    utilities        families of utility functions: ["ces", "linear"], {"ces": 0.6, "linear": 0.4}, or "ces:0.6,linear:0.4"
    resources        (density 0 .. 1, units on a cell >= 1, units of regrowth a tick >= 0), or "0.3,5,1"
    exchange_regime  barter_only, money_only, mixed or mixed_liquidity_gated
    seed             0 .. 2**62 - 1; one is drawn, and told, if none is given
    compat           "vmt": the original generator's file, value for value
    money_range      (least, greatest) of what each agent has of money [major unit], 0 <= least <= greatest, or "10,50"
    lambda_money     marginal utility of money, > 0
    money_scale      minor units in a major unit of money, >= 1
    money_mode       quasilinear or kkt_lambda
    money_form       utility of money: linear or log
    vision           how far agents see [cell], >= 0
    movement         steps a tick [cell], >= 1
    settings         dotted keys of the scenario with values or ranges, as in {"params.beta": 0.9}; they have the last word
    param_ranges     file or mapping of ranges in place of those that ship
    template         file, name of a shipped scenario, or mapping: a scenario with ranges in place of values
    validate         whether the result is checked before it is handed out; on, unless compat is given
    """

    preset: str | None
    agents: int | None
    grid: int | None
    inventory_range: str | Sequence[int] | None
    utilities: str | Sequence[str] | Mapping[str, float] | None
    resources: str | Sequence[float] | None
    exchange_regime: str | None
    seed: int | None
    compat: str | None
    money_range: str | Sequence[int] | None
    lambda_money: float | None
    money_scale: int | None
    money_mode: str | None
    money_form: str | None
    vision: int | None
    movement: int | None
    settings: Mapping[str, Any] | None
    param_ranges: str | Path | Mapping[str, Any] | None
    template: str | Path | Mapping[str, Any] | None
    validate: bool | None


@dataclass(frozen=True)
class Request:
    """The flags as they are used: texts read, every value allowed where it stands. None is not given."""

    name: str
    preset: str | None = None
    agents: int | None = None
    grid: int | None = None
    inventory_range: tuple[int, int] | None = None
    utilities: tuple[tuple[str, float], ...] | None = None
    resources: tuple[float, int, int] | None = None
    exchange_regime: str | None = None
    seed: int | None = None
    compat: str | None = None
    money_range: tuple[int, int] | None = None
    lambda_money: float | None = None
    money_scale: int | None = None
    money_mode: str | None = None
    money_form: str | None = None
    vision: int | None = None
    movement: int | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    param_ranges: str | Mapping[str, Any] | None = None
    template: str | Mapping[str, Any] | None = None
    validate: bool | None = None


class Bad(ValueError):
    """What is wrong with the value of a flag: the rule, and what to do."""

    def __init__(self, needs: str, remedy: str = "") -> None:
        self.needs, self.remedy = needs, remedy
        super().__init__(needs)


def flag(name: str) -> str:
    """Return a flag as the command line spells it."""
    return "--set" if name == "settings" else "NAME" if name == "name" else "--" + name.replace("_", "-")


def read_request(name: str, flags: Mapping[str, Any]) -> Request:
    """Return what is asked for. Raises ScenarioError that names every wrong flag, TypeError for one that there is not."""
    unknown = next((key for key in flags if key not in READERS), None)
    if unknown is not None:
        raise TypeError(f"generate() got an unexpected keyword argument {unknown!r}. {nearest(unknown, list(READERS))}")
    read: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in {"name": name, **{k: v for k, v in flags.items() if v is not None}}.items():
        try:
            read[key] = READERS[key](value)
        except Bad as bad:
            problems.append(Problem(flag(key), shown(value), bad.needs, bad.remedy))
    if read.get("preset") is not None and read.get("template") is not None:
        problems.append(Problem("--template", "a preset too", "one thing to begin with", "Leave out --preset or --template."))
    if problems:
        raise ScenarioError("generate", problems)
    return Request(**read)


def told(request: Request) -> dict[str, Any]:
    """Return what was asked for, without name, seed and what does not change the result, as plain data for a file."""
    left_out = ("name", "seed", "validate", "template")
    given = {f.name: getattr(request, f.name) for f in fields(request) if f.name not in left_out}
    return {key: _plain(value) for key, value in given.items() if value is not None and value != {}}


def utilities_text(utilities: Sequence[tuple[str, float]]) -> str:
    """Return families with weights as a flag says them; without weights where all are the same."""
    if len({weight for _, weight in utilities}) == 1:
        return ",".join(family for family, _ in utilities)
    return ",".join(f"{family}:{weight:.12g}" for family, weight in utilities)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return utilities_text(value)
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def read_name(value: Any) -> str:
    """Return a scenario's name. Raises Bad."""
    if not isinstance(value, str) or not 1 <= len(value) <= 200 or not value.isprintable():
        raise Bad("1 to 200 printable characters")
    return value


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not hasattr(value, "__index__") or not least <= int(value) <= most:
            raise Bad(f"a whole number from {least} to {most}")
        return int(value)

    return read


def _positive(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1e9:
        raise Bad("a number > 0 and <= 1e+09")
    return float(value)


def _one_of(*words: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in words:
            raise Bad(f"one of {', '.join(words)}", _near(value, words))
        return str(value)

    return read


def _near(value: Any, words: Sequence[str]) -> str:
    """Return a remedy that names the nearest word, nothing if none is near: the rule lists them all."""
    remedy = nearest(value, words) if isinstance(value, str) else ""
    return remedy if remedy.startswith("Did") else ""


def _preset(value: Any) -> str:
    return _one_of(*preset_names())(value)


def _parts(value: Any, kinds: Sequence[type], form: str, example: str) -> list[Any]:
    """Return the numbers that a text with commas, or a sequence, is made of."""
    parts = value.split(",") if isinstance(value, str) else list(value) if isinstance(value, Sequence) else []
    try:
        if len(parts) != len(kinds) or any(isinstance(part, bool) for part in parts):
            raise ValueError
        numbers = [kind(part) for kind, part in zip(kinds, parts, strict=True)]
        if not isinstance(value, str) and any(number != part for number, part in zip(numbers, parts, strict=True)):
            raise ValueError
    except (ValueError, TypeError, OverflowError):
        raise Bad(form, f"For example {example}.") from None
    return numbers


def _goods_range(value: Any) -> tuple[int, int]:
    low, high = _parts(value, (int, int), "MIN,MAX, two whole numbers", "10,50")
    if not 1 <= low < high <= MOST_HELD:
        raise Bad(f"MIN,MAX with 1 <= MIN < MAX <= {MOST_HELD}", "Utilities with logarithms need at least one unit of each good.")
    return low, high


def _money_range(value: Any) -> tuple[int, int]:
    low, high = _parts(value, (int, int), "MIN,MAX, two whole numbers", "10,50")
    if not 0 <= low <= high <= MOST_HELD:
        raise Bad(f"MIN,MAX with 0 <= MIN <= MAX <= {MOST_HELD}")
    return low, high


def _resources(value: Any) -> tuple[float, int, int]:
    density, most, regrowth = _parts(value, (float, int, int), "DENSITY,MAX,REGEN, a number and two whole numbers", "0.3,5,1")
    if not 0.0 <= density <= 1.0:
        raise Bad("DENSITY from 0 to 1: the share of cells that bear a resource")
    if not 1 <= most <= MOST:
        raise Bad(f"MAX from 1 to {MOST}: units on a cell", "For no resources set DENSITY to 0.")
    if not 0 <= regrowth <= MOST:
        raise Bad(f"REGEN from 0 to {MOST}: units of regrowth a tick")
    return density, most, regrowth


def _utilities(value: Any) -> tuple[tuple[str, float], ...]:
    if isinstance(value, str):
        pairs = [_pair(part) for part in value.split(",")]
    elif isinstance(value, Mapping):
        pairs = list(value.items())
    elif isinstance(value, Sequence):
        pairs = [_pair(part) if isinstance(part, str) else (part[0], part[1]) if _is_pair(part) else (part, None) for part in value]
    else:
        raise Bad("families of utility functions", "For example ces,linear or ces:0.6,linear:0.4.")
    for family, weight in pairs:
        if family not in PARAMETERS:
            raise Bad(f"families out of {', '.join(PARAMETERS)}", _near(family, tuple(PARAMETERS)))
        if weight is not None and not (_is_number(weight) and 0 <= weight <= 1e9):
            raise Bad("weights >= 0", "For example ces:0.6,linear:0.4.")
    if not pairs:
        raise Bad(f"at least one family out of {', '.join(PARAMETERS)}")
    weights = [weight for _, weight in pairs]
    if None in weights and any(weight is not None for weight in weights):
        raise Bad("a weight for each family, or for none", "For example ces:0.6,linear:0.4.")
    if None not in weights and math.fsum(weights) <= 0:
        raise Bad("a weight > 0")
    return tuple((family, 1.0 if weight is None else float(weight)) for family, weight in pairs)


def _pair(text: str) -> tuple[str, Any]:
    family, colon, weight = text.strip().partition(":")
    if not colon:
        return family, None
    try:
        return family.strip(), float(weight)
    except ValueError:
        return family.strip(), weight


def _is_pair(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _settings(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping) or any(not isinstance(key, str) or not key.strip() for key in value):
        raise Bad("dotted keys with values", "For example params.beta=0.9.")
    own = sorted({"generated_by", "schema_version", "name", "seed"} & {key.split(".")[0] for key in value})
    if own:
        raise Bad(f"keys other than {own[0]}", "Give NAME or --seed for these." if own[0] in ("name", "seed") else "")
    return dict(value)


def _source(value: Any) -> str | Mapping[str, Any]:
    if isinstance(value, str | Path):
        return str(value)
    if not isinstance(value, Mapping):
        raise Bad("a file, or a mapping")
    return value


def _as_it_is(value: Any) -> Any:
    return value


READERS: dict[str, Callable[[Any], Any]] = {
    "name": read_name,
    "preset": _preset,
    "agents": _whole(1, MOST_ENTITIES),
    "grid": _whole(1, MOST_SIDE),
    "inventory_range": _goods_range,
    "utilities": _utilities,
    "resources": _resources,
    "exchange_regime": _one_of(*REGIMES),
    "seed": _whole(0, MOST_SEED - 1),
    "compat": _one_of("vmt"),
    "money_range": _money_range,
    "lambda_money": _positive,
    "money_scale": _whole(1, MOST),
    "money_mode": _one_of("quasilinear", "kkt_lambda"),
    "money_form": _one_of("linear", "log"),
    "vision": _whole(0, MOST),
    "movement": _whole(1, MOST),
    "settings": _settings,
    "param_ranges": _source,
    "template": _source,
    "validate": _as_it_is,
}
