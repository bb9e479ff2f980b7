"""The log of an agent and of a tick is what the tables say of them."""

from __future__ import annotations

import json

import pytest

import catallax as cx
from catallax.apps.analytics.log import WHO, as_rows, read_log


def test_an_agent_a_tick_and_both(money: cx.Run) -> None:
    for agent, tick in ((17, None), (None, 3), (17, 3), (79, 19), (0, -1)):
        log = read_log(money, agent, tick)
        assert list(log.tables) == list(WHO) and log.missing == {}
        for table, names in WHO.items():
            frame = money.frame(table)
            if agent is not None:
                frame = frame[(frame[list(names)] == agent).any(axis=1)]
            if tick is not None:
                frame = frame[frame.tick == tick]
            assert {name: values.tolist() for name, values in log.tables[table].items()}.keys() == set(frame)
            assert log.tables[table]["tick"].tolist() == frame.tick.tolist()
            assert all(log.tables[table][name].tolist() == frame[name].tolist() for name in names)
    rows = as_rows(read_log(money, 17, 3).tables["attempts"])
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows and any(row["price"] is None for row in rows)


def test_what_was_not_recorded_is_told(money: cx.Run) -> None:
    run = cx.run("two_traders", ticks=9, record="agents=4,decisions=3,trades")
    log = read_log(run, tick=2)
    assert list(log.tables) == ["trades"]
    assert log.missing == {
        "agents": "agents: not recorded at tick 2, but at -1, 0, 4, ... 8. Run again with --record agents=1.",
        "decisions": "decisions: not recorded at tick 2, but at 0, 3, 6, ... 8. Run again with --record decisions=1.",
        "pairings": "pairings: not recorded. Run again with --record full, or a list that has pairings.",
        "attempts": "attempts: not recorded. Run again with --record full, or a list that has attempts.",
    }
    assert list(read_log(run, tick=8).tables) == ["agents", "decisions", "trades"]
    assert "decisions" in read_log(run, tick=-1).tables, "nobody decides before the first tick"
    assert read_log(cx.run("two_traders", ticks=2, record="none"), agent=1).tables == {}


@pytest.mark.parametrize(("agent", "tick", "message"), [(80, None, "agent 80; needs the uid of an agent of this run: 0 to 79"), (None, 20, "tick 20"), (-1, None, "agent -1"), (3, -2, "tick -2")])  # fmt: skip
def test_who_and_when_there_is_not(money: cx.Run, agent: int | None, tick: int | None, message: str) -> None:
    with pytest.raises(cx.EngineError, match=message):
        read_log(money, agent, tick)


def test_other_models_have_no_such_log() -> None:
    with pytest.raises(cx.EngineError, match="of the model forest_fire; needs an exchange economy"):
        read_log(cx.run("forest_fire", ticks=1), tick=0)
