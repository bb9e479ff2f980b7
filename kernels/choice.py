"""The passes in which agents choose between trade and foraging, each seeing what lower rows have chosen.

They are a serial dictatorship in row order (economy.md section 14, Q8). What an agent wants changes only where a lower row
has taken it: claimed the cell, or gone foraging itself. So `intend` finds what each agent wants as things stand at the
start of the tick, all agents in parallel; `choose` goes through them in order, and lets those want again who lost theirs.
"""

from __future__ import annotations

import numpy as np

from .ground import claim, is_free
from .institutions import BOTH, FORAGE_ONLY, TRADE_ONLY
from .jit import jit, parallel, prange
from .market import discount_table
from .partners import best_free_partner, worth_of
from .prefetch import AHEAD, prefetch
from .space import RUN
from .targets import best_cell

TRADE_PAIRED, TRADE, FORAGE, IDLE, IDLE_HOME = range(5)


@parallel
def intend(
    blocks, offsets, cell_offsets, strip_offsets, width, height, torus, beta, longest, mode, claiming, forage_rate,
    x, y, home_x, home_y, radius, goods, family, parameters, level, gain, paired, good, amount, holder, free_a, free_b,
    partner, partner_score, kept, committed_cell, target_x, target_y, target_row, activity,
):  # fmt: skip
    """Let each agent keep its commitment or its pair, or want a partner, a cell, or home, as of the start of the tick.

    blocks         : int64[B, 3]           (world, first row, last row + 1)
    offsets        : int64[W+1]            first row of each world; cell_offsets its first cell, strip_offsets its first strip
    cell_offsets   : int64[W+1]
    strip_offsets  : int64[W+1]
    width          : int32[W] [cell]       columns of the grid; height its rows
    height         : int32[W] [cell]
    torus          : bool[W]               whether the edges meet
    beta           : float64[W]            discount per step, 0 < beta <= 1
    longest        : int32[W] [cell]       greatest vision in the world
    mode           : int8[N]               what each agent may do: BOTH, FORAGE_ONLY or TRADE_ONLY
    claiming       : bool[W]               whether claims are in use
    forage_rate    : int32[W] [unit]       most that one harvest takes
    x              : int32[N] [cell]       column; y row
    y              : int32[N] [cell]
    home_x         : int32[N] [cell]       where an agent goes that has nothing to do; likewise home_y
    home_y         : int32[N] [cell]
    radius         : int32[N] [cell]       vision
    goods          : int64[N, 2] [unit]    columns A, B
    family         : int8[N]               utility family; parameters its parameters
    parameters     : float64[N, 6]
    level          : float64[N] [util]     utility of the goods in hand
    gain           : float64[N, 2] [util]  what one unit more of A would add, and of B
    paired         : int32[N]              world-local row of the partner, -1 if none
    good           : int8[C]               0 A, 1 B, -1 none
    amount         : int32[C] [unit]       resource on each cell
    holder         : int32[C]              claims: world-local row, -1 if none; claims on empty cells are dropped
    free_a         : uint64[T]             bits of free cells with A, free_b with B
    free_b         : uint64[T]
    partner        : int32[N, K]           of `propose_partners`; likewise partner_score
    partner_score  : float64[N]
    kept           : int32[N]              overwritten where an agent looks: the cell it still claims itself, -1 if none
    committed_cell : int32[N]              world-local cell a forager is committed to, -1 if none; ended where the cell is empty
    target_x       : int32[N] [cell]       overwritten: where it wants to go, -1 for nowhere; likewise target_y
    target_y       : int32[N] [cell]
    target_row     : int32[N]              overwritten: world-local row of the wanted partner, -1 if none
    activity       : int8[N]               overwritten: TRADE_PAIRED .. IDLE_HOME

    A claim without a commitment is left over from a walk that ended early; it is on the cell the agent was heading for.
    Order   rows are independent: nobody wants an empty cell, so it does not matter when its claim is dropped.
    Source  economy.md section 2.2, pass 1. Twin  tests/reference/phases.py.
    """
    for b in prange(blocks.shape[0]):
        w, first, last = blocks[b, 0], blocks[b, 1], blocks[b, 2]
        low, base = offsets[w], cell_offsets[w]
        discount = discount_table(beta[w], longest[w], width[w], height[w])
        for i in range(first, last):
            soon = min(i + AHEAD, last - 1)
            prefetch(amount, base + max(committed_cell[soon], 0))
            prefetch(holder, base + max(target_x[soon], 0) * height[w] + max(target_y[soon], 0))
            prefetch(x, low + max(partner[soon, 0], 0))
            prefetch(y, low + max(partner[soon, 0], 0))
            committed = committed_cell[i]
            if committed >= 0:
                if amount[base + committed] > 0:
                    target_x[i], target_y[i], target_row[i] = committed // height[w], committed % height[w], -1
                    activity[i] = FORAGE
                    continue
                committed_cell[i] = -1
                if claiming[w]:
                    holder[base + committed] = -1
            if paired[i] >= 0:
                j = low + paired[i]
                target_x[i], target_y[i], target_row[i] = x[j], y[j], paired[i]
                activity[i] = TRADE_PAIRED
                continue
            wanted, trade_score = -1, 0.0
            if mode[i] != FORAGE_ONLY:
                wanted, trade_score = partner[i, 0], partner_score[i]
            kept[i], to_x, to_y, forage_score = -1, -1, -1, -np.inf
            if mode[i] != TRADE_ONLY:
                if claiming[w] and target_x[i] >= 0:
                    heading = target_x[i] * height[w] + target_y[i]
                    if holder[base + heading] == i - low:
                        kept[i] = heading
                to_x, to_y, forage_score = best_cell(
                    i, i - low, base, strip_offsets[w], width[w], height[w], torus[w], beta[w], discount, x, y, radius,
                    claiming[w], forage_rate[w], goods, family, parameters, level, gain, good, amount, holder, free_a, free_b, kept[i],
                )  # fmt: skip
            if wanted >= 0 and (to_x < 0 or trade_score > forage_score):
                target_x[i], target_y[i], target_row[i], activity[i] = x[low + wanted], y[low + wanted], wanted, TRADE
            elif to_x >= 0:
                target_x[i], target_y[i], target_row[i], activity[i] = to_x, to_y, -1, FORAGE
            elif mode[i] == TRADE_ONLY:
                target_x[i], target_y[i], target_row[i], activity[i] = -1, -1, -1, IDLE
            else:
                target_x[i], target_y[i], target_row[i], activity[i] = home_x[i], home_y[i], -1, IDLE_HOME
    return 0


