"""The Nash bargaining solution among blocks: the greatest product of gains (Nash 1950, Econometrica 18(2): 155-162)."""

from __future__ import annotations

from ..jit import inline, parallel, prange
from .agreement import agree_in_block


@inline
def score(block):
    """Product of the gains: float64 [util squared].

    block : Block   of float64 and int64, see `agreement`
    """
    return block.gain_buyer * block.gain_seller


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
