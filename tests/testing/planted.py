"""Systems as a user might write them, each with one bug. The generic tests must find every one."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

import catallax as cx
from catallax.components.economy import Cell, Inventory, Pairing, Position, Quotes


class Leader(cx.Columns):
    """Whom an agent follows, kept as a row number that nobody corrects."""

    row: cx.I32 = cx.column(doc="row of the leader")


class Mood(cx.Columns):
    """How an agent feels."""

    mood: cx.F64 = cx.column(ge=0, le=1, doc="0 is sad, 1 is happy")


class Purse(cx.Columns):
    """What a person owns."""

    coins: cx.I64 = cx.column(unit="coin", ge=0, doc="coins")


class Weight(cx.Columns):
    """How heavy a person is."""

    kg: cx.F64 = cx.column(unit="kg", ge=0, doc="weight")
    share: cx.F64 = cx.column(doc="of all weight")


def leaky_gift(rows: cx.Rows, inventory: cx.Mut[Inventory], clock: cx.Res[cx.Clock]) -> None:
    """Moves one unit of A round the circle of agents; in tick 17 one is lost."""
    for w in rows.worlds:
        low, high = rows.offsets[w], rows.offsets[w + 1]
        goods = inventory.goods[low:high, 0]
        givers = goods > 0
        goods[:] += np.roll(givers, 1).astype(np.int64) - givers
        if clock.tick[w] == 17 and goods.sum() > 0:
            goods[np.argmax(goods)] -= 1
        inventory.changed[low:high] = True


def curious(rows: cx.Rows, inventory: cx.Mut[Inventory]) -> None:
    """Gives B to whoever stands in the first column of the grid: it reads positions, which it does not declare."""
    for w in rows.worlds:
        here = slice(rows.offsets[w], rows.offsets[w + 1])
        inventory.goods[here, 1] += HANDLE["world"][Position].x[here] == 0
        inventory.changed[here] = True


HANDLE: dict[str, Any] = {"world": None}


def install_curious(world: cx.World) -> None:
    HANDLE["world"] = world
    world.add(curious, after="regeneration", before="housekeeping")


def install_peeping(world: cx.World) -> None:
    """Adds a system that reads a column through its closure: the array itself, not the world."""
    amount = world.tables["cells"].read(Cell)

    def peeping(inventory: cx.Mut[Inventory]) -> None:
        if amount.amount.sum() > 3:
            inventory.goods[:, 1] += 1
            inventory.changed[:] = True

    peeping.__annotations__ = {"inventory": cx.Mut[Inventory], "return": None}
    world.add(peeping, after="regeneration", before="housekeeping")


@cx.jit
def pay_per_chunk(low, high, threads, goods):
    chunk = (high - low + threads - 1) // threads
    for t in range(threads):
        first = low + t * chunk
        if first < high:
            goods[first, 1] += 1  # the first of each chunk is paid


def threaded(rows: cx.Rows, inventory: cx.Mut[Inventory]) -> None:
    """Pays the first agent of each thread's chunk."""
    for w in rows.worlds:
        pay_per_chunk(rows.offsets[w], rows.offsets[w + 1], numba.get_num_threads(), inventory.goods)
    inventory.changed[:] = True


@cx.parallel
def pay_first_of_block(blocks, goods):
    for b in numba.prange(blocks.shape[0]):
        goods[blocks[b, 1], 1] += 1


def blocked(rows: cx.Rows, inventory: cx.Mut[Inventory]) -> None:
    """Pays the first agent of each block: in a small world there is one block only."""
    pay_first_of_block(rows.blocks, inventory.goods)
    for w in rows.worlds:
        inventory.changed[rows.offsets[w] : rows.offsets[w + 1]] = True


@cx.jit
def copy_from_leader(low, high, row, goods, changed):
    for i in range(low, high):
        goods[i, 1] = max(goods[i, 1], min(goods[low + row[i], 1], 3))
        changed[i] = True
    for i in range(low, high):
        row[i] = high - low - 1


