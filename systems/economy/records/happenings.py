"""What happened in a tick: exchanges, pairings and partings, changes of what money is worth."""

from __future__ import annotations

import numpy as np

from ....components.economy import BOUNDS, EVENTS, GOODS, REASONS
from ....engine.telemetry.record import Record, Rows, record_columns
from ....engine.world import World


def read_trades(world: World) -> Rows:
    """One row per exchange, in order."""
    rows = world.events["trades"].rows()
    w = rows["world"]
    return np.searchsorted(w, np.arange(world.n_worlds + 1)), {
        "x": rows["x"],
        "y": rows["y"],
        "buyer": rows["buyer"],
        "seller": rows["seller"],
        "good": rows["good"],
        "medium": rows["medium"],
        "quantity": rows["quantity"],
        "payment": rows["payment"],
        "price": rows["price"],
        "surplus_buyer": rows["gain_buyer"],
        "surplus_seller": rows["gain_seller"],
    }


def read_pairings(world: World) -> Rows:
    """One row per pairing or parting, in order."""
    rows = world.events["pairings"].rows()
    w = rows["world"]
    return np.searchsorted(w, np.arange(world.n_worlds + 1)), {
        "i": rows["i"],
        "j": rows["j"],
        "event": rows["event"],
        "reason": rows["reason"],
        "rank": rows["rank"],
        "surplus_i": rows["surplus_i"],
        "surplus_j": rows["surplus_j"],
    }


def read_lambda_updates(world: World) -> Rows:
    """One row per change of an agent's lambda, in order."""
    rows = world.events["lambda_updates"].rows()
    w = rows["world"]
    return np.searchsorted(w, np.arange(world.n_worlds + 1)), {
        "uid": rows["agent"],
        "lambda_old": rows["old"],
        "lambda_new": rows["new"],
        "lambda_hat_A": rows["hat_a"],
        "lambda_hat_B": rows["hat_b"],
        "lambda_hat": rows["hat"],
        "clamped": rows["bound"],
    }


TRADES = Record("trades", record_columns(
    ("x", "i4", "cell", "column on which it took place"),
    ("y", "i4", "cell", "row on which it took place"),
    ("buyer", "i8", "1", "uid of who got the good"),
    ("seller", "i8", "1", "uid of who gave it"),
    ("good", "i1", "1", "what was sold", GOODS),
    ("medium", "i1", "1", "what it was paid with", GOODS),
    ("quantity", "i8", "unit of good", "of the good", (), True),
    ("payment", "i8", "unit of good", "of the medium", (), True),
    ("price", "f8", "medium per good", "in barter as agreed, before the payment was rounded; else payment over quantity"),
    ("surplus_buyer", "f8", "util", "gain in utility of the buyer"),
    ("surplus_seller", "f8", "util", "gain in utility of the seller"),
), read_trades, is_event=True, in_summary=True)  # fmt: skip

PAIRINGS = Record("pairings", record_columns(
    ("i", "i8", "1", "uid of the agent whose list it was, else of the lower one"),
    ("j", "i8", "1", "uid of the other one"),
    ("event", "i1", "1", "pair or unpair", EVENTS),
    ("reason", "i1", "1", "why", REASONS),
    ("rank", "i4", "1", "fallback and stable: partners that i would have preferred to j; else -1"),
    ("surplus_i", "f8", "B per A", "overlap of quotes as i sees it; NaN when they part"),
    ("surplus_j", "f8", "B per A", "overlap of quotes as j sees it; NaN when they part"),
), read_pairings, is_event=True, in_summary=True)  # fmt: skip

LAMBDA_UPDATES = Record("lambda_updates", record_columns(
    ("uid", "i8", "1", "the agent"),
    ("lambda_old", "f8", "util per major unit", "marginal utility of money before"),
    ("lambda_new", "f8", "util per major unit", "marginal utility of money now"),
    ("lambda_hat_A", "f8", "util per major unit", "marginal utility of A over its price in view"),
    ("lambda_hat_B", "f8", "util per major unit", "marginal utility of B over its price in view"),
    ("lambda_hat", "f8", "util per major unit", "the lesser of the two, towards which lambda moved"),
    ("clamped", "i1", "1", "the bound at which it was held", BOUNDS),
), read_lambda_updates, is_event=True)  # fmt: skip
