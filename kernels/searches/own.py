"""Protocols of search that somebody else wrote: a function says where an agent goes that wants no partner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..choice import FORAGE, IDLE
from ..jit import inline, parallel_unkept, prange
from ..rng import uniform
from .elsewhere import forage_score, wants_nobody


class Seeker(NamedTuple):
    """An agent that wants no partner as the tick begins. Cells are numbered x * height + y.

    x, y       : int64 [cell]   where it stands
    width      : int64 [cell]   columns of the grid; height its rows; torus : bool, whether the edges meet
    radius     : int64 [cell]   how far it sees
    home       : int64          its home, a cell
    harvest    : int64          the cell that it would forage, -1 for none; score : float64 [util] its discounted gain, -inf for none
    place      : int64          cell of its last trade, -1 for none; age : int64 [tick] ticks since; worth : float64 overlap of quotes then
    mode       : int64          0 both, 1 forage only, 2 trade only
    tick       : int64          now
    chance     : float64        in [0, 1): its draw of this tick
    parameters : tuple of 4 float64   the protocol's, in the order of the registry
    """

    x: int
    y: int
    width: int
    height: int
    torus: bool
    radius: int
    home: int
    harvest: int
    score: float
    place: int
    age: int
    worth: float
    mode: int
    tick: int
    chance: float
    parameters: tuple[float, float, float, float]


class Worlds(NamedTuple):
    """Arrays by world, as `memory.recall` documents them; chances : uint64[W] keys of draws, parameters : float64[W, 4]."""

    offsets: Any
    cell_offsets: Any
    width: Any
    height: Any
    torus: Any
    tick: Any
    beta: Any
    forage_rate: Any
    chances: Any
    parameters: Any


class People(NamedTuple):
    """Columns of agents, as `memory.recall` documents them; uid : int64[N] who each row is; home_x, home_y, radius : int32[N] [cell]."""

    uid: Any
    mode: Any
    x: Any
    y: Any
    home_x: Any
    home_y: Any
    radius: Any
    goods: Any
    family: Any
    parameters: Any
    level: Any
    paired: Any
    committed_cell: Any
    place_x: Any
    place_y: Any
    when: Any
    worth: Any
    target_x: Any
    target_y: Any
    activity: Any


@inline
def look_in_block(choose, b, blocks, worlds, people, good, amount):
    """Send each agent of a block of rows that wants no partner to the cell that a protocol says.

    choose : function of a Seeker   returns int64, a cell; any number that is no cell of the grid leaves the agent to what it would do
    b      : int64                  which block of rows
    blocks : int64[B, 3]            (world, first row, last row + 1)
    worlds : Worlds                 arrays by world
    people : People                 arrays by row; targets and activity are changed
    good   : int8[C]                0 A, 1 B, -1 none
    amount : int32[C] [unit]        resource on each cell

    Draws   uniform of (key, tick, uid, 0).
    """
    w = blocks[b, 0]
    width, height, torus, own = worlds.width[w], worlds.height[w], worlds.torus[w], worlds.parameters
    parameters = (own[w, 0], own[w, 1], own[w, 2], own[w, 3])
    for i in range(blocks[b, 1], blocks[b, 2]):
        if not wants_nobody(i, people.paired, people.committed_cell, people.activity):
            continue
        harvest = people.target_x[i] * height + people.target_y[i] if people.activity[i] == FORAGE else -1
        score = forage_score(
            i, harvest, worlds.cell_offsets[w], width, height, torus, worlds.beta[w], worlds.forage_rate[w], people.x, people.y,
            people.goods, people.family, people.parameters, people.level, good, amount,
        )  # fmt: skip
        place, age = -1, 0
        if people.worth[i, 0] > 0.0:
            place, age = people.place_x[i, 0] * height + people.place_y[i, 0], worlds.tick[w] - people.when[i, 0]
        chance = uniform(worlds.chances[w], worlds.tick[w], people.uid[i], 0)
        home = people.home_x[i] * height + people.home_y[i]
        seeker = Seeker(
            people.x[i], people.y[i], width, height, torus, people.radius[i], home, harvest, score, place, age, people.worth[i, 0],
            people.mode[i], worlds.tick[w], chance, parameters,
        )  # fmt: skip
        cell = choose(seeker)
        if 0 <= cell < width * height:
            people.target_x[i], people.target_y[i], people.activity[i] = cell // height, cell % height, IDLE


def kernel_of(choose: Callable[..., Any]) -> Any:
    """Return the kernel of a protocol that sends a `Seeker` to the cell that `choose` says, a function compiled by `jit`.

    numba cannot keep the code of a kernel that closes over a function, so it is compiled once in each process.
    """

    def look_elsewhere(blocks, worlds, people, good, amount):  # type: ignore[no-untyped-def]
        for b in prange(blocks.shape[0]):
            look_in_block(choose, b, blocks, worlds, people, good, amount)
        return 0

    return parallel_unkept(look_elsewhere)