def following(rows: cx.Rows, leader: cx.Mut[Leader], inventory: cx.Mut[Inventory]) -> None:
    """Remembers the last agent by its row number, which is past the end when somebody dies."""
    for w in rows.worlds:
        copy_from_leader(rows.offsets[w], rows.offsets[w + 1], leader.row, inventory.goods, inventory.changed)


COUNT = None


def counting(rows: cx.Rows, inventory: cx.Mut[Inventory]) -> None:
    """Pays everybody, as many as there were when it was first called."""
    global COUNT
    if COUNT is None:
        COUNT = len(inventory.goods)
    inventory.goods[:COUNT, 1] += np.ones(COUNT, np.int64)
    inventory.changed[:] = True


def patient_counting(rows: cx.Rows, inventory: cx.Mut[Inventory]) -> None:
    """The same without an error when fewer are left: the newborn are never paid."""
    global COUNT
    if COUNT is None:
        COUNT = len(inventory.goods)
    inventory.goods[:COUNT, 1] += 1
    inventory.changed[:] = True


def westering(rows: cx.Rows, position: cx.Mut[Position]) -> None:
    """Walks west as far as the first column, on a torus too."""
    position.x[:] -= position.x > 0


def back_door(rows: cx.Rows, agents: cx.Population, inventory: Inventory) -> None:
    """Writes quotes through the base of a read-only view."""
    ask = agents.read(Quotes).ask.base  # type: ignore[attr-defined]
    ask[:] = 1.0


def jilting(rows: cx.Rows, pairing: cx.Mut[Pairing]) -> None:
    """The first agent of each world drops its partner, who is not told."""
    for w in rows.worlds:
        if rows.offsets[w] < rows.offsets[w + 1]:
            pairing.partner[rows.offsets[w]] = -1


def cheering(rows: cx.Rows, mood: cx.Mut[Mood], inventory: Inventory) -> None:
    """Forgets that moods end at 1."""
    for w in rows.worlds:
        here = slice(rows.offsets[w], rows.offsets[w + 1])
        mood.mood[here] += 0.25 * (inventory.goods[here, 0] > 2)


GENERATOR = np.random.default_rng(1)


def gambling(rows: cx.Rows, inventory: cx.Mut[Inventory]) -> None:
    """Draws from a generator of its own."""
    for w in rows.worlds:
        here = slice(rows.offsets[w], rows.offsets[w + 1])
        inventory.goods[here, 0] += GENERATOR.integers(0, 2, rows.offsets[w + 1] - rows.offsets[w])
        inventory.changed[here] = True


def global_gambling(rows: cx.Rows, inventory: cx.Mut[Inventory]) -> None:
    """Draws from numpy's generator, which everybody shares."""
    for w in rows.worlds:
        here = slice(rows.offsets[w], rows.offsets[w + 1])
        inventory.goods[here, 0] += np.random.randint(0, 2, rows.offsets[w + 1] - rows.offsets[w])  # noqa: NPY002
        inventory.changed[here] = True


@numba.njit(parallel=True)  # cx.parallel would refuse it
def weigh(low, high, kg):
    total = 0.0
    for i in numba.prange(low, high):
        total += kg[i]
    return total


def weighing(rows: cx.Rows, weight: cx.Mut[Weight]) -> None:
    """Sums floats in the order of threads."""
    for w in rows.worlds:
        low, high = rows.offsets[w], rows.offsets[w + 1]
        weight.share[low:high] = weigh(low, high, weight.kg)


def rent(purse: cx.Mut[Purse]) -> None:
    """Takes a coin from everybody in every row there is, also of worlds that have ended."""
    purse.coins[purse.coins > 0] -= 1


def slow_rent(purse: Any) -> None:
    """The twin, which takes two from the rich."""
    purse.coins -= 0 if purse.coins == 0 else 1 if purse.coins < 7 else 2
