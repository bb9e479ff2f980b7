"""What the default mode draws: what agents have, and the parameters of their utility functions, each from a stream of its own.

The draws are pure functions of (seed, name of what is drawn, agent): an agent or a utility more or less changes no other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...systems.generation.shares import share, shares
from .ranges import Ranges, Span

DIGITS = 6  # that a drawn number has: enough to tell two apart, few enough to read


@dataclass
class Draws:
    """Where draws come from: a seed, or for some names a point of a design that covers the space of all draws evenly.

    point   shares in [0, 1) by name, in place of the seed's
    drawn   what was drawn once, by name
    """

    seed: int
    point: Mapping[str, float] = field(default_factory=dict)
    drawn: dict[str, Any] = field(default_factory=dict)

    def share(self, name: str) -> float:
        """Return the share of what is drawn once: a number in [0, 1)."""
        return self.point[name] if name in self.point else share(self.seed, f"generate {name}")

    def note(self, name: str, value: Any) -> Any:
        """Keep what a share came to, and return it."""
        self.drawn[name] = value
        return value

    def whole(self, name: str, n: int, low: int, high: int) -> list[int]:
        """Return n whole numbers from low to high, each equally likely; number k depends on the seed, the name and k alone."""
        drawn = low + np.floor(shares(self.seed, f"generate {name}", n) * (high - low + 1.0)).astype(np.int64)
        return np.minimum(drawn, high).tolist()


def draw_mix(draws: Draws, families: Sequence[tuple[str, float]], holdings: tuple[float, float], ranges: Ranges) -> list[dict[str, Any]]:
    """Return the entries of a mix: (family, weight) of each, with parameters drawn; the weights sum to one exactly.

    holdings  the least and the greatest that agents have [unit]
    """
    mix: list[dict[str, Any]] = []
    weights = whole_weights([weight for _, weight in families])
    for k, (family, _) in enumerate(families):
        before = sum(name == family for name, _ in families[:k])
        label = f"{family} {before}" if before else family
        mix.append({"type": family, "weight": weights[k], "params": draw_parameters(draws, label, holdings, ranges[family])})
    return mix


def draw_parameters(draws: Draws, label: str, holdings: tuple[float, float], spans: Mapping[str, Span]) -> dict[str, float]:
    """Return a family's parameters by name, each from its range. Draws  stream "LABEL.NAME" of each that is not fixed."""
    found: dict[str, float] = {}
    waiting = dict(spans)
    while waiting:
        ready = [name for name, span in waiting.items() if span.of not in waiting]
        for name in ready:
            found[name] = _drawn(draws, f"{label}.{name}", waiting.pop(name), found, holdings)
    return {name: found[name] for name in spans}


def _drawn(draws: Draws, stream: str, span: Span, found: Mapping[str, float], holdings: tuple[float, float]) -> float:
    if span.rest:
        return rounded(1.0 - found[span.of], -math.inf, math.inf)
    if span.choice:
        return draws.note(stream, span.choice[min(int(draws.share(stream) * len(span.choice)), len(span.choice) - 1)])
    pieces = span.pieces
    if span.of == "holdings":
        ends = sorted(factor * end for factor, end in zip(pieces[0], holdings, strict=True))
        pieces = ((ends[0], ends[1]),)
    elif span.of:
        ends = sorted(factor * found[span.of] for factor in pieces[0])
        pieces = ((ends[0], ends[1]),)
    if all(low == high for low, high in pieces) and len(pieces) == 1:
        return pieces[0][0]
    return draws.note(stream, from_pieces(draws.share(stream), pieces))


def from_pieces(at: float, pieces: Sequence[tuple[float, float]]) -> float:
    """Return the number at a share in [0, 1) of the length of some ranges (least, greatest) together, to six digits."""
    left = at * math.fsum(high - low for low, high in pieces)
    for low, high in pieces:
        if left < high - low or (low, high) == tuple(pieces[-1]):
            return rounded(min(low + left, high), low, high)
        left -= high - low
    raise AssertionError("the last range takes what is left")


def rounded(value: float, low: float, high: float) -> float:
    """Return a number to six digits that lies between two others."""
    return min(max(float(f"{value:.{DIGITS}g}"), low), high)


def whole_weights(weights: Sequence[float]) -> list[float]:
    """Return weights in proportion to those given that sum to one exactly, in their order; those that do already stay as they are."""
    parts = [float(weight) for weight in weights]
    if sum(parts) != 1.0:
        total = math.fsum(parts)
        parts = [round(part / total, DIGITS) for part in parts]
        heaviest = max(range(len(parts)), key=parts.__getitem__)
        parts[heaviest] = round(1.0 - math.fsum(part for k, part in enumerate(parts) if k != heaviest), DIGITS)
    if sum(parts) != 1.0:  # of the decimals, read as binary numbers, in this order
        parts[-1] = 1.0 - sum(parts[:-1])
    return parts
