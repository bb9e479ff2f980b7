"""One proposes what is best for itself, and the other takes it, for it gains a little, or leaves it (the ultimatum game)."""

from __future__ import annotations

from ..jit import inline, parallel, prange
from .agreement import agree_in_block

RANDOM, LOWER, HIGHER = range(3)
"""Who proposes: as in the registry."""


@inline
def score(block):
    """Gain of the one who proposes: float64 [util]. Parameters: who (RANDOM, LOWER, HIGHER); the chance that the lower row does, if random.

    block : Block   of float64 and int64, see `agreement`
    """
    who, power = block.parameters[0], block.parameters[1]
    lower_proposes = block.chance < power if who == RANDOM else who == LOWER
    return block.gain_buyer if lower_proposes == block.lower_buys else block.gain_seller


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
