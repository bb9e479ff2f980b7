"""`catallax show`: the log of one agent or one tick, as tables that fit 80 columns."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..analytics.log import as_rows, read_log
from ..analytics.log_words import Row, amount, attempts_in_words, number, words
from ..runs.run import open_run

ALTERNATIVES = 5


def show_command(folder: Path, agent: int | None, tick: int | None, as_json: bool) -> None:
    """Print the log of an agent, of a tick, or of an agent in a tick. What was not recorded is told on standard error."""
    if agent is None and tick is None:
        raise typer.BadParameter("got neither; needs one of them, or both", param_hint="--agent, --tick")
    with open_run(folder) as run:
        log = read_log(run, agent, tick)
    rows = {table: as_rows(columns) for table, columns in log.tables.items()}
    if as_json:
        print(json.dumps({"run": str(folder), "agent": agent, "tick": tick, **rows, "missing": log.missing}))
        return
    _tell(run.manifest, rows, agent, tick)
    for sentence in log.missing.values():
        print(f"missing: {sentence}", file=sys.stderr)


def _tell(manifest: dict[str, Any], rows: dict[str, list[Row]], agent: int | None, tick: int | None) -> None:
    console = Console()
    what = ", ".join(f"{name} {value}" for name, value in (("agent", agent), ("tick", tick)) if value is not None)
    console.print(Text(f"{manifest['scenario']}, seed {manifest['seed']}: {what}"))
    full = agent is not None and tick is not None
    tables: dict[str, tuple[str, Callable[[list[Row]], Iterable[list[str]]], list[str]]] = {
        "agents": ("activity", lambda found: _path(found, agent is None), ["agent" if agent is None else "ticks", *PATH]),
        "decisions": ("decisions", lambda found: map(_decision, found), DECISION),
        "pairings": ("pairs", lambda found: map(_pairing, found), ["tick", "who", "event", "why"]),
        "attempts": ("attempts", _each_attempt if full else _attempts, ATTEMPT if full else ATTEMPTS),
        "trades": ("trades", lambda found: map(_trade, found), ["tick", "buyer", "seller", "gets", "for", "price", "gains of both"]),
    }
    for table, (title, lines, head) in tables.items():
        if table in rows:
            _print(console, title, head, list(lines(rows[table])))


def _print(console: Console, title: str, head: list[str], lines: list[list[str]]) -> None:
    if not lines:
        console.print(Text(f"{title}: none"))
        return
    table = Table(title=title, title_justify="left")
    for name in head:
        table.add_column(name, overflow="fold")
    for line in lines:
        table.add_row(*map(Text, line))
    console.print(table)


PATH = ["activity", "partner", "at", "A", "B", "M", "utility"]


def _path(rows: list[Row], each: bool) -> Iterator[list[str]]:
    """Yield what an agent did, consecutive ticks of the same kind in one line, as they ended; or a line for each of several agents."""
    for _, spell in groupby(rows, key=lambda row: (row["uid"], row["activity"], row["partner"], row["tick"] < 0)):
        first, *rest = spell
        last = rest[-1] if rest else first
        ticks = "start" if last["tick"] < 0 else str(first["tick"]) if last is first else f"{first['tick']}-{last['tick']}"
        place = f"{last['x']},{last['y']}"
        held = [amount(last[good]) for good in "ABM"]
        yield [str(last["uid"]) if each else ticks, last["activity"], _who(last["partner"]), place, *held, number(last["utility"])]


DECISION = ["tick", "agent", "does", "goes to", "seen", "might trade with, and the overlap of quotes"]


def _decision(row: Row) -> list[str]:
    """Return what an agent decided, and the first names on its list, best first."""
    target, place = row["target"], f"{row['target_x']},{row['target_y']}"
    goal = {"none": "-", "agent": f"agent {row['partner']}"}.get(target, f"{target} {place}")
    listed = [(row[f"alternative_{k}"], row[f"surplus_{k}"]) for k in range(1, ALTERNATIVES + 1)]
    names = ", ".join(f"{uid}: {number(surplus)}" for uid, surplus in listed if uid >= 0)
    return [str(row["tick"]), str(row["uid"]), row["activity"], goal, str(row["n_neighbours"]), names or "nobody"]


def _pairing(row: Row) -> list[str]:
    return [str(row["tick"]), f"{row['i']} {row['j']}", row["event"], row["reason"]]


ATTEMPTS = ["tick", "buyer", "seller", "sold", "tried", "what came of it"]


def _attempts(rows: list[Row]) -> Iterator[list[str]]:
    """Yield a line for each two who tried in a tick: how often, and what came of it."""
    for tried in attempts_in_words(rows):
        who = [str(tried.tick), str(tried.buyer), str(tried.seller)]
        yield [*who, f"{tried.good} for {tried.medium}", str(tried.blocks), tried.outcome]


ATTEMPT = ["buyer", "seller", "block", "price", "gains of both", "what came of it"]


def _each_attempt(rows: list[Row]) -> Iterator[list[str]]:
    """Yield a line for each block that was tried."""
    for row in rows:
        block = f"{amount(row['quantity'])} {row['good']} for {amount(row['payment'])} {row['medium']}" if row["quantity"] else "none"
        gains = ", ".join(_gain(row, side) for side in ("buyer", "seller"))
        outcome = row["reason"] if row["result"] == "refused" else row["result"]
        yield [str(row["buyer"]), str(row["seller"]), block, number(row["price"]), gains, words(outcome)]


def _gain(row: Row, side: str) -> str:
    after = row[f"{side}_utility_after"]
    return "-" if after is None else number(after - row[f"{side}_utility"])


def _trade(row: Row) -> list[str]:
    got, paid = f"{amount(row['quantity'])} {row['good']}", f"{amount(row['payment'])} {row['medium']}"
    gains = f"{number(row['surplus_buyer'])}, {number(row['surplus_seller'])}"
    return [str(row["tick"]), str(row["buyer"]), str(row["seller"]), got, paid, number(row["price"]), gains]


def _who(uid: int) -> str:
    return "-" if uid < 0 else str(uid)
