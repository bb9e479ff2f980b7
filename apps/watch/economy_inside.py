"""One agent of an exchange economy from within: what it likes, holds, quotes and does, and why it did that in the tick done last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ...components.economy import (
    EXCHANGES,
    FAMILIES,
    GOODS,
    PARAMETERS,
    Commitment,
    Cooldowns,
    Grid,
    Intent,
    Inventory,
    Pairing,
    Position,
    Preferences,
    Rules,
)
from ...engine.world import World
from ...systems.economy.records.agents import read_agents
from ...systems.economy.records.decisions import ALTERNATIVES
from ...systems.economy.records.quotes import read_quotes
from ..analytics.colours.economy import ACTIVITY_WORDS
from ..analytics.log_words import amount, attempts_in_words, number, words
from .views import Inside, Row, Told

Lines = Iterator[tuple[str, str]]
QUOTED = tuple(exchange.replace("<->", "_in_") for exchange in EXCHANGES)
REASONS = {
    "trade_paired": "it has a partner, and keeps it until a trade fails or the mode changes",
    "trade": "of those on its list this one is worth most, and more than any cell; they are not a pair yet",
    "forage": "a cell is worth more to it than anyone on its list who is left for it",
    "idle": "it may only trade, and there is nobody left for it",
    "idle_home": "there is nobody left for it, and no cell worth going to",
}
"""Why agents do what they do, by activity: the passes of the decision (docs/guide/tick.md)."""
FOUND = "it looked for a partner, and they became a pair"
NOBODY = {
    "forage": "there is nobody it could trade with, and a cell to go to",
    "idle": "it may only trade, and there is nobody it could trade with",
}


def inside(world: World, uid: int, told: Told) -> Inside:
    """Return an agent of world 0, by its uid. `told` are its rows of the tick done last; without them there is no why."""
    row = int(world.tables["agents"].find(0, uid)[0])
    intent = world[Intent]
    target = (int(intent.target_x[row]), int(intent.target_y[row]))
    lines = [
        ("agent", str(uid)),
        *_doing(world, row),
        *_hand(world, row),
        *_quotes(world, row),
        *_why(world, row, told),
        *_taste(world, row),
    ]
    return Inside(lines, target if target[0] >= 0 else None)


def _taste(world: World, row: int) -> Lines:
    preferences = world[Preferences]
    family = FAMILIES[preferences.family[row]]
    values = (f"{name} {number(float(value))}" for name, value in zip(PARAMETERS[family], preferences.parameters[row], strict=False))
    yield "likes", f"{words(family)}: {', '.join(values)}"


def _hand(world: World, row: int) -> Lines:
    unit, inventory = int(world[Rules].unit[0]), world[Inventory]
    held = [f"{amount(inventory.goods[row, k] / unit)} {good}" for k, good in enumerate(GOODS[:2])]
    has_money = inventory.money[row] > 0 or world[Rules].exchanges[0] > 1
    yield "holds", ", ".join(held + ([f"{inventory.money[row]} M"] if has_money else []))
    agent = {name: float(values[row]) for name, values in read_agents(world)[1].items() if name.startswith("utility")}
    both = agent["utility"] != agent["utility_goods"]
    yield "utility", number(agent["utility"]) + (f", of goods {number(agent['utility_goods'])}" if both else "")


def _quotes(world: World, row: int) -> Lines:
    quotes = {name: float(values[row]) for name, values in read_quotes(world)[1].items()}
    for name in QUOTED:
        if not np.isnan(quotes[f"ask_{name}"]):
            yield f"{name[0]} for {name[-1]}", f"ask {number(quotes[f'ask_{name}'])} bid {number(quotes[f'bid_{name}'])}"
    if not np.isnan(quotes["lambda"]):
        yield "lambda", f"{number(quotes['lambda'])}, money adds {number(quotes['mu_money'])}"


def _doing(world: World, row: int) -> Lines:
    agents, intent, position, height = world.tables["agents"], world[Intent], world[Position], int(world[Grid].height[0])
    uids, goal = agents.uid_in(0), ""
    if intent.target_x[row] >= 0:
        whom = f"agent {uids[intent.target[row]]} at " if intent.target[row] >= 0 else ""
        goal = f", goes to {whom}{intent.target_x[row]},{intent.target_y[row]}"
    yield "does", ACTIVITY_WORDS[intent.activity[row]]
    yield "is at", f"{position.x[row]},{position.y[row]}{goal}"
    partner, cell, cooldowns = world[Pairing].partner[row], int(world[Commitment].cell[row]), world[Cooldowns]
    yield "partner", f"agent {uids[partner]}" if partner >= 0 else "none"
    if cell >= 0:
        yield "claims", f"cell {cell // height},{cell % height}"
    avoided = [
        f"{uids[who]} until tick {until}"
        for who, until in zip(cooldowns.partner[row], cooldowns.until[row], strict=True)
        if who >= 0 and until > world.tick
    ]
    if avoided:
        yield "avoids", ", ".join(avoided)


def _why(world: World, row: int, told: Told) -> Lines:
    """Tell the tick done last: what was decided among what, who paired and parted, what was tried and why it failed."""
    for decision in told.get("decisions", ()):
        yield "why", f"in tick {decision['tick']}, seeing {decision['n_neighbours']} others: {_reason(decision, told)}"
        yield from _list(decision, told.get("preferences", ()))
        yield from _nothing_tried(world, row, decision, told)
    for pairing in told.get("pairings", ()):
        verb = "paired with" if pairing["event"] == "pair" else "parted from"
        yield "pairs", f"{verb} {_other(pairing, ('i', 'j'), told)}: {words(pairing['reason'])}"
    for tried in attempts_in_words(dict(attempt) for attempt in told.get("attempts", ())):
        yield "tried", f"{tried.buyer} buys {tried.good} for {tried.medium} of {tried.seller}, {tried.blocks} blocks: {tried.outcome}"
    for trade in told.get("trades", ()):
        block = f"{amount(trade['quantity'])} {trade['good']} for {amount(trade['payment'])} {trade['medium']}"
        gains = f"{number(trade['surplus_buyer'])} and {number(trade['surplus_seller'])}"
        yield "traded", f"{trade['buyer']} bought {block} of {trade['seller']} at {number(trade['price'])}; gains {gains}"


def _reason(decision: Row, told: Told) -> str:
    activity = decision["activity"]
    if activity == "trade_paired" and any(pairing["event"] == "pair" for pairing in told.get("pairings", ())):
        return FOUND
    alone = decision["alternative_1"] < 0
    return NOBODY.get(activity, REASONS[activity]) if alone else REASONS[activity]


def _list(decision: Row, preferences: Sequence[Row]) -> Lines:
    """Tell whom it would have traded with, best first: overlap of quotes, and what that is worth at their distance."""
    far = {row["partner"]: row for row in preferences}
    listed = [k for k in range(1, ALTERNATIVES + 1) if decision[f"alternative_{k}"] >= 0]
    if listed:
        yield "list", "overlap, cells away, worth there"
    elif not decision["is_paired"]:
        yield "list", "nobody"
    for rank in listed:
        uid = decision[f"alternative_{rank}"]
        more = f", {far[uid]['distance']}, {number(far[uid]['discounted_surplus'])}" if uid in far else ""
        yield "", f"{uid}: {number(decision[f'surplus_{rank}'])}{more}"


def _nothing_tried(world: World, row: int, decision: Row, told: Told) -> Lines:
    """Tell why two who want to trade did not try to, where their distance is the reason."""
    partner = int(world.tables["agents"].find(0, decision["partner"])[0]) if decision["partner"] >= 0 else -1
    if partner < 0 or told.get("attempts") or told.get("trades"):
        return
    if not decision["is_paired"]:
        yield "no trade", "only pairs trade"
        return
    position, grid = world[Position], world[Grid]
    away = 0
    for along, size in ((position.x, int(grid.width[0])), (position.y, int(grid.height[0]))):
        apart = abs(int(along[row]) - int(along[partner]))
        away += min(apart, size - apart) if grid.torus[0] else apart
    reach = int(world[Rules].interaction_radius[0])
    if away > reach:
        yield "no trade", f"its partner is {away} cells away, and partners trade within {reach}"


def _other(row: Row, names: tuple[str, str], told: Told) -> int:
    """Return the uid of the other one of two: not the agent that the rows are about."""
    own = told["decisions"][0]["uid"] if told.get("decisions") else row[names[0]]
    return int(row[names[1]] if row[names[0]] == own else row[names[0]])
