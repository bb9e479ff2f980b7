"""Who may go elsewhere, and what it gives up."""

from __future__ import annotations

import math

from ..choice import FORAGE, IDLE, IDLE_HOME
from ..jit import inline
from ..space import distance
from ..utility import utility


@inline
def wants_nobody(i, paired, committed_cell, activity):
    """Whether an agent has no partner and wants none, and is not committed to a cell: bool.

    i              : int64      row
    paired         : int32[N]   world-local row of the partner, -1 if none
    committed_cell : int32[N]   world-local cell a forager is committed to, -1 if none
    activity       : int8[N]    of `choice.intend`
    """
    doing = activity[i]
    return paired[i] < 0 and (doing == IDLE or doing == IDLE_HOME or (doing == FORAGE and committed_cell[i] < 0))


@inline
def forage_score(i, cell, base, width, height, torus, beta, forage_rate, x, y, goods, family, parameters, level, good, amount):
    """Discounted gain of a harvest: float64 [util]; -inf for no cell.

    i           : int64               row
    cell        : int64               world-local cell, -1 for none
    base        : int64               first cell of the world
    width       : int64 [cell]        columns of the grid; height its rows
    height      : int64 [cell]
    torus       : bool                whether the edges meet
    beta        : float64             discount per step
    forage_rate : int64 [unit]        most that one harvest takes
    x           : int32[N] [cell]     column; y row
    y           : int32[N] [cell]
    goods       : int64[N, 2] [unit]  columns A, B
    family      : int8[N]             utility family; parameters its parameters
    parameters  : float64[N, 6]
    level       : float64[N] [util]   utility of the goods in hand
    good        : int8[C]             0 A, 1 B, -1 none
    amount      : int32[C] [unit]     resource on each cell

    Source  economy.md section 2.2.2.
    """
    if cell < 0:
        return -math.inf
    more = float(min(amount[base + cell], forage_rate))
    a, b = float(goods[i, 0]), float(goods[i, 1])
    if good[base + cell] == 0:
        a += more
    else:
        b += more
    gain = utility(
        family[i], parameters[i, 0], parameters[i, 1], parameters[i, 2], parameters[i, 3], parameters[i, 4], parameters[i, 5], a, b
    )
    return (gain - level[i]) * beta ** float(distance(x[i], y[i], cell // height, cell % height, width, height, torus))
