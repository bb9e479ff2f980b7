"""The ranges from which parameters of utility functions are drawn: those that ship (`ranges.yaml`), and a user's own in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from ...components.economy import PARAMETERS
from ..economy.ranges import parameter_range
from ..problems import Problem, ScenarioError, nearest, shown
from ..yaml_source import Path, Place, dotted, parse_yaml
from .sources import read_source

FLAG = "--param-ranges"
FORMS = "a number, [least, greatest], a list of these, {choice: [...]}, {rest_of: NAME}, {times: NAME, range: [a, b]} or {holdings: [a, b]}"
GAPS = ((-0.01, 0.01), (0.99, 1.01))  # of rho: CES is not defined at 0 and 1, and its powers overflow near 0


@dataclass(frozen=True)
class Span:
    """Where a parameter is drawn from.

    pieces  (least, greatest) of each range, of which every number is equally likely; a number is a range of no length
    choice  the values, equally likely, in place of ranges
    of      a parameter of the same family: the pieces are multiples of it; "holdings": of the least and greatest that agents have
    rest    whether it is 1 less the parameter `of`
    """

    pieces: tuple[tuple[float, float], ...] = ()
    choice: tuple[float, ...] = ()
    of: str = ""
    rest: bool = False

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the greatest number that can come out, of what is not a multiple of something."""
        numbers = self.choice or [end for piece in self.pieces for end in piece]
        return min(numbers), max(numbers)


Ranges = Mapping[str, Mapping[str, Span]]
"""A Span for each parameter of each family, in the order in which they are drawn."""


def read_ranges(source: str | Mapping[str, Any] | None) -> Ranges:
    """Return the ranges that ship, with those of a file (JSON or YAML) or a mapping in their place.

    Raises ScenarioError that names every wrong key with the nearest known one, and every range that a family does not allow.
    """
    shipped = _shipped()
    if source is None:
        return shipped
    data, places, name = read_source(FLAG, source, "a mapping of families to parameters to ranges")
    problems: list[Problem] = []
    reader = _Reader(places, problems)
    own = reader.read(data)
    ranges = {family: {**spans, **own.get(family, {})} for family, spans in shipped.items()}
    for family in own:
        reader.check_relations(family, ranges[family])
    if problems:
        raise ScenarioError(name, problems)
    return ranges


@cache
def _shipped() -> Ranges:
    text = (resources.files(__package__) / "ranges.yaml").read_text(encoding="utf-8")
    data, places, problems = parse_yaml(text, "ranges.yaml")
    return _Reader(places, problems).read(data)


