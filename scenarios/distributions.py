"""Distributions, as they are written wherever a number may be one: {uniform: [1, 5]}, {normal: {mean: 10, sd: 2}}, ...

A value is drawn for each agent (or cell), from a stream of its own: an agent more or less changes no other. Where whole
numbers stand, `uniform` draws whole numbers and the others are rounded half up. `normal` and `lognormal` are cut off at `low`
and `high`, and at the ends of what the place allows; they reach ten standard deviations far.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Annotated, Any, TypeAlias

from pydantic import Discriminator, Field, PlainValidator, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError, PydanticKnownError, PydanticOmit

from .problems import Finding, nearest, shown
from .schema import Strict
from .yaml_source import Path

REACH = 10.0  # standard deviations; kernels/normal.py
LEAST_MASS = 1e-6  # of a distribution that must lie where it is cut off to
WEIGHT_TOLERANCE = 2e-6  # three weights of 0.333333 sum to 1
MOST_NUMBER = 1e12
LAWS = ("uniform", "normal", "lognormal", "choice")


def _number(value: Any) -> int | float:
    """Return a finite number as it is: a whole one stays whole."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticKnownError("float_type")
    if not math.isfinite(value):
        raise PydanticKnownError("finite_number")
    if abs(value) > MOST_NUMBER:
        raise PydanticCustomError("number_range", f"a number from {-MOST_NUMBER:g} to {MOST_NUMBER:g}")
    return value


def _pair(value: Any) -> list[int | float]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise PydanticCustomError("pair", "two numbers: [least, greatest]")
    low, high = _number(value[0]), _number(value[1])
    if low > high:
        raise PydanticCustomError("pair_order", "[least, greatest], the least first")
    return [low, high]


Number = Annotated[int | float, PlainValidator(_number), WithJsonSchema({"type": "number"})]
Scale = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0.0, le=MOST_NUMBER)]
Weight = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.0, le=1e9)]
Pair = Annotated[
    list[int | float],
    PlainValidator(_pair),
    WithJsonSchema({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}),
]


def _span(value: Any) -> list[int]:
    low, high = _pair(value)
    if not (isinstance(low, int) and isinstance(high, int) and low >= 0):
        raise PydanticCustomError("span", "two whole numbers >= 0: [first, last]")
    return [low, high]


Span = Annotated[
    list[int],
    PlainValidator(_span),
    WithJsonSchema({"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}),
]


class Bell(Strict):
    """Mean and standard deviation, and where the distribution is cut off."""

    mean: Number = Field(description="of the distribution before it is cut off")
    sd: Scale = Field(description="standard deviation, likewise")
    low: Number | None = Field(None, description="no value is less")
    high: Number | None = Field(None, description="no value is greater")


class LogBell(Strict):
    """Mean and standard deviation of the logarithm, and where the distribution is cut off."""

    mu: Number = Field(description="mean of the natural logarithm; e^mu is the median")
    sigma: Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0.0, le=100.0)] = Field(description="its standard deviation")
    low: Number | None = Field(None, description="no value is less")
    high: Number | None = Field(None, description="no value is greater")


class Weighted(Strict):
    """Values with their probabilities."""

    values: list[Number] = Field(min_length=1, description="what is chosen from")
    weights: list[Weight] = Field(min_length=1, description="probability of each; they sum to 1")


class Uniform(Strict):
    """Every number between two is equally likely; where whole numbers stand, both ends are among them."""

    uniform: Pair = Field(description="[least, greatest]")


class Normal(Strict):
    """A normal distribution."""

    normal: Bell


class Lognormal(Strict):
    """The logarithm is normal: many small values, few large ones."""

    lognormal: LogBell


def _is_plain(value: Any) -> str:
    return "[equal]" if isinstance(value, list | tuple) else "[weighted]"


