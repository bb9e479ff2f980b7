"""Neither side thinks: the buyer bids and the seller asks at random, never at a loss; if the bid reaches the ask they trade a unit."""

from __future__ import annotations

import math

from ..jit import inline, parallel, prange
from .agreement import agree_in_block

PART = 1 << 18  # the pair's draw makes two draws of so many steps each, and a toss with what is left


@inline
def score(block):
    """How near the payment is to the price of the two who met: float64 <= 0 [medium]; -inf if they did not, or for more than a unit.

    block : Block   of float64 and int64, see `agreement`. Parameter: the ceiling of asks [medium per good]

    The bid is uniform from 0 to what the unit is worth to the buyer, the ask from what it is worth to the seller to the ceiling, or to the
    buyer's worth if that is higher. The price is the bid or the ask, whichever came first: a toss.
    Source  Gode & Sunder 1993, J. Polit. Econ. 101: 119-137, the traders with a budget constraint (ZI-C).
    """
    first = math.floor(block.chance * PART)
    rest = block.chance * PART - first
    second = math.floor(rest * PART)
    bid = block.bid * (first + 0.5) / PART
    ask = block.ask + (max(block.parameters[0], block.bid) - block.ask) * (second + 0.5) / PART
    if block.quantity != 1 or not ask <= bid:
        return -math.inf
    price = bid if rest * PART - second < 0.5 else ask
    return -abs(block.payment - price)


@parallel
def bargain(blocks, first, worlds, people, deal, terms):
    """Let each pair within reach agree on the block with the highest score; nothing changes hands yet.

    blocks : int64[B, 3]    (world, first row, last row + 1)
    first  : int64[B]       place of the first deal of each block
    worlds : Worlds         arrays by world
    people : People         arrays by row
    deal   : int64[D, 7]    a row for each pair, overwritten as by `bargaining.bargain`
    terms  : float64[D, 3]  likewise

    Order   pairs are disjoint, so independent.
    Twin    tests/reference/bargaining.py.
    """
    for b in prange(blocks.shape[0]):
        agree_in_block(score, b, blocks, first, worlds, people, deal, terms)
    return 0
