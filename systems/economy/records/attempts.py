"""What partners tried before they traded or parted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....components.economy import (
    GOODS,
    Grid,
    Institution,
    Inventory,
    Market,
    Mode,
    MoneyTaste,
    Pairing,
    Position,
    Preferences,
    Protocols,
    Quotes,
    Rules,
)
from ....engine.telemetry.record import Record, Rows, record_columns
from ....engine.world import World
from ....kernels import attempts as kernel
from ..mode import trade_is_on

RESULTS = ("refused", "passed_over", "agreed")
REASONS = (
    "no_overlap",
    "dB_nonpositive",
    "dM_nonpositive",
    "seller_insufficient_A",
    "seller_insufficient_B",
    "buyer_insufficient_B",
    "buyer_insufficient_M",
    "both_utility_no_improvement",
    "buyer_utility_no_improvement",
    "seller_utility_no_improvement",
    "utility_improves_both",
)
FIRST_ROOM = 4096  # rows
GOOD, MEDIUM = np.array([0, 0, 1]), np.array([1, 2, 2])  # of each exchange
SIDES = ("buyer", "seller")


def list_attempts(world: World) -> Rows:
    """One row per block tried, of pairs within reach, as things stand just before they trade.

    Compensating blocks are tried in an order. Other protocols look at all blocks at once and try none, so they have no rows.
    """
    whole, real = _walk(world, FIRST_ROOM)
    agents, inventory, quotes = world.tables["agents"], world[Inventory], world[Quotes]
    kind, quantity, payment = whole[:, kernel.KIND], whole[:, kernel.QUANTITY], whole[:, kernel.PAYMENT]
    good, medium, each = GOOD[kind], MEDIUM[kind], np.arange(len(whole))
    buyer, seller = whole[:, kernel.BUYER], whole[:, kernel.SELLER]
    held = np.column_stack([inventory.goods, inventory.money])
    buyer_can, seller_can = (payment > 0) & (held[buyer, medium] >= payment), (quantity > 0) & (held[seller, good] >= quantity)
    change = np.zeros((len(whole), len(GOODS)), np.int64)
    change[each, good], change[each, medium] = quantity, -payment
    change[~(buyer_can & seller_can)] = 0
    return np.searchsorted(whole[:, kernel.WORLD], np.arange(world.n_worlds + 1)), {
        "buyer": agents.uid[buyer],
        "seller": agents.uid[seller],
        "good": good,
        "medium": medium,
        "quantity": quantity,
        "payment": payment,
        "price": real[:, kernel.PRICE],
        "surplus": quotes.bid[buyer, kind] - quotes.ask[seller, kind],
        **{f"ask_{side}": quotes.ask[row, kind] for side, row in zip(SIDES, (buyer, seller), strict=True)},
        **{f"bid_{side}": quotes.bid[row, kind] for side, row in zip(SIDES, (buyer, seller), strict=True)},
        **_by_good("buyer", "", held[buyer]),
        **_by_good("buyer", "_after", held[buyer] + change),
        **_by_good("seller", "", held[seller]),
        **_by_good("seller", "_after", held[seller] - change),
        "buyer_utility": real[:, kernel.BUYER_BEFORE],
        "buyer_utility_after": real[:, kernel.BUYER_AFTER],
        "seller_utility": real[:, kernel.SELLER_BEFORE],
        "seller_utility_after": real[:, kernel.SELLER_AFTER],
        "buyer_can": buyer_can,
        "seller_can": seller_can,
        "buyer_improves": np.isin(whole[:, kernel.REASON], (kernel.NOT_THE_SELLER, kernel.HELPS_BOTH)),
        "seller_improves": np.isin(whole[:, kernel.REASON], (kernel.NOT_THE_BUYER, kernel.HELPS_BOTH)),
        "result": whole[:, kernel.RESULT],
        "reason": _reason(whole[:, kernel.REASON], good, medium),
    }


def _walk(world: World, room: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the attempts as the kernel writes them, with as much room as they need."""
    agents, grid, rules, position, inventory = world.tables["agents"], world[Grid], world[Rules], world[Position], world[Inventory]
    preferences, taste, quotes = world[Preferences], world[MoneyTaste], world[Quotes]
    whole, real = np.empty((room, 8), np.int64), np.empty((room, 5))
    trades = trade_is_on(world[Mode], rules) & (world[Protocols].bargaining == 0) & ~rules.decimal_blocks
    count = kernel.list_attempts(
        agents.offsets, trades, grid.width, grid.height, grid.torus, rules.interaction_radius, rules.quantity_max,
        rules.epsilon, rules.exchanges, rules.typed, rules.execution, rules.money_form, rules.money_unit,
        position.x, position.y, world[Pairing].partner, inventory.goods, inventory.money, inventory.changed, preferences.family,
        preferences.parameters, taste.weight, taste.shift, quotes.level, world[Institution].open, world[Market].barters,
        quotes.ask, quotes.bid, whole, real,
    )  # fmt: skip
    return (whole[:count], real[:count]) if count <= room else _walk(world, count)