class _Reader:
    """Reads ranges, and collects what is wrong with them."""

    def __init__(self, places: Mapping[Path, Place], problems: list[Problem]) -> None:
        self.places, self.problems = places, problems

    def read(self, data: Mapping[str, Any]) -> dict[str, dict[str, Span]]:
        found: dict[str, dict[str, Span]] = {}
        for family, parameters in data.items():
            if family not in PARAMETERS:
                self.refuse((family,), "an unknown key", "a family of utility functions", nearest(str(family), list(PARAMETERS)))
            elif not isinstance(parameters, Mapping):
                self.refuse((family,), shown(parameters), "a mapping of parameters to ranges", "")
            else:
                found[family] = dict(self.spans(family, parameters))
        return found

    def spans(self, family: str, parameters: Mapping[str, Any]) -> Iterator[tuple[str, Span]]:
        for name, value in parameters.items():
            if name not in PARAMETERS[family]:
                self.refuse((family, name), "an unknown key", f"a parameter of {family}", nearest(str(name), PARAMETERS[family]))
                continue
            span = self.span(family, name, value)
            if span is not None:
                yield name, span

    def span(self, family: str, name: str, value: Any) -> Span | None:
        """Return what a range says, None (and a problem) if it says nothing."""
        path = (family, name)
        span = _parsed(value)
        if span is None:
            self.refuse(path, shown(value), FORMS, "")
            return None
        if span.of and span.of != "holdings" and (span.of not in PARAMETERS[family] or span.of == name):
            self.refuse(path, shown(span.of), f"another parameter of {family}", nearest(span.of, PARAMETERS[family]))
            return None
        if name == "rho":
            span = Span(tuple(_without_gaps(span.pieces)), tuple(v for v in span.choice if _defined(v)), span.of, span.rest)
            if span.of or not (span.pieces or span.choice):
                self.refuse(path, shown(value), "numbers that are not within 0.01 of 0 or 1", "For Cobb-Douglas use stone_geary.")
                return None
        if not span.of:
            allowed = parameter_range(family, name)
            if not all(allowed.admits(end) for end in span.ends):
                self.refuse(path, shown(value), str(allowed), "")
                return None
        return span

    def check_relations(self, family: str, spans: Mapping[str, Span]) -> None:
        """Check what is a multiple of another parameter, or 1 less it: that it begins somewhere, and is always allowed."""
        known: dict[str, tuple[float, float]] = {"holdings": (1.0, 1.0)}
        waiting = dict(spans)
        while ready := [name for name, span in waiting.items() if not span.of or span.of in known]:
            for name in ready:
                span = waiting.pop(name)
                known[name] = low, high = _outcomes(span, known)
                allowed = parameter_range(family, name)
                if span.of and not (allowed.admits(low) and allowed.admits(high)):
                    self.refuse((family, name), f"numbers from {low:g} to {high:g}", str(allowed), f"It follows from {span.of}.")
        for name, span in waiting.items():
            self.refuse((family, name), f"a multiple of {span.of}, which follows from {name}", "a parameter with a range of its own", "")

    def refuse(self, path: Path, got: str, needs: str, remedy: str) -> None:
        self.problems.append(Problem(dotted(path), got, needs, remedy, *self.places.get(path, ())))


def _outcomes(span: Span, known: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """Return the least and the greatest number that can come out, given those of other parameters."""
    if not span.of:
        return span.ends
    if span.rest:
        return 1.0 - known[span.of][1], 1.0 - known[span.of][0]
    products = [factor * end for factor in span.ends for end in known[span.of]]
    return min(products), max(products)


def _parsed(value: Any) -> Span | None:
    """Return a range that is well formed, whatever it is a range of; else None."""
    if _is_number(value):
        return Span(((float(value), float(value)),))
    if isinstance(value, list | tuple) and value:
        pieces = [_piece(value)] if all(_is_number(end) for end in value) else [_piece(piece) for piece in value]
        return Span(tuple(piece for piece in pieces if piece)) if all(pieces) else None
    if not isinstance(value, Mapping):
        return None
    keys = set(value)
    if keys == {"choice"} and isinstance(value["choice"], list | tuple) and value["choice"] and all(map(_is_number, value["choice"])):
        return Span(choice=tuple(map(float, value["choice"])))
    if keys == {"rest_of"} and isinstance(value["rest_of"], str):
        return Span(of=value["rest_of"], rest=True)
    if keys == {"times", "range"} and isinstance(value["times"], str) and (piece := _piece(value["range"])):
        return Span((piece,), of=value["times"])
    if keys == {"holdings"}:
        factors = value["holdings"]
        if isinstance(factors, list | tuple) and len(factors) == 2 and all(map(_is_number, factors)) and min(factors) > 0:
            return Span(((float(factors[0]), float(factors[1])),), of="holdings")
    return None


def _piece(value: Any) -> tuple[float, float] | None:
    if not (isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_number, value)) and value[0] <= value[1]):
        return None
    return float(value[0]), float(value[1])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1e9


def _without_gaps(pieces: tuple[tuple[float, float], ...]) -> Iterator[tuple[float, float]]:
    """Yield what is left of the ranges of rho outside of GAPS; a single number in a gap goes."""
    for low, high in pieces:
        start = low
        for below, above in GAPS:
            if start <= below and high > below:
                yield start, below
            if below < high and start < above:
                start = above
        if start <= high and _defined(high):
            yield start, high


def _defined(rho: float) -> bool:
    return not any(below < rho < above for below, above in GAPS)
