"""The twin of farthest-point selection, and the best that any choice could do: plain loops over all pairs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

Points = Sequence[Sequence[float]]


def squared(a: Sequence[float], b: Sequence[float]) -> float:
    return float(sum((x - y) ** 2 for x, y in zip(a, b, strict=True)))


def farthest_points(points: Points, k: int) -> list[int]:
    """Begin with the point nearest to the mean; then always take the one farthest from all taken. Ties: the lower number."""
    n = len(points)
    centre = [sum(column) / n for column in zip(*points, strict=True)]
    chosen = [min(range(n), key=lambda i: (squared(points[i], centre), i))]
    while len(chosen) < k:
        rest = [i for i in range(n) if i not in chosen]
        chosen.append(max(rest, key=lambda i: (min(squared(points[i], points[j]) for j in chosen), -i)))
    return chosen


def radius(points: Points, chosen: Sequence[int]) -> float:
    """Return the greatest distance from a point to the nearest chosen one."""
    return max(min(squared(p, points[j]) for j in chosen) for p in points) ** 0.5


def least_radius(points: Points, k: int) -> float:
    """Return the least radius that any k points have."""
    return min(radius(points, chosen) for chosen in combinations(range(len(points)), k))
