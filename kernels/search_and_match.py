"""Search, then matching: agents look for partners and cells, and only when all have looked are pairs formed.

The original's last engine. Unlike in `choice.py` nobody is hidden: an agent that goes foraging stays on the lists of others, and
keeps its own. So lists depend on nothing that others choose in this tick, and are made in parallel; only claims have an order.
"""

from __future__ import annotations

import numpy as np

from .choice import FORAGE, FORAGE_ONLY, IDLE, IDLE_HOME, TRADE, TRADE_ONLY, TRADE_PAIRED
from .cooldowns import cooling, forgive
from .jit import inline, jit, parallel, prange
from .market import A_FOR_B, buys_at, discount_table, overlap, precedes, sells_at
from .partners import ROOM
from .space import distance, first_offset, in_view, last_offset, wrap
from .utility import utility


@parallel
def list_partners(
    blocks, offsets, cell_offsets, width, height, torus, tick, beta, mode, unit, x, y, radius, ask, bid, goods, amount,
    committed_cell, paired, avoided, until, end, order, first, room, length, best, best_value, partner, value,
):  # fmt: skip
    """Find with whom each agent that searches would trade.

    blocks         : int64[B, 3]                (world, first row, last row + 1)
    offsets        : int64[W+1]                 first row of each world; cell_offsets its first cell
    cell_offsets   : int64[W+1]
    width          : int32[W] [cell]            columns of the grid; height its rows
    height         : int32[W] [cell]
    torus          : bool[W]                    whether the edges meet
    tick           : int64[W] [tick]            now
    beta           : float64[W]                 discount per step, 0 < beta <= 1
    mode           : int8[W]                    BOTH, FORAGE_ONLY or TRADE_ONLY
    unit           : int32[W]                   parts in a unit of a good
    x              : int32[N] [cell]            column; y row
    y              : int32[N] [cell]
    radius         : int32[N] [cell]            vision
    ask            : float64[N, E] [B per A]    quotes; likewise bid
    bid            : float64[N, E] [B per A]
    goods          : int64[N, 2] [part]         columns A, B
    amount         : int32[C] [unit]            resource on each cell
    committed_cell : int32[N]                   world-local cell a forager is committed to, -1 if none
    paired         : int32[N]                   world-local row of the partner, -1 if none
    avoided        : int32[N, S]                cooldowns; likewise until
    until          : int32[N, S] [tick]
    end            : int32[C]                   everyone, by cell: see `space.cell_list`; likewise order
    order          : int32[N]
    first          : int64[N]                   place of the first name of each list
    room           : int64[N]                   names to write of each list; 0 to count them only
    length         : int64[N]                   overwritten: names on each list; none for who does not search
    best           : int32[N]                   overwritten: world-local row of the first choice, -1 if none
    best_value     : float64[N] [B per A]       overwritten: what it is worth
    partner        : int32[L]                   filled: world-local rows, in the order of cells
    value          : float64[L] [B per A]       filled: overlap of quotes, discounted by distance

    Who searches looks at its own purse only: it needs a unit of what it would give.
    Order   agents are independent.
    Source  economy.md sections 2.2.1, 2.8. Twin  tests/reference/divisible.py.
    """
    for b in prange(blocks.shape[0]):
        w, longest = blocks[b, 0], 0
        low, base = offsets[w], cell_offsets[w]
        for i in range(blocks[b, 1], blocks[b, 2]):
            longest = max(longest, radius[i])
        discount = discount_table(beta[w], longest, width[w], height[w])
        at, away = np.empty(ROOM, np.uint32), np.empty(ROOM, np.int32)
        for i in range(blocks[b, 1], blocks[b, 2]):
            length[i], best[i], best_value[i] = 0, -1, 0.0
            busy = paired[i] >= 0 or (committed_cell[i] >= 0 and amount[base + committed_cell[i]] > 0)
            if busy or mode[w] == FORAGE_ONLY:
                continue
            pays, sells = buys_at(bid[i, A_FOR_B], goods[i, 1] // unit[w]), sells_at(ask[i, A_FOR_B], goods[i, 0] // unit[w])
            seen = -1
            while seen < 0:
                seen = in_view(x[i], y[i], radius[i], width[w], height[w], torus[w], base, low, end, None, at, away)
                if seen < 0:
                    at, away = np.empty(4 * at.shape[0], np.uint32), np.empty(4 * at.shape[0], np.int32)
            for k in range(seen):
                other = order[at[k]]
                j = low + other
                surplus = overlap(pays, sells, bid[j, A_FOR_B], ask[j, A_FOR_B])
                if j == i or not surplus > 0.0 or cooling(avoided, until, i, other, tick[w]):
                    continue
                worth = surplus * discount[distance(x[i], y[i], x[j], y[j], width[w], height[w], torus[w])]
                if not worth >= 0.0:  # NaN: an endless overlap at a distance that counts for nothing
                    continue
                if best[i] < 0 or precedes(worth, other, best_value[i], best[i]):
                    best[i], best_value[i] = other, worth
                if length[i] < room[i]:
                    partner[first[i] + length[i]], value[first[i] + length[i]] = other, worth
                length[i] += 1
    return 0


@jit
def set_out(
    worlds, offsets, cell_offsets, width, height, torus, beta, mode, claiming, forage_rate, unit, x, y, home_x, home_y, radius, goods,
    family, parameters, level, paired, good, amount, holder, best, best_value, committed_cell, target_x, target_y, target_row, activity,
):  # fmt: skip
    """Let each agent in row order keep its pair or its commitment, or choose a partner to want, a cell to claim, or home.

    worlds         : int64[K]              worlds to do
    offsets        : int64[W+1]            first row of each world; cell_offsets its first cell
    cell_offsets   : int64[W+1]
    width          : int32[W] [cell]       columns of the grid; height its rows
    height         : int32[W] [cell]
    torus          : bool[W]               whether the edges meet
    beta           : float64[W]            discount per step, 0 < beta <= 1
    mode           : int8[W]               BOTH, FORAGE_ONLY or TRADE_ONLY
    claiming       : bool[W]               whether claims are in use
    forage_rate    : int32[W] [unit]       most that one harvest takes
    unit           : int32[W]              parts in a unit of a good
    x              : int32[N] [cell]       column; y row
    y              : int32[N] [cell]
    home_x         : int32[N] [cell]       where an agent goes that has nothing to do; likewise home_y
    home_y         : int32[N] [cell]
    radius         : int32[N] [cell]       vision
    goods          : int64[N, 2] [part]    columns A, B
    family         : int8[N]               utility family; parameters its parameters
    parameters     : float64[N, 6]
    level          : float64[N] [util]     utility of the goods in hand
    paired         : int32[N]              world-local row of the partner, -1 if none
    good           : int8[C]               0 A, 1 B, -1 none
    amount         : int32[C] [unit]       resource on each cell
    holder         : int32[C]              claims: world-local row, -1 if none; changed
    best           : int32[N]              of `list_partners`; likewise best_value
    best_value     : float64[N]
    committed_cell : int32[N]              world-local cell a forager is committed to, -1 if none; changed
    target_x       : int32[N] [cell]       changed: where it wants to go; likewise target_y
    target_y       : int32[N] [cell]
    target_row     : int32[N]              changed: world-local row of the wanted partner, -1 if none
    activity       : int8[N]               overwritten: TRADE_PAIRED .. IDLE_HOME

    In mode trade an agent that finds nobody keeps the target that it had. Who goes home to a cell that bears a resource, even if there
    is nothing on it now, is committed to it, without a claim.
    Source  economy.md sections 2.2.2, 2.8. Twin  tests/reference/divisible.py.
    """
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low, base, rows, longest = offsets[w], cell_offsets[w], height[w], 0
        for i in range(low, offsets[w + 1]):
            longest = max(longest, radius[i])
        discount = discount_table(beta[w], longest, width[w], rows)
        for i in range(low, offsets[w + 1]):
            if paired[i] >= 0:
                j = low + paired[i]
                target_x[i], target_y[i], target_row[i], activity[i] = x[j], y[j], paired[i], TRADE_PAIRED
                continue
            committed = committed_cell[i]
            if committed >= 0:
                if amount[base + committed] > 0:
                    target_x[i], target_y[i], target_row[i], activity[i] = committed // rows, committed % rows, -1, FORAGE
                    continue
                committed_cell[i] = -1
                if claiming[w]:
                    holder[base + committed] = -1
            to_x, to_y, gain = -1, -1, 0.0
            if mode[w] != TRADE_ONLY:
                to_x, to_y, gain = best_cell(
                    i, i - low, base, width[w], rows, torus[w], discount, x, y, radius, claiming[w], forage_rate[w], unit[w], goods,
                    family, parameters, level, good, amount, holder,
                )  # fmt: skip
            if best[i] >= 0 and (best_value[i] > gain or mode[w] == TRADE_ONLY):
                j = low + best[i]
                target_x[i], target_y[i], target_row[i], activity[i] = x[j], y[j], best[i], TRADE
            elif to_x >= 0:
                target_x[i], target_y[i], target_row[i], activity[i] = to_x, to_y, -1, FORAGE
                committed_cell[i] = to_x * rows + to_y
                if claiming[w]:
                    holder[base + committed_cell[i]] = i - low
            elif mode[w] == TRADE_ONLY:
                activity[i] = IDLE
            else:
                target_x[i], target_y[i], target_row[i], activity[i] = home_x[i], home_y[i], -1, IDLE_HOME
                home = home_x[i] * rows + home_y[i]
                if good[base + home] >= 0:
                    committed_cell[i], activity[i] = home, FORAGE
    return 0


@jit
def best_cell(
    i, me, base, width, height, torus, discount, x, y, radius, claiming, forage_rate, unit, goods, family, parameters, level,
    good, amount, holder,
):  # fmt: skip
    """Find the cell in view of row i whose harvest adds most: (its column or -1, its row, discounted gain in utility or 0).

    i           : int64               row; `me` the same, world-local
    me          : int64
    base        : int64               first cell of the world
    width       : int64 [cell]        columns of the grid; height its rows
    height      : int64 [cell]
    torus       : bool                whether the edges meet
    discount    : float64[D]          powers of beta
    x           : int32[N] [cell]     column; y row
    y           : int32[N] [cell]
    radius      : int32[N] [cell]     vision
    claiming    : bool                whether cells claimed by others are left alone
    forage_rate : int64 [unit]        most that one harvest takes, > 0
    unit        : int64               parts in a unit of a good
    goods       : int64[N, 2] [part]  columns A, B
    family      : int8[N]             utility family; parameters its parameters
    parameters  : float64[N, 6]
    level       : float64[N] [util]   utility of the goods in hand
    good        : int8[C]             0 A, 1 B, -1 none
    amount      : int32[C] [unit]     resource on each cell
    holder      : int32[C]            world-local row that claims the cell, -1 if none

    Only what adds to utility counts: else there is no cell.
    Ties    go to the first cell in order of x, then y.
    """
    known = np.full((2, 2), np.nan)  # by good: what was taken last, and what it adds
    best_x, best_y, best_score = -1, -1, 0.0
    for dx in range(first_offset(x[i], radius[i], width, torus), last_offset(x[i], radius[i], width, torus) + 1):
        column = wrap(x[i] + dx, width)
        reach = radius[i] - abs(dx)
        for dy in range(first_offset(y[i], reach, height, torus), last_offset(y[i], reach, height, torus) + 1):
            row = wrap(y[i] + dy, height)
            cell = base + column * height + row
            if amount[cell] <= 0 or (claiming and holder[cell] >= 0 and holder[cell] != me):
                continue
            taken, kind = min(amount[cell], forage_rate), good[cell]
            if known[kind, 0] != taken:
                a, b = goods[i, 0] + (taken * unit if kind == 0 else 0), goods[i, 1] + (taken * unit if kind == 1 else 0)
                known[kind, 0], known[kind, 1] = taken, level_of(i, a, b, unit, family, parameters) - level[i]
            score = known[kind, 1] * discount[abs(dx) + abs(dy)]
            if known[kind, 1] > 0.0 and (score > best_score or best_x < 0):
                best_x, best_y, best_score = column, row, score
    return best_x, best_y, best_score


@inline
def level_of(i, a, b, unit, family, parameters):
    """Utility of a bundle to row i: float64 [util].

    i          : int64          row
    a          : int64 [part]   amount of A; b of B
    b          : int64 [part]
    unit       : int64          parts in a unit of a good
    family     : int8[N]        utility family; parameters its parameters
    parameters : float64[N, 6]
    """
    p0, p1, p2 = parameters[i, 0], parameters[i, 1], parameters[i, 2]
    p3, p4, p5 = parameters[i, 3], parameters[i, 4], parameters[i, 5]
    return utility(family[i], p0, p1, p2, p3, p4, p5, float(a) / unit, float(b) / unit)


@jit
def consent(worlds, offsets, best, paired, out_world, out_i, out_j):
    """Pair every two free agents that are each other's first choice, also where one chose to forage; return the number of pairs.

    worlds    : int64[K]     worlds to do
    offsets   : int64[W+1]   first row of each world
    best      : int32[N]     world-local row of the first choice, -1 if none: so for all who are paired
    paired    : int32[N]     world-local row of the partner, -1 if none; changed
    out_world : int32[E]     a row for each pair, in order of the lower row: its world
    out_i     : int32[E]     lower row; out_j the higher, world-local
    out_j     : int32[E]

    Source  economy.md section 2.8. Twin  tests/reference/divisible.py.
    """
    count = 0
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low = offsets[w]
        for i in range(low, offsets[w + 1]):
            j = low + best[i]
            if j > i and best[j] == i - low:
                paired[i], paired[j] = j - low, i - low
                out_world[count], out_i[count], out_j[count] = w, i - low, j - low
                count += 1
    return count


@jit
def pair_greedily(order, world, lists, partner, offsets, paired, out_world, out_i, out_j):
    """Go through listed pairs and form those whose ends are both free; return the number of pairs.

    order     : int64[L]     the pairs: best first in each world
    world     : int64[L]     world of each
    lists     : int64[L]     row that lists, of the table
    partner   : int32[L]     world-local row that it lists
    offsets   : int64[W+1]   first row of each world
    paired    : int32[N]     world-local row of the partner, -1 if none; changed
    out_world : int32[E]     a row for each pair, in order: its world
    out_i     : int32[E]     row that lists; out_j the row listed, world-local
    out_j     : int32[E]

    Source  economy.md sections 2.2 (pass 3), 2.8. Twin  tests/reference/divisible.py.
    """
    count = 0
    for e in order:
        w = world[e]
        low, i, j = offsets[w], lists[e], offsets[w] + partner[e]
        if paired[i] >= 0 or paired[j] >= 0:
            continue
        paired[i], paired[j] = partner[e], i - low
        out_world[count], out_i[count], out_j[count] = w, i - low, partner[e]
        count += 1
    return count


@jit
def seal(
    count, world, row_i, row_j, offsets, unit, x, y, ask, bid, goods, avoided, until, target_x, target_y, target_row, activity,
    surplus_i, surplus_j,
):  # fmt: skip
    """Turn the ends of new pairs to each other, and say how far their quotes overlap.

    count      : int64                    pairs
    world      : int32[E]                 world of each; row_i and row_j its ends, world-local
    row_i      : int32[E]
    row_j      : int32[E]
    offsets    : int64[W+1]               first row of each world
    unit       : int32[W]                 parts in a unit of a good
    x          : int32[N] [cell]          column; y row
    y          : int32[N] [cell]
    ask        : float64[N, E] [B per A]  quotes; likewise bid
    bid        : float64[N, E] [B per A]
    goods      : int64[N, 2] [part]       columns A, B
    avoided    : int32[N, S]              cooldowns of a new pair for each other are forgotten; likewise until
    until      : int32[N, S] [tick]
    target_x   : int32[N] [cell]          changed: the partner's column; target_y its row
    target_y   : int32[N] [cell]
    target_row : int32[N]                 changed: the partner
    activity   : int8[N]                  changed: TRADE_PAIRED
    surplus_i  : float64[E] [B per A]     overwritten: overlap that both can pay for; likewise surplus_j
    surplus_j  : float64[E] [B per A]

    Source  economy.md sections 2.8, 4.4.
    """
    for p in range(count):
        low = offsets[world[p]]
        parts, i, j = unit[world[p]], low + row_i[p], low + row_j[p]
        forgive(avoided, until, i, row_j[p])
        forgive(avoided, until, j, row_i[p])
        target_x[i], target_y[i], target_row[i], activity[i] = x[j], y[j], row_j[p], TRADE_PAIRED
        target_x[j], target_y[j], target_row[j], activity[j] = x[i], y[i], row_i[p], TRADE_PAIRED
        surplus = overlap(
            buys_at(bid[i, A_FOR_B], goods[i, 1] // parts), sells_at(ask[i, A_FOR_B], goods[i, 0] // parts),
            buys_at(bid[j, A_FOR_B], goods[j, 1] // parts), sells_at(ask[j, A_FOR_B], goods[j, 0] // parts),
        )  # fmt: skip
        surplus_i[p], surplus_j[p] = surplus, surplus
    return 0