@jit
def choose(
    worlds, offsets, cell_offsets, strip_offsets, width, height, torus, tick, beta, longest, mode, claiming, forage_rate,
    x, y, home_x, home_y, radius, goods, family, parameters, level, gain, exchanges, barters, ask, bid, money, avoided, until,
    good, amount, holder, free_a, free_b, end, trader,
    partner, partner_score, kept, committed_cell, target_x, target_y, target_row, activity,
):  # fmt: skip
    """Let each agent in row order have what it wants, or the next best thing if a lower row took it (pass 1).

    worlds         : int64[K]              worlds to do
    offsets        : int64[W+1]            first row of each world; cell_offsets its first cell, strip_offsets its first strip
    cell_offsets   : int64[W+1]
    strip_offsets  : int64[W+1]
    width          : int32[W] [cell]       columns of the grid; height its rows
    height         : int32[W] [cell]
    torus          : bool[W]               whether the edges meet
    tick           : int64[W] [tick]       now
    beta           : float64[W]            discount per step, 0 < beta <= 1
    longest        : int32[W] [cell]       greatest vision in the world
    mode           : int8[N]               what each agent may do: BOTH, FORAGE_ONLY or TRADE_ONLY
    claiming       : bool[W]               whether claims are in use
    forage_rate    : int32[W] [unit]       most that one harvest takes
    x              : int32[N] [cell]       column; y row
    y              : int32[N] [cell]
    home_x         : int32[N] [cell]       where an agent goes that has nothing to do; likewise home_y
    home_y         : int32[N] [cell]
    radius         : int32[N] [cell]       vision
    goods          : int64[N, 2] [unit]    columns A, B
    family         : int8[N]               utility family; parameters its parameters
    parameters     : float64[N, 6]
    level          : float64[N] [util]     utility of the goods in hand
    gain           : float64[N, 2] [util]  what one unit more of A would add, and of B
    exchanges      : int8[W]               bits of what a pair may come together for
    barters        : bool[N]               whether an agent barters though there is money
    ask            : float64[N, E]         quotes; likewise bid
    bid            : float64[N, E]
    money          : int64[N]
    avoided        : int32[N, S]           cooldowns; likewise until
    until          : int32[N, S] [tick]
    good           : int8[C]               0 A, 1 B, -1 none
    amount         : int32[C] [unit]       resource on each cell
    holder         : int32[C]              claims: world-local row, -1 if none; changed
    free_a         : uint64[T]             bits of free cells with A, free_b with B: cleared where claimed
    free_b         : uint64[T]
    end            : int32[C]              the market; likewise trader: see `open_market`
    trader         : int32[N, 4]
    partner        : int32[N, K]           of `propose_partners`; likewise partner_score
    partner_score  : float64[N]
    kept           : int32[N]              of `intend`
    committed_cell : int32[N]              changed: set for those who go foraging
    target_x       : int32[N] [cell]       of `intend`, changed for those who lost what they wanted; likewise the next three
    target_y       : int32[N] [cell]
    target_row     : int32[N]
    activity       : int8[N]

    Source  economy.md section 2.2, pass 1. Twin  tests/reference/phases.py.
    """
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low, base, first_strip, rows = offsets[w], cell_offsets[w], strip_offsets[w], height[w]
        discount = discount_table(beta[w], longest[w], width[w], rows)
        room = end[cell_offsets[w + 1] - 1] + RUN
        at, away = np.empty(room, np.uint32), np.empty(room, np.int32)
        for i in range(low, offsets[w + 1]):
            soon = min(i + AHEAD, offsets[w + 1] - 1)
            prefetch(holder, base + max(target_x[soon], 0) * rows + max(target_y[soon], 0))
            prefetch(committed_cell, low + max(target_row[soon], 0))
            if activity[i] == TRADE:
                if target_row[i] > i - low or committed_cell[low + target_row[i]] < 0:
                    continue
            elif activity[i] == FORAGE and committed_cell[i] < 0:
                cell = target_x[i] * rows + target_y[i]
                if not claiming[w]:
                    committed_cell[i] = cell
                    continue
                if cell == kept[i] or is_free(target_x[i], target_y[i], first_strip, rows, free_a, free_b):
                    committed_cell[i] = cell
                    claim(i - low, target_x[i], target_y[i], base, first_strip, rows, holder, free_a, free_b)
                    continue
            else:
                continue

            wanted, trade_score = -1, 0.0
            if mode[i] != FORAGE_ONLY:
                for rank in range(partner.shape[1]):
                    if wanted < 0 and partner[i, rank] >= 0 and committed_cell[low + partner[i, rank]] < 0:
                        wanted = partner[i, rank]
                        trade_score = (
                            partner_score[i]
                            if rank == 0
                            else worth_of(
                                i, low + wanted, width[w], rows, torus[w], discount, x, y, exchanges[w], barters, ask, bid, goods, money
                            )
                        )
                if wanted < 0 and partner[i, partner.shape[1] - 1] >= 0:
                    wanted, trade_score = best_free_partner(
                        i, low, base, width[w], rows, torus[w], tick[w], discount, x, y, radius, exchanges[w], barters, ask, bid, goods,
                        money, avoided, until, committed_cell, end, trader, at, away,
                    )  # fmt: skip
            to_x, to_y, forage_score = -1, -1, -np.inf
            if mode[i] != TRADE_ONLY:
                to_x, to_y, forage_score = best_cell(
                    i, i - low, base, first_strip, width[w], rows, torus[w], beta[w], discount, x, y, radius, claiming[w],
                    forage_rate[w], goods, family, parameters, level, gain, good, amount, holder, free_a, free_b, kept[i],
                )  # fmt: skip
            if wanted >= 0 and (to_x < 0 or trade_score > forage_score):
                target_x[i], target_y[i], target_row[i], activity[i] = x[low + wanted], y[low + wanted], wanted, TRADE
            elif to_x >= 0:
                target_x[i], target_y[i], target_row[i], activity[i] = to_x, to_y, -1, FORAGE
                committed_cell[i] = to_x * rows + to_y
                if claiming[w]:
                    claim(i - low, to_x, to_y, base, first_strip, rows, holder, free_a, free_b)
            elif mode[i] == TRADE_ONLY:
                target_x[i], target_y[i], target_row[i], activity[i] = -1, -1, -1, IDLE
            else:
                target_x[i], target_y[i], target_row[i], activity[i] = home_x[i], home_y[i], -1, IDLE_HOME
    return 0


