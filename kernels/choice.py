"""The ordered passes of decision: each agent in turn chooses between trade and foraging, seeing what lower ones chose.

They are a serial dictatorship in row order (economy.md section 14, Q8), serial inside a world. The searches were done
before, in parallel (`partners.py`, `targets.py`); here one test tells whether a proposal still stands.
"""

from __future__ import annotations

import numpy as np

from .ground import STRIP, clear
from .jit import inline, jit
from .market import discount_table
from .partners import best_free_partner
from .targets import best_cell

TRADE_PAIRED, TRADE, FORAGE, IDLE, IDLE_HOME = range(5)
BOTH, FORAGE_ONLY, TRADE_ONLY = range(3)


@jit
def choose(
    worlds, offsets, cell_offsets, strip_offsets, width, height, torus, tick, beta, longest, mode, claiming, forage_rate,
    x, y, home_x, home_y, radius, goods, family, parameters, level, ask, bid, avoided, until, paired,
    end, listed_row, listed_y, listed_ask, listed_bid, good, amount, holder, free_a, free_b,
    partner, partner_score, others, kept, cell, cell_score,
    searched, committed_cell, target_x, target_y, target_row, activity,
):  # fmt: skip
    """Let each agent in row order keep its commitment or pair, or choose a partner, a cell, or home (pass 1).

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
    mode           : int8[W]               BOTH, FORAGE_ONLY or TRADE_ONLY
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
    ask            : float64[N] [B per A]  quotes; likewise bid
    bid            : float64[N] [B per A]
    avoided        : int32[N, S]           cooldowns; likewise until
    until          : int32[N, S] [tick]
    paired         : int32[N]              world-local row of the partner, -1 if none
    end            : int32[C]              the market, like the next four: see `open_market`
    listed_row     : int32[N]
    listed_y       : int32[N] [cell]
    listed_ask     : float64[N] [B per A]
    listed_bid     : float64[N] [B per A]
    good           : int8[C]               0 A, 1 B, -1 none
    amount         : int32[C] [unit]       resource on each cell
    holder         : int32[C]              claims: world-local row, -1 if none; changed
    free_a         : uint64[T]             bits of free cells with A, free_b with B: cleared where claimed
    free_b         : uint64[T]
    partner        : int32[N, 2]           proposals of `propose_partners`; likewise partner_score, others
    partner_score  : float64[N, 2]
    others         : bool[N]
    kept           : int32[N]              proposals of `propose_cells`; likewise cell, cell_score
    cell           : int32[N]
    cell_score     : float64[N]
    searched       : bool[N]               overwritten: has a list of partners (for the fallback)
    committed_cell : int32[N]              world-local cell a forager is committed to, -1 if none; changed
    target_x       : int32[N] [cell]       overwritten: where to go, -1 for nowhere; likewise target_y
    target_y       : int32[N] [cell]
    target_row     : int32[N]              overwritten: world-local row of the wanted partner, -1 if none
    activity       : int8[N]               overwritten: TRADE_PAIRED .. IDLE_HOME

    Source  economy.md section 2.2, pass 1. Twin  tests/reference/phases.py.
    """
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low, high, base = offsets[w], offsets[w + 1], cell_offsets[w]
        first_strip = strip_offsets[w]
        discount = discount_table(beta[w], longest[w], width[w], height[w])
        room = end[cell_offsets[w + 1] - 1]
        at, far = np.empty(room, np.int64), np.empty(room, np.int64)
        for i in range(low, high):
            searched[i] = False
            if committed_cell[i] >= 0:
                c = committed_cell[i]
                if amount[base + c] > 0:
                    target_x[i], target_y[i], target_row[i] = c // height[w], c % height[w], -1
                    activity[i] = FORAGE
                    continue
                committed_cell[i] = -1
                if claiming[w]:
                    holder[base + c] = -1
            if paired[i] >= 0:
                j = low + paired[i]
                target_x[i], target_y[i], target_row[i] = x[j], y[j], paired[i]
                activity[i] = TRADE_PAIRED
                continue

            wanted, trade_score = -1, 0.0
            if mode[w] != FORAGE_ONLY:
                searched[i] = True
                for rank in range(2):
                    if wanted < 0 and partner[i, rank] >= 0 and committed_cell[low + partner[i, rank]] < 0:
                        wanted, trade_score = partner[i, rank], partner_score[i, rank]
                if wanted < 0 and others[i]:
                    wanted, trade_score = best_free_partner(
                        i, low, base, width[w], height[w], torus[w], tick[w], discount, x, y, radius, ask, bid, goods,
                        avoided, until, committed_cell, end, listed_row, listed_y, listed_ask, listed_bid, at, far,
                    )  # fmt: skip
            chosen, forage_score = -1, 0.0
            if mode[w] != TRADE_ONLY and cell[i] >= 0:
                chosen, forage_score = cell[i], cell_score[i]
                if claiming[w] and holder[base + chosen] >= 0 and holder[base + chosen] != i - low:
                    chosen, forage_score = best_cell(
                        i, i - low, base, first_strip, width[w], height[w], torus[w], beta[w], discount, x, y, radius,
                        claiming[w], forage_rate[w], goods, family, parameters, level, good, amount, holder,
                        free_a, free_b, kept[i],
                    )  # fmt: skip

            if wanted >= 0 and (chosen < 0 or trade_score > forage_score):
                target_x[i], target_y[i], target_row[i] = x[low + wanted], y[low + wanted], wanted
                activity[i] = TRADE
            elif chosen >= 0:
                target_x[i], target_y[i], target_row[i] = chosen // height[w], chosen % height[w], -1
                activity[i], committed_cell[i] = FORAGE, chosen
                if claiming[w]:
                    claim(i - low, chosen, base, first_strip, height[w], good, holder, free_a, free_b)
            elif mode[w] == TRADE_ONLY:
                target_x[i], target_y[i], target_row[i] = -1, -1, -1
                activity[i] = IDLE
            else:
                target_x[i], target_y[i], target_row[i] = home_x[i], home_y[i], -1
                activity[i] = IDLE_HOME
    return 0


