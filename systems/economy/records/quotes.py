"""Prices at which agents would trade, and what they rest on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....components.economy import MONEY_FORMS, Institution, Inventory, MoneyTaste, Preferences, Quotes, Rules
from ....engine.telemetry.record import Record, Rows, record_columns
from ....engine.world import World
from ....kernels.quotes import ENDLESS
from ....kernels.reservation import reservation_prices

Prices = NDArray[np.float64]
NONE, LOG = MONEY_FORMS.index("none"), MONEY_FORMS.index("log")


def read_quotes(world: World) -> Rows:
    """One row per agent."""
    agents, quotes = world.tables["agents"], world[Quotes]
    lowest, highest = _reservation_prices(world)
    asks, bids = {}, {}
    for kind, name in enumerate(("A_in_B", "A_in_M", "B_in_M")):
        asks[name], bids[name] = _quoted(world, kind)
    asks["B_in_A"], bids["B_in_A"] = _turned_round(world, lowest, highest, ~np.isnan(asks["A_in_B"]))
    return agents.offsets, {
        "uid": agents.uid,
        **{f"{side}_{name}": prices[name] for name in asks for side, prices in (("ask", asks), ("bid", bids))},
        "p_min": lowest,
        "p_max": highest,
        "mrs": quotes.rate,
        **_money(world),
    }  # fmt: skip


def _reservation_prices(world: World) -> tuple[Prices, Prices]:
    agents, preferences = world.tables["agents"], world[Preferences]
    lowest, highest = np.empty(len(agents)), np.empty(len(agents))
    blocks = agents.rows(np.ones(world.n_worlds, np.bool_)).blocks
    goods, rules = world[Inventory].goods, world[Rules]
    reservation_prices(blocks, rules.unit, goods, preferences.family, preferences.parameters, rules.epsilon, lowest, highest)
    return lowest, highest


def _quoted(world: World, kind: int) -> tuple[Prices, Prices]:
    """Return asks and bids of an exchange, NaN where there are none.

    The original's first quotes, which hold until an agent's goods change, are for every exchange, whatever the regime (Q9).
    """
    quotes, w = world[Quotes], world.tables["agents"].world_of
    if kind >= quotes.ask.shape[1]:
        return np.full(len(w), np.nan), np.full(len(w), np.nan)
    ask, bid = quotes.ask[:, kind], quotes.bid[:, kind]
    quoted = (world[Rules].quoted[w] >> kind & 1 == 1) | (ask != 0) | (bid != 0)
    quoted &= world[Institution].open >> kind & 1 == 1
    return np.where(quoted, ask, np.nan), np.where(quoted, bid, np.nan)


def _turned_round(world: World, lowest: Prices, highest: Prices, quoted: NDArray[np.bool_]) -> tuple[Prices, Prices]:
    """Return asks and bids for B in units of A: who buys A sells B (economy.md 4.1)."""
    rules, w = world[Rules], world.tables["agents"].world_of
    eps, spread = rules.epsilon[w], rules.spread[w]
    with np.errstate(divide="ignore"):
        ask = np.where(highest > eps, 1 / highest * (1 + spread), ENDLESS)
        bid = np.where(lowest > eps, 1 / lowest, ENDLESS) * (1 - spread)
    zero = 0.0  # added, it makes -0.0 what it is to all else: which zero fmax takes depends on how many rows there are
    return np.where(quoted, ask, np.nan), np.where(quoted, np.fmax(bid, 0) + zero, np.nan)


def _money(world: World) -> dict[str, NDArray[Any]]:
    """Return lambda, and what one unit more of the money that lambda is the utility of would add: NaN where there is no money."""
    rules, taste, w = world[Rules], world[MoneyTaste], world.tables["agents"].world_of
    if taste.weight.shape[1] == 0:
        return {"lambda": np.full(len(w), np.nan), "mu_money": np.full(len(w), np.nan)}
    weight, held = taste.weight[:, 0], world[Inventory].money / rules.money_unit[w] + taste.shift[:, 0]
    marginal = np.where(rules.money_form[w] == LOG, weight / np.maximum(held, rules.epsilon[w]), weight)
    has_money = rules.money_form[w] != NONE
    return {"lambda": np.where(has_money, weight, np.nan), "mu_money": np.where(has_money, marginal, np.nan)}


def _price(name: str, unit: str, what: str) -> tuple[tuple[str, str, str, str], ...]:
    return (f"ask_{name}", "f8", unit, f"sells {what} above this price"), (f"bid_{name}", "f8", unit, f"buys {what} below this price")


QUOTES = Record("quotes", record_columns(
    ("uid", "i8", "1", "the agent"),
    *_price("A_in_B", "B per A", "A for B"),
    *_price("B_in_A", "A per B", "B for A"),
    *_price("A_in_M", "minor unit per A", "A for money"),
    *_price("B_in_M", "minor unit per B", "B for money"),
    ("p_min", "f8", "B per A", "least price at which it would rather not keep a bit of A"),
    ("p_max", "f8", "B per A", "greatest price at which it would rather have a bit more of A"),
    ("mrs", "f8", "B per A", "marginal rate of substitution"),
    ("lambda", "f8", "util per major unit", "what money is worth to it: the marginal utility, or the weight of the logarithm"),
    ("mu_money", "f8", "util per major unit", "marginal utility of money in hand"),
), read_quotes)  # fmt: skip
