"""Many scenarios of one request: different, valid, in sequence or spread evenly."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest
from scipy.stats import qmc

import catallax as cx
from catallax.scenarios.generate.generator import Generated

TEMPLATE = {
    "schema_version": 2,
    "grid": {"width": 6, "height": 6},
    "agents": {"uniform": [2, 6]},
    "initial_inventories": {"A": 5, "B": {"from": "initial_inventories.A"}},
    "utilities": {"mix": [{"type": "linear", "weight": 1.0, "params": {"vA": {"draw": {"uniform": [0.5, 2.0]}}, "vB": 1.0}}]},
    "resource_seed": {"density": {"uniform": [0.0, 1.0]}, "amount": 2},
}


def contents(series: Sequence[Generated]) -> set[str]:
    return {json.dumps({k: v for k, v in made.values.items() if k not in ("name", "seed", "generated_by")}) for made in series}


def test_a_series_in_sequence_is_what_each_seed_gives_alone() -> None:
    series = cx.generate_many("s", 5, preset="minimal", seed=9)
    assert [made.name for made in series] == [f"s-000{k}" for k in range(1, 6)] and [made.seed for made in series] == [9, 10, 11, 12, 13]
    for made in series:
        assert made.text == cx.generate(made.name, preset="minimal", seed=made.seed).text
    assert len(contents(series)) == 5


def test_five_hundred_are_valid_and_different() -> None:
    series = cx.generate_many("s", 500, preset="standard", seed=0)
    assert len(contents(series)) == 500 and all(made.scenario.agents == 30 for made in series)


def test_seeds_that_give_what_is_there_are_passed_over() -> None:
    template = {**TEMPLATE, "agents": 2, "resource_seed": {"density": 0.0, "amount": 1}}
    template["utilities"] = {"mix": [{"type": "linear", "weight": 1.0, "params": {"vA": {"draw": {"choice": [1.0, 2.0, 3.0]}}, "vB": 1.0}}]}
    for seeds in ("sequential", "sobol"):
        series = cx.generate_many("s", 3, seeds=seeds, template=template, seed=5)
        assert len(contents(series)) == 3 and series[-1].seed > 7
        with pytest.raises(cx.ScenarioError, match="--count: got 4, of which 3 are different"):
            cx.generate_many("s", 4, seeds=seeds, template=template, seed=5)


def test_a_sobol_series_covers_the_space_more_evenly_than_chance() -> None:
    def spread(seeds: str) -> float:
        drawn = [made.drawn for made in cx.generate_many("s", 64, seeds=seeds, template=TEMPLATE, seed=3)]
        density = [d["resource_seed.density"] for d in drawn]
        values = [(d["utilities.mix[0].params.vA"] - 0.5) / 1.5 for d in drawn]
        return float(qmc.discrepancy(np.clip(np.column_stack([density, values]), 0, 1)))

    assert spread("sobol") < spread("sequential") / 4
    agents = [made.scenario.agents for made in cx.generate_many("s", 64, seeds="sobol", template=TEMPLATE, seed=3)]
    assert all(12 <= agents.count(n) <= 14 for n in range(2, 7))


def test_a_sobol_series_is_the_same_again_and_longer_ones_begin_alike() -> None:
    ten, again, twenty = (cx.generate_many("s", n, seeds="sobol", preset="inequality", seed=4) for n in (10, 10, 20))
    assert [made.text for made in ten] == [made.text for made in again]
    assert [dict(made.drawn) for made in ten] == [dict(made.drawn) for made in twenty[:10]]
    assert "--count 10 --seeds sobol --seed 4" in ten[3].text and "number 4" in ten[3].text
    assert ten[3].values["generated_by"]["flags"]["number"] == 4
    other = cx.generate_many("s", 10, seeds="sobol", preset="inequality", seed=5)
    assert contents(ten).isdisjoint(contents(other))


def test_a_sobol_series_needs_something_to_draw_once() -> None:
    plain = {**TEMPLATE, "agents": 3, "resource_seed": {"density": 0.1, "amount": 1}, "initial_inventories": {"A": 5, "B": 5}}
    plain["utilities"] = {"mix": [{"type": "linear", "weight": 1.0, "params": {"vA": 1.0, "vB": 2.0}}]}
    assert len(cx.generate_many("s", 1, seeds="sobol", template=plain)) == 1
    with pytest.raises(cx.ScenarioError, match="--count: got 2, of which 1 are different"):
        cx.generate_many("s", 2, seeds="sobol", template=plain)


def test_the_originals_series() -> None:
    series = cx.generate_many("s", 3, preset="minimal", seed=42, compat="vmt")
    assert [made.values for made in series] == [
        cx.generate(f"s-000{k}", preset="minimal", seed=41 + k, compat="vmt").values for k in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("count", "more", "name"),
    [
        (0, {}, "--count"),
        (10**9, {}, "--count"),
        (True, {}, "--count"),
        (2, {"seeds": "sobl"}, "--seeds"),
        (2, {"seeds": "sobol", "compat": "vmt"}, "--seeds"),
        (2, {"agents": 0}, "--agents"),
    ],
)
def test_wrong_flags_of_a_series_are_named(count: int, more: dict[str, object], name: str) -> None:
    with pytest.raises(cx.ScenarioError) as caught:
        cx.generate_many("s", count, preset="minimal", **more)
    assert caught.value.problems[0].key == name
