"""Search by memory: who sees no partner goes back to where it last traded."""

from __future__ import annotations

from ..bargaining import AGREED, BUYER, OUTCOME, SELLER, WORLD
from ..choice import FORAGE, IDLE
from ..institutions import FORAGE_ONLY
from ..jit import jit, parallel, prange
from ..market import best_between
from ..space import distance
from .elsewhere import forage_score, wants_nobody


@parallel
def recall(
    blocks, offsets, cell_offsets, width, height, torus, tick, beta, retention, mode, forage_rate, x, y, goods, family, parameters, level,
    paired, good, amount, committed_cell, place_x, place_y, when, worth, target_x, target_y, activity,
):  # fmt: skip
    """Send each agent that wants no partner to where it last traded, if what it remembers is worth more than the cell it wants.

    blocks         : int64[B, 3]           (world, first row, last row + 1)
    offsets        : int64[W+1]            first row of each world; cell_offsets its first cell
    cell_offsets   : int64[W+1]
    width          : int32[W] [cell]       columns of the grid; height its rows
    height         : int32[W] [cell]
    torus          : bool[W]               whether the edges meet
    tick           : int64[W] [tick]       now
    beta           : float64[W]            discount per step, 0 < beta <= 1
    retention      : float64[W]            part of what is remembered that is left a tick later
    mode           : int8[N]               what each agent may do: BOTH, FORAGE_ONLY or TRADE_ONLY
    forage_rate    : int32[W] [unit]       most that one harvest takes
    x              : int32[N] [cell]       column; y row
    y              : int32[N] [cell]
    goods          : int64[N, 2] [unit]    columns A, B
    family         : int8[N]               utility family; parameters its parameters
    parameters     : float64[N, 6]
    level          : float64[N] [util]     utility of the goods in hand
    paired         : int32[N]              world-local row of the partner, -1 if none
    good           : int8[C]               0 A, 1 B, -1 none
    amount         : int32[C] [unit]       resource on each cell
    committed_cell : int32[N]              world-local cell a forager is committed to, -1 if none
    place_x        : int32[N, 1] [cell]    where it last traded; likewise place_y
    place_y        : int32[N, 1] [cell]
    when           : int64[N, 1] [tick]    when that was
    worth          : float64[N, 1]         overlap of quotes then; 0 for nothing remembered
    target_x       : int32[N] [cell]       of `choice.intend`, changed for those that go back; likewise target_y
    target_y       : int32[N] [cell]
    activity       : int8[N]               likewise: IDLE

    What is remembered, faded by `retention` for each tick and by beta for each step, is compared with a gain in utility as
    overlaps of quotes are everywhere (Q4). Who has come back waits there, until a cell is worth more.
    Order   rows are independent.
    Source  ours; the ancestor planned a memory of trades and never had one (economy.md section 13). Twin  tests/reference/search.py.
    """
    for b in prange(blocks.shape[0]):
        w = blocks[b, 0]
        for i in range(blocks[b, 1], blocks[b, 2]):
            if not wants_nobody(i, paired, committed_cell, activity) or mode[i] == FORAGE_ONLY or worth[i, 0] <= 0.0:
                continue
            far = distance(x[i], y[i], place_x[i, 0], place_y[i, 0], width[w], height[w], torus[w])
            worth_now = worth[i, 0] * retention[w] ** float(tick[w] - when[i, 0]) * beta[w] ** float(far)
            cell = target_x[i] * height[w] + target_y[i] if activity[i] == FORAGE else -1
            found = forage_score(
                i, cell, cell_offsets[w], width[w], height[w], torus[w], beta[w], forage_rate[w], x, y, goods, family, parameters, level,
                good, amount,
            )  # fmt: skip
            if found >= worth_now:
                continue
            target_x[i], target_y[i], activity[i] = place_x[i, 0], place_y[i, 0], IDLE
    return 0


@jit
def remember(
    offsets, remembers, tick, exchanges, deal, x, y, goods, money, barters, ask, bid, place_x, place_y, when, worth,
):  # fmt: skip
    """Let both sides of each deal that was agreed on remember where they are, when, and how far their quotes overlap.

    offsets   : int64[W+1]            first row of each world
    remembers : bool[W]               worlds in which agents do
    tick      : int64[W] [tick]       now
    exchanges : int8[W]               bits of what a pair may come together for
    deal      : int64[D, 7]           of `bargaining.bargain`, not settled yet
    x         : int32[N] [cell]       column; y row
    y         : int32[N] [cell]
    goods     : int64[N, 2] [unit]    columns A, B
    money     : int64[N]
    barters   : bool[N]               whether an agent barters though there is money
    ask       : float64[N, E]         quotes; likewise bid
    bid       : float64[N, E]
    place_x   : int32[N, 1] [cell]    overwritten for both: where each stands; likewise place_y
    place_y   : int32[N, 1] [cell]
    when      : int64[N, 1] [tick]    overwritten
    worth     : float64[N, 1]         overwritten: what their quotes promise, before goods change hands

    Source  ours. Twin  tests/reference/search.py.
    """
    for d in range(deal.shape[0]):
        w, buyer, seller = deal[d, WORLD], deal[d, BUYER], deal[d, SELLER]
        if deal[d, OUTCOME] == AGREED and remembers[w]:
            overlap = best_between(buyer, seller, exchanges[w], barters, ask, bid, goods, money)
            for i in (buyer, seller):
                place_x[i, 0], place_y[i, 0], when[i, 0], worth[i, 0] = x[i], y[i], tick[w], overlap
    return 0
