"""The search: the first that satisfy, in order, whatever the chunks; and how near the others came."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from catallax.apps.generate import search as search_module
from catallax.apps.generate.condition import Trouble
from catallax.apps.generate.outcome import measure
from catallax.apps.generate.search import Search, search
from catallax.engine.errors import EngineError
from catallax.scenarios.loader import load_scenario
from catallax.scenarios.schema import Scenario


@dataclass(frozen=True)
class Drawn:
    """A candidate that is no more than its scenario."""

    scenario: Scenario


def draw(first: int, count: int) -> Sequence[Any]:
    return [Drawn(load_scenario("bazaar", changes={"seed": k, "agents": 12 + k % 5})) for k in range(first, first + count)]


def seeds(found: Search) -> list[int]:
    return [one.generated.scenario.seed for one in found.found]


def test_those_that_satisfy_are_kept_in_order_and_all_others_do_not() -> None:
    text = "n_trades >= 3 and gini_goods < 0.02"
    found = search(text, draw, wanted=4, max_tries=60, ticks=8)
    outcomes = measure([one.scenario for one in draw(0, 60)], 8)
    assert outcomes is not None
    fits = [k for k, row in enumerate(outcomes) if row["n_trades"] >= 3 and row["gini_goods"] < 0.02]
    assert len(fits) > 4 and fits[:4] != [0, 1, 2, 3], "neither too easy nor too hard"
    assert seeds(found) == fits[:4]
    assert found.tried == fits[3] + 1 and not found.interrupted and found.nearest is None
    assert [one.outcome for one in found.found] == [outcomes[k] for k in fits[:4]]
    tried = outcomes[: found.tried]
    assert [(c.text, c.met, c.undefined) for c in found.clauses] == [
        ("n_trades >= 3", sum(row["n_trades"] >= 3 for row in tried), {}),
        ("gini_goods < 0.02", sum(row["gini_goods"] < 0.02 for row in tried), {}),
    ]


@pytest.mark.parametrize("chunks", [(1, 1), (3, 7), (60, 1)])
def test_chunks_do_not_matter(chunks: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    text = "trading_ticks >= 5"
    expected = search(text, draw, wanted=3, max_tries=40, ticks=6)
    monkeypatch.setattr(search_module, "FIRST_CHUNK", chunks[0])
    monkeypatch.setattr(search_module, "CHUNK", chunks[1])
    assert search(text, draw, wanted=3, max_tries=40, ticks=6) == expected


def test_a_failure_tells_how_near_the_best_came() -> None:
    tried: list[tuple[int, int]] = []
    told = lambda done, found: tried.append((done, found))  # noqa: E731
    found = search("n_trades > 1e6 and n_agents >= 14 and 1 / (n_agents - 13) > 0", draw, max_tries=30, ticks=4, told=told)
    outcomes = measure([one.scenario for one in draw(0, 30)], 4)
    assert outcomes is not None and found.nearest is not None
    assert (found.found, found.tried, tried) == ((), 30, [(25, 0), (30, 0)])
    large = [row for row in outcomes if row["n_agents"] >= 14]
    assert found.nearest.outcome["n_trades"] == max(row["n_trades"] for row in large)
    assert [c.met for c in found.clauses] == [0, len(large), len(large)]
    assert found.clauses[2].undefined == {Trouble.ZERO: 6}


def test_mistakes_are_told_before_anything_runs() -> None:
    never = lambda first, count: pytest.fail("drawn")  # noqa: E731
    with pytest.raises(EngineError, match=r"--until: got 'n_trade' at character 1; needs a column. Did you mean 'n_trades'\?"):
        search("n_trade > 1", never, where="--until")
    for name in ("wanted", "max_tries", "ticks"):
        with pytest.raises(EngineError, match=rf"{name}: got 0; needs a whole number from 1"):
            search("n_trades > 1", never, **{name: 0})


def test_ctrl_c_keeps_what_was_found_in_whole_chunks() -> None:
    def interrupting(first: int, count: int) -> Sequence[Any]:
        if first:
            os.kill(os.getpid(), signal.SIGINT)
        return draw(first, count)

    found = search("n_trades >= 0", interrupting, wanted=100, max_tries=200, ticks=2)
    assert found.interrupted and (found.tried, seeds(found)) == (25, list(range(25)))