class Choice(Strict):
    """One of some values: equally likely, or by weight."""

    choice: Annotated[
        Annotated[list[Number], Field(min_length=1), Tag("[equal]")] | Annotated[Weighted, Tag("[weighted]")], Discriminator(_is_plain)
    ] = Field(description="a list of values, or values and weights")

    @property
    def values(self) -> list[int | float]:
        """What is chosen from."""
        return self.choice.values if isinstance(self.choice, Weighted) else self.choice

    @property
    def weights(self) -> list[float]:
        """Probability of each value."""
        return self.choice.weights if isinstance(self.choice, Weighted) else [1.0 / len(self.choice)] * len(self.choice)


class _NoLaw:
    """What a mapping is that names no distribution."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(cls._refuse)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        raise PydanticOmit

    @staticmethod
    def _refuse(value: dict[str, Any]) -> None:
        remedy = nearest(str(next(iter(value))), LAWS) if len(value) == 1 else f"Known: {', '.join(LAWS)}."
        raise PydanticCustomError("no_law", "a number, or a distribution: a mapping with its name as the only key", {"remedy": remedy})


NUMBER, LIST, OTHER = "[number]", "[list]", "[no law]"  # brackets: the loader leaves them out of paths


def _kind(value: Any) -> str:
    """Return the tag of what stands where a number may be a distribution."""
    if isinstance(value, Uniform | Normal | Lognormal | Choice):
        return f"[{type(value).__name__.lower()}]"
    if isinstance(value, dict):
        return f"[{next(iter(value))}]" if len(value) == 1 and next(iter(value)) in LAWS else OTHER
    return NUMBER


def _kind_or_list(value: Any) -> str:
    return LIST if isinstance(value, list | tuple) else _kind(value)


ONE = Discriminator(_kind)
EACH = Discriminator(_kind_or_list)
Law: TypeAlias = (
    Annotated[Uniform, Tag("[uniform]")]
    | Annotated[Normal, Tag("[normal]")]
    | Annotated[Lognormal, Tag("[lognormal]")]
    | Annotated[Choice, Tag("[choice]")]
)
Refused: TypeAlias = Annotated[_NoLaw, Tag(OTHER)]
"""A place for a number or a distribution is `Annotated[Annotated[Amount, Tag(NUMBER)] | Law | Refused, ONE]`."""


@dataclass(frozen=True)
class Range:
    """What a place allows: from least to most, whole numbers only, and whether the least itself is excluded."""

    least: float
    most: float
    whole: bool = False
    above: bool = False

    def __str__(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        return f"{kind} {'>' if self.above else '>='} {self.least:g} and <= {self.most:g}"

    def admits(self, value: float) -> bool:
        """Whether a number may stand here."""
        inside = self.least < value <= self.most if self.above else self.least <= value <= self.most
        return inside and (not self.whole or value == math.floor(value))


def is_law(value: Any) -> bool:
    """Whether a value of a scenario is a distribution."""
    return isinstance(value, Uniform | Normal | Lognormal | Choice)


def ends(value: Any, allowed: Range) -> tuple[float, float]:
    """Return the least and the greatest number that a number, a list or a distribution stands for, in a place."""
    if isinstance(value, Uniform):
        return value.uniform[0], value.uniform[1]
    if isinstance(value, Choice):
        values: Sequence[float] = [v for v, weight in zip(value.values, value.weights, strict=False) if weight > 0]
    elif isinstance(value, Normal | Lognormal):
        low, high = cut(value, allowed)
        mean, sd = bell(value)
        least, most = mean - REACH * sd, mean + REACH * sd
        if isinstance(value, Lognormal):
            least, most = _exp(least), _exp(most)
        if allowed.whole:
            least, most = math.floor(least + 0.5), math.floor(most + 0.5)
        return max(low, least), min(high, most)
    else:
        values = value if isinstance(value, list) else [value]
    return (min(values), max(values)) if values else (math.inf, -math.inf)


def bell(law: Normal | Lognormal) -> tuple[float, float]:
    """Return mean and standard deviation of a distribution, or of its logarithm."""
    return (law.normal.mean, law.normal.sd) if isinstance(law, Normal) else (law.lognormal.mu, law.lognormal.sigma)


def cut(law: Normal | Lognormal, allowed: Range) -> tuple[float, float]:
    """Return where a distribution is cut off: at its own limits, and at the ends of what its place allows."""
    own = law.normal if isinstance(law, Normal) else law.lognormal
    low = allowed.least if own.low is None else max(own.low, allowed.least)
    high = allowed.most if own.high is None else min(own.high, allowed.most)
    return (math.ceil(low), math.floor(high)) if allowed.whole else (low, high)


def law_problems(path: Path, law: Any, allowed: Range) -> Iterator[Finding]:
    """Yield what is wrong with a distribution in a place that allows a range of numbers."""
    if isinstance(law, Uniform):
        yield from _outside((*path, "uniform"), dict(enumerate(law.uniform)), allowed)
    elif isinstance(law, Choice):
        weighted = isinstance(law.choice, Weighted)
        yield from _outside((*path, "choice", *(["values"] if weighted else [])), dict(enumerate(law.values)), allowed)
        if weighted and len(law.values) != len(law.weights):
            yield (*path, "choice", "weights"), f"a list of {len(law.weights)}", f"one weight for each of {len(law.values)} values", ""
        else:
            yield from weight_problems((*path, "choice"), law.weights)
    else:
        yield from _bell_problems(path, law, allowed)


def _bell_problems(path: Path, law: Normal | Lognormal, allowed: Range) -> Iterator[Finding]:
    name = "normal" if isinstance(law, Normal) else "lognormal"
    own = law.normal if isinstance(law, Normal) else law.lognormal
    given = {key: value for key in ("low", "high") if (value := getattr(own, key)) is not None}
    wrong = list(_outside((*path, name), given, allowed))
    low, high = cut(law, allowed)
    if wrong or low > high:
        yield from wrong or [((*path, name), f"low {shown(own.low)}, high {shown(own.high)}", "low <= high", "")]
        return
    if _mass(law, low, high, allowed.whole) < LEAST_MASS:
        rule = f"at least {LEAST_MASS:g} of it from {low:g} to {high:g}, where it is cut off"
        yield (*path, name), "a distribution that lies elsewhere", rule, "Correct its mean, low or high."
    elif allowed.above and ends(law, allowed)[0] <= allowed.least:
        yield (*path, name), "a distribution without a lower end", f"a lower end > {allowed.least:g}", "Give low."


def _mass(law: Normal | Lognormal, low: float, high: float, whole: bool) -> float:
    """Return the share of a distribution that lies from low to high, or rounds to there."""
    half = 0.5 if whole else 0.0
    mean, sd = bell(law)
    log = isinstance(law, Lognormal)
    score = lambda v: ((math.log(v) if v > 0 else -math.inf) if log else v) - mean  # noqa: E731
    below, above = score(low - half) / sd, score(high + half) / sd
    standard = NormalDist()
    return standard.cdf(-below) - standard.cdf(-above) if below > 0 else standard.cdf(above) - standard.cdf(below)


def _outside(path: Path, values: Mapping[Any, float], allowed: Range) -> Iterator[Finding]:
    for key, value in values.items():
        if not allowed.admits(value):
            yield (*path, key), shown(value), str(allowed), ""


def weight_problems(path: Path, weights: Sequence[float]) -> Iterator[Finding]:
    """Yield what is wrong with weights that should sum to 1. They are normalised before anything is drawn."""
    if abs(math.fsum(weights) - 1.0) > WEIGHT_TOLERANCE:
        yield path, f"weights that sum to {math.fsum(weights):.6g}", "weights that sum to 1", "Divide each weight by the sum."


def _exp(value: float) -> float:
    return math.exp(value) if value < 700.0 else math.inf