def _by_good(side: str, when: str, held: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    return {f"{side}_{good}{when}": held[:, k] for k, good in enumerate(GOODS)}


def _reason(code: NDArray[np.int64], good: NDArray[np.int64], medium: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places in REASONS of the kernel's reasons; some names tell what was lacking."""
    name = np.array(["no_overlap", "dB_nonpositive", "seller_insufficient_A", "buyer_insufficient_B", *REASONS[-4:]])
    place = np.array([REASONS.index(str(n)) for n in name])[code]
    in_money = medium == GOODS.index("M")
    shifted = np.select([code == kernel.NO_GOOD, np.isin(code, (kernel.NO_PAYMENT, kernel.NO_MEANS))], [good, in_money], 0)
    return place + shifted


def _side(side: str) -> tuple[tuple[str, str, str, str], ...]:
    units = {"A": "unit of good", "B": "unit of good", "M": "minor unit"}
    return (
        *((f"{side}_{good}", "i8", unit, f"{good} in the hands of the {side}") for good, unit in units.items()),
        *(
            (f"{side}_{good}_after", "i8", unit, "the same if they agreed; as before if one cannot give its part")
            for good, unit in units.items()
        ),
        (f"{side}_utility", "f8", "util", f"utility of the {side}, of money too where partners count it"),
        (f"{side}_utility_after", "f8", "util", "the same if they agreed; NaN where that was not asked"),
        (f"{side}_can", "i1", "1", f"whether the {side} has what it would give"),
        (f"{side}_improves", "i1", "1", f"whether it would help the {side}"),
    )


ATTEMPTS = Record("attempts", record_columns(
    ("buyer", "i8", "1", "uid of who would get the good"),
    ("seller", "i8", "1", "uid of who would give it"),
    ("good", "i1", "1", "what would be sold", GOODS),
    ("medium", "i1", "1", "what it would be paid with", GOODS),
    ("quantity", "i8", "unit of good", "of the good; 0 where no block was tried"),
    ("payment", "i8", "unit of good", "of the medium"),
    ("price", "f8", "medium per good", "price tried, before the payment was rounded; NaN where no block was tried"),
    ("surplus", "f8", "medium per good", "what the buyer bids above what the seller asks"),
    *(
        (f"{price}_{side}", "f8", "medium per good", f"what the {side} {price}s")
        for price in ("ask", "bid")
        for side in SIDES
    ),
    *_side("buyer"),
    *_side("seller"),
    ("result", "i1", "1", "what came of it: of several that would help both one is agreed, and others are passed over", RESULTS),
    ("reason", "i1", "1", "why", REASONS),
), lambda world, rows: rows, is_event=True, within="trade", before=list_attempts)  # fmt: skip
