"""The log of one agent, or of one tick: what was decided among which alternatives, who traded, and what was tried and why it failed."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...engine.errors import EngineError
from ..runs.run import Run

Columns = dict[str, NDArray[Any]]
WHO = {
    "agents": ("uid",),
    "decisions": ("uid",),
    "pairings": ("i", "j"),
    "attempts": ("buyer", "seller"),
    "trades": ("buyer", "seller"),
}
"""Tables of the log, in the order of a tick, and the columns in which an agent is named."""
EVENTS = ("pairings", "attempts", "trades")  # a tick without rows is a tick in which nothing happened


class Log(NamedTuple):
    """Rows of recorded tables that are about an agent, or of a tick; and what cannot be told, in a sentence for each such table."""

    tables: dict[str, Columns]
    missing: dict[str, str]


def read_log(run: Run, agent: int | None = None, tick: int | None = None) -> Log:
    """Return the log of an agent, of a tick, or of an agent in a tick.

    run    of an exchange economy, with any of the tables of `WHO`
    agent  its uid;  tick  -1 is the initial state

    Raises EngineError for a run of another model, an agent that is not in it, or a tick that it did not run.
    """
    if run.scenario.model != "economy":
        raise EngineError(
            "show", f"a run of the model {run.scenario.model}", "an exchange economy", "`catallax info` tells what it recorded."
        )
    last = run.ticks_done - 1
    if tick is not None and not -1 <= tick <= last:
        raise EngineError("show", f"tick {tick}", f"a tick that ran: 0 to {last}, or -1 for the initial state")
    tables: dict[str, Columns] = {}
    missing: dict[str, str] = {}
    known = agent is None or 0 <= agent < getattr(run.scenario, "agents", 0)
    for table, names in WHO.items():
        if table not in run.tables:
            missing[table] = f"{table}: not recorded. Run again with --record full, or a list that has {table}."
            continue
        columns = run.columns(table)
        chosen = np.ones(len(columns["tick"]), np.bool_)
        if agent is not None:
            chosen = np.logical_or.reduce([columns[name] == agent for name in names])
            known = known or bool(chosen.any())
        if tick is not None:
            if table not in EVENTS and not (table == "decisions" and tick < 0) and tick not in columns["tick"]:
                missing[table] = (
                    f"{table}: not recorded at tick {tick}, but at {_some(columns['tick'])}. Run again with --record {table}=1."
                )
                continue
            chosen &= columns["tick"] == tick
        tables[table] = {name: values[chosen] for name, values in columns.items()}
    if not known:
        raise EngineError("show", f"agent {agent}", f"the uid of an agent of this run: 0 to {getattr(run.scenario, 'agents', 0) - 1}")
    return Log(tables, missing)


def as_rows(columns: Columns) -> list[dict[str, Any]]:
    """Return columns as JSON has rows: what is not defined is None."""
    lists = [[None if cell != cell else cell for cell in values.tolist()] for values in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True)]


def _some(ticks: NDArray[np.int64]) -> str:
    there = np.unique(ticks)
    return f"{', '.join(map(str, there[:3]))}{f', ... {there[-1]}' if len(there) > 3 else ''}" if len(there) else "none"