@inline
def claim(me, cell, base, first_strip, height, good, holder, free_a, free_b):
    """Let an agent claim a cell: nobody else finds it free.

    me          : int64         world-local row of the agent
    cell        : int64         world-local cell
    base        : int64         first cell of the world; first_strip its first strip
    first_strip : int64
    height      : int64 [cell]  rows of the grid
    good        : int8[C]       0 A, 1 B
    holder      : int32[C]      changed
    free_a      : uint64[T]     bits of free cells with A, free_b with B; one is cleared
    free_b      : uint64[T]
    """
    holder[base + cell] = me
    per_column = (height + STRIP - 1) // STRIP
    if good[base + cell] == 0:
        clear(free_a, first_strip, per_column, cell // height, cell % height)
    else:
        clear(free_b, first_strip, per_column, cell // height, cell % height)


@jit
def choose_again(
    worlds, offsets, cell_offsets, strip_offsets, width, height, torus, beta, longest, mode, claiming, forage_rate,
    x, y, home_x, home_y, radius, goods, family, parameters, level, paired, good, amount, holder, free_a, free_b, kept,
    committed_cell, target_x, target_y, target_row, activity,
):  # fmt: skip
    """Send each agent, in row order, that wanted a partner and found none to a cell, or home (pass 3b).

    worlds         : int64[K]            worlds to do
    offsets        : int64[W+1]          first row of each world; cell_offsets its first cell, strip_offsets its first strip
    cell_offsets   : int64[W+1]
    strip_offsets  : int64[W+1]
    width          : int32[W] [cell]     columns of the grid; height its rows
    height         : int32[W] [cell]
    torus          : bool[W]             whether the edges meet
    beta           : float64[W]          discount per step, 0 < beta <= 1
    longest        : int32[W] [cell]     greatest vision in the world
    mode           : int8[W]             BOTH, FORAGE_ONLY or TRADE_ONLY
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
    paired         : int32[N]            world-local row of the partner, -1 if none
    good           : int8[C]             0 A, 1 B, -1 none
    amount         : int32[C] [unit]     resource on each cell
    holder         : int32[C]            claims: world-local row, -1 if none; changed
    free_a         : uint64[T]           bits of free cells with A, free_b with B: cleared where claimed
    free_b         : uint64[T]
    kept           : int32[N]            as `propose_cells` leaves it
    committed_cell : int32[N]            world-local cell a forager is committed to, -1 if none; changed
    target_x       : int32[N] [cell]     changed: where to go; likewise target_y
    target_y       : int32[N] [cell]
    target_row     : int32[N]            changed: -1 for these agents
    activity       : int8[N]             changed: FORAGE or IDLE_HOME for these agents

    Source  economy.md section 2.2, pass 3b. Twin  tests/reference/phases.py.
    """
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low, high, base = offsets[w], offsets[w + 1], cell_offsets[w]
        first_strip = strip_offsets[w]
        discount = discount_table(beta[w], longest[w], width[w], height[w])
        for i in range(low, high):
            if paired[i] >= 0 or target_row[i] < 0:
                continue
            chosen = -1
            if mode[w] == BOTH:
                chosen, _ = best_cell(
                    i, i - low, base, first_strip, width[w], height[w], torus[w], beta[w], discount, x, y, radius,
                    claiming[w], forage_rate[w], goods, family, parameters, level, good, amount, holder,
                    free_a, free_b, kept[i],
                )  # fmt: skip
            target_row[i] = -1
            if chosen >= 0:
                target_x[i], target_y[i], activity[i] = chosen // height[w], chosen % height[w], FORAGE
                committed_cell[i] = chosen
                if claiming[w]:
                    claim(i - low, chosen, base, first_strip, height[w], good, holder, free_a, free_b)
            else:
                target_x[i], target_y[i], activity[i] = home_x[i], home_y[i], IDLE_HOME
    return 0


@jit
def mark_paired(worlds, offsets, paired, activity):
    """Give every paired agent the activity that the log shows for it.

    worlds   : int64[K]     worlds to do
    offsets  : int64[W+1]   first row of each world
    paired   : int32[N]     world-local row of the partner, -1 if none
    activity : int8[N]      changed to TRADE_PAIRED
    """
    for k in range(worlds.shape[0]):
        for i in range(offsets[worlds[k]], offsets[worlds[k] + 1]):
            if paired[i] >= 0:
                activity[i] = TRADE_PAIRED
    return 0
