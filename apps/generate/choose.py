"""Generated scenarios that are chosen by what comes of them: the first that satisfy a condition, or the most different ones."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Unpack

from ...engine.errors import EngineError
from ...scenarios.builder import checked
from ...scenarios.generate.generator import Generated
from ...scenarios.generate.request import Flags
from ...scenarios.generate.series import each_of_many
from ...scenarios.models import ECONOMY
from ...scenarios.schema import Scenario
from .diverse import farthest_points, features_of, standardise
from .outcome import measure
from .search import Search, Told, search


def generate_until(
    condition: str,
    name: str = "generated",
    *,
    wanted: int = 1,
    max_tries: int = 500,
    ticks: int = 50,
    seeds: str = "sequential",
    threads: int | None = None,
    told: Told = lambda tried, found: None,
    **flags: Unpack[Flags],
) -> Search:
    """Generate economies and run each, until some satisfy a condition. The same flags and seed find the same ones.

        found = cx.generate_until("n_trades > 100 and gini_goods < 0.4", preset="standard", seed=1)
        found.tried, found.found[0].outcome["n_trades"]

    condition  comparisons of columns and numbers with + - * /, joined by and, or, not; columns: `catallax generate --list-columns`
    name       candidates are called NAME-0001 and so on
    wanted     how many that satisfy it
    max_tries  how many are tried at most
    ticks      how long each runs, with its own seed
    seeds      as `generate_many`;  threads  as `run`;  flags  as `generate`
    told       called now and then with how many were tried, and how many found

    Ctrl-C ends it with what was found. Raises EngineError for a wrong condition or number, ScenarioError for wrong flags.
    """
    _check_flags(flags)
    candidates = each_of_many(name, checked(max_tries, "max_tries", 1), seeds=seeds, **flags)

    def draw(first: int, count: int) -> list[Generated]:
        drawn = list(islice(candidates, count))
        _check_models([one.scenario for one in drawn])
        return drawn

    return search(condition, draw, wanted=wanted, max_tries=max_tries, ticks=ticks, threads=threads, told=told)


def most_different(candidates: Sequence[Generated], k: int, *, ticks: int = 50, threads: int | None = None) -> list[Generated]:
    """Return the `k` of some generated economies that differ most in what comes of them, so that a test-bed covers the space.

        cx.most_different(cx.generate_many("bed", 200, preset="standard", seed=1), 10)

    ticks    how long each runs, with its own seed
    threads  as `run`

    They are told apart by `FEATURES` in standard scores. The first is the most ordinary one; each next is the one farthest from
    those chosen (Gonzalez 1985). Ties go to the earlier. Raises EngineError if there are fewer than `k`.
    """
    checked(ticks, "ticks", 1)
    scenarios = [one.scenario for one in candidates]
    _check_models(scenarios)
    if not 1 <= checked(k, "k", 1) <= len(candidates):
        raise EngineError("most_different", f"{k} of {len(candidates)}", "at least as many candidates", "Generate more of them.")
    outcomes = measure(scenarios, ticks, threads=threads)
    assert outcomes is not None, "nobody asked to stop"
    return [candidates[j] for j in farthest_points(standardise(features_of(outcomes)), k)]


def _check_flags(flags: Flags) -> None:
    if flags.get("compat") is not None:
        raise EngineError("--until", "--compat vmt", "scenarios that are valid", "The original writes others too: leave out --compat.")


def _check_models(scenarios: Sequence[Scenario]) -> None:
    for scenario in scenarios:
        if scenario.model != ECONOMY.name:
            raise EngineError("generate", f"{scenario.name}, of model {scenario.model}", "exchange economies: they have the columns")
