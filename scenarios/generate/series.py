"""Many scenarios of one request: each with a seed of its own, or spread evenly over all that may be drawn. No two are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Unpack

from ...engine.errors import EngineError
from ..problems import Problem, ScenarioError, nearest, shown
from .generator import Generated, ScenarioGenerator
from .parameters import Draws
from .request import Flags

SEEDS = ("sequential", "sobol")
MOST_SCENARIOS = 100_000
TRIES = 20  # seeds for each scenario, of which those are passed over that give what is there already
SPARE = 4  # points likewise


def generate_many(name: str, count: int, *, seeds: str = "sequential", **flags: Unpack[Flags]) -> list[Generated]:
    """Make `count` scenarios NAME-0001, NAME-0002 and so on, no two of which have the same content.

    count  1 .. 100000
    seeds  "sequential": seeds one after the other, beginning with `seed`; each scenario is the one that its seed gives alone.
           "sobol": what is drawn once for a scenario follows a Sobol sequence (scrambled by `seed`), so the series covers the space of
           parameters evenly; goods are drawn by sequential seeds. Needs scipy
    flags  as `generate`

    Raises ScenarioError that names the flag, if a scenario is impossible or if there are too few different ones.
    """
    return list(each_of_many(name, count, seeds=seeds, **flags))


def each_of_many(name: str, count: int, *, seeds: str = "sequential", **flags: Unpack[Flags]) -> Iterator[Generated]:
    """Yield the scenarios of `generate_many`, one after the other."""
    problems = []
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_SCENARIOS:
        problems.append(Problem("--count", shown(count), f"a whole number from 1 to {MOST_SCENARIOS}"))
    if seeds not in SEEDS:
        problems.append(Problem("--seeds", shown(seeds), f"one of {', '.join(SEEDS)}", nearest(str(seeds), SEEDS)))
    if seeds == "sobol" and flags.get("compat") is not None:
        problems.append(Problem("--seeds", shown(seeds), "sequential with --compat vmt", "The original's draws follow its seed."))
    if problems:
        raise ScenarioError("generate", problems)
    generator = ScenarioGenerator(name, **flags)
    names = [f"{name}-{k:04d}" for k in range(1, count + 1)]
    return _sobol(generator, names) if seeds == "sobol" else _sequential(generator, names)


def _sequential(generator: ScenarioGenerator, names: Sequence[str]) -> Iterator[Generated]:
    """Yield scenarios of seeds one after the other."""
    return _different(names, lambda name, k: generator.make(name, Draws(generator.seed + k)), TRIES * len(names))


def _sobol(generator: ScenarioGenerator, names: Sequence[str]) -> Iterator[Generated]:
    """Yield scenarios whose single draws are the points of a Sobol sequence, one dimension for each name that the first one draws.

    What only later ones draw, because a choice fell otherwise, is drawn by their seeds.
    """
    dimensions = list(generator.make(names[0], Draws(generator.seed)).drawn)
    points = _points(SPARE * len(names), len(dimensions), generator.seed)
    series, number = {"count": len(names), "seeds": "sobol"}, {name: k for k, name in enumerate(names, 1)}

    def make(name: str, k: int) -> Generated:
        return generator.make(name, Draws(generator.seed + k, dict(zip(dimensions, points[k], strict=True))), series, number[name])

    return _different(names, make, len(points))


def _different(names: Sequence[str], make: Callable[[str, int], Generated], most: int) -> Iterator[Generated]:
    """Yield a scenario for each name, the next that is not there yet out of so many. Raises ScenarioError where there are too few."""
    met: set[bytes] = set()
    k = 0
    for name in names:
        while k < most:
            made = make(name, k)
            k += 1
            content = _digest(made.values)
            if content not in met:
                break
        else:
            got = f"{len(names)}, of which {len(met)} are different"
            raise ScenarioError("generate", [Problem("--count", got, "as many different scenarios", "Widen a range, or ask for fewer.")])
        met.add(content)
        yield made


def _points(count: int, dimensions: int, seed: int) -> list[list[float]]:
    """Return at least `count` points of a scrambled Sobol sequence from its first on, each coordinate in [0, 1).

    Source  Sobol 1967; scrambled as Owen 1998, "Scrambling Sobol' and Niederreiter-Xing points", by scipy.
    """
    if dimensions == 0:
        return [[] for _ in range(count)]
    try:
        from scipy.stats import qmc
    except ImportError:
        raise EngineError("--seeds", "'sobol' without scipy", "scipy", "pip install 'catallax[design]'") from None
    sequence = qmc.Sobol(dimensions, scramble=True, seed=seed)
    points: list[list[float]] = sequence.random_base2((count - 1).bit_length()).tolist()
    return points


def _digest(values: Mapping[str, Any]) -> bytes:
    """Return a digest of a scenario's content: all but its name, its seed, and how it was made."""
    content = {key: value for key, value in values.items() if key not in ("name", "seed", "generated_by")}
    return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=16).digest()