@jit
def choose_again(
    worlds, offsets, cell_offsets, strip_offsets, width, height, torus, beta, longest, mode, claiming, forage_rate,
    x, y, home_x, home_y, radius, goods, family, parameters, level, gain, paired, good, amount, holder, free_a, free_b, kept,
    committed_cell, target_x, target_y, target_row, activity,
):  # fmt: skip
    """Send each agent, in row order, that wanted a partner and found none to a cell, or home (pass 3b); mark the paired.

    worlds         : int64[K]            worlds to do
    offsets        : int64[W+1]          first row of each world; cell_offsets its first cell, strip_offsets its first strip
    cell_offsets   : int64[W+1]
    strip_offsets  : int64[W+1]
    width          : int32[W] [cell]     columns of the grid; height its rows
    height         : int32[W] [cell]
    torus          : bool[W]             whether the edges meet
    beta           : float64[W]          discount per step, 0 < beta <= 1
    longest        : int32[W] [cell]     greatest vision in the world
    mode           : int8[N]             what each agent may do: BOTH, FORAGE_ONLY or TRADE_ONLY
    claiming       : bool[W]             whether claims are in use
    forage_rate    : int32[W] [unit]     most that one harvest takes
    x              : int32[N] [cell]     column; y row
    y              : int32[N] [cell]
    home_x         : int32[N] [cell]     where an agent goes that has nothing to do; likewise home_y
    home_y         : int32[N] [cell]
    radius         : int32[N] [cell]     vision
    goods          : int64[N, 2] [unit]  columns A, B
    family         : int8[N]             utility family; parameters its parameters
    parameters     : float64[N, 6]
    level          : float64[N] [util]   utility of the goods in hand
    gain           : float64[N, 2] [util]  what one unit more of A would add, and of B
    paired         : int32[N]            world-local row of the partner, -1 if none
    good           : int8[C]             0 A, 1 B, -1 none
    amount         : int32[C] [unit]     resource on each cell
    holder         : int32[C]            claims: world-local row, -1 if none; changed
    free_a         : uint64[T]           bits of free cells with A, free_b with B: cleared where claimed
    free_b         : uint64[T]
    kept           : int32[N]            of `intend`
    committed_cell : int32[N]            world-local cell a forager is committed to, -1 if none; changed
    target_x       : int32[N] [cell]     changed: where to go; likewise target_y
    target_y       : int32[N] [cell]
    target_row     : int32[N]            changed: -1 for these agents
    activity       : int8[N]             changed: FORAGE or IDLE_HOME for these agents, TRADE_PAIRED for all that are paired

    Source  economy.md section 2.2, pass 3b. Twin  tests/reference/phases.py.
    """
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low, base, first_strip, rows = offsets[w], cell_offsets[w], strip_offsets[w], height[w]
        discount = discount_table(beta[w], longest[w], width[w], rows)
        for i in range(low, offsets[w + 1]):
            if paired[i] >= 0:
                activity[i] = TRADE_PAIRED
                continue
            if target_row[i] < 0:
                continue
            to_x, to_y = -1, -1
            if mode[i] == BOTH:
                to_x, to_y, _ = best_cell(
                    i, i - low, base, first_strip, width[w], rows, torus[w], beta[w], discount, x, y, radius, claiming[w],
                    forage_rate[w], goods, family, parameters, level, gain, good, amount, holder, free_a, free_b, kept[i],
                )  # fmt: skip
            target_row[i] = -1
            if to_x >= 0:
                target_x[i], target_y[i], activity[i] = to_x, to_y, FORAGE
                committed_cell[i] = to_x * rows + to_y
                if claiming[w]:
                    claim(i - low, to_x, to_y, base, first_strip, rows, holder, free_a, free_b)
            else:
                target_x[i], target_y[i], activity[i] = home_x[i], home_y[i], IDLE_HOME
    return 0
