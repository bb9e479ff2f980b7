"""Walking: a budget of Manhattan steps each tick, along the longer remaining axis first, x on a tie."""

from __future__ import annotations

from .jit import inline, jit, parallel, prange
from .prefetch import AHEAD, prefetch
from .space import displacement, wrap


@inline
def walk(i, goal_x, goal_y, budget, width, height, torus, x, y):
    """Move row i up to `budget` steps towards a goal, stopping on it.

    i      : int64             row
    goal_x : int64 [cell]      column; goal_y row
    goal_y : int64 [cell]
    budget : int64 [cell]      steps, > 0
    width  : int64 [cell]      columns of the grid; height its rows
    height : int64 [cell]
    torus  : bool              whether the edges meet
    x      : int32[N] [cell]   column; changed, like y
    y      : int32[N] [cell]
    """
    for _ in range(budget):
        dx = displacement(x[i], goal_x, width, torus)
        dy = displacement(y[i], goal_y, height, torus)
        if dx == 0 and dy == 0:
            break
        if abs(dx) >= abs(dy):
            x[i] = wrap(x[i] + (1 if dx > 0 else -1), width)
        else:
            y[i] = wrap(y[i] + (1 if dy > 0 else -1), height)


@inline
def stays(i, j, reach, width, height, torus, target_row, me, x, y):
    """Whether row i need not walk to row j, which it wants: it is within reach, or waits at a diagonal. bool.

    i          : int64             row
    j          : int64             row of the agent that it wants
    reach      : int64 [cell]      interaction radius
    width      : int64 [cell]      columns of the grid; height its rows
    height     : int64 [cell]
    torus      : bool              whether the edges meet
    target_row : int32[N]          world-local row of the wanted partner, -1 if none
    me         : int64             row i, world-local
    x          : int32[N] [cell]   column; y row
    y          : int32[N] [cell]

    Two agents at a diagonal that want each other and both move would change places for ever: the lower one waits.
    """
    dx = abs(displacement(x[i], x[j], width, torus))
    dy = abs(displacement(y[i], y[j], height, torus))
    return dx + dy <= reach or (dx == 1 and dy == 1 and i < j and target_row[j] == me)


@inline
def approach(i, j, budget, reach, width, height, torus, target_row, me, x, y):
    """Move row i towards its partner, row j, unless they are within reach or it waits at a diagonal.

    i          : int64             row; me the same, world-local
    j          : int64             row of the partner
    budget     : int64 [cell]      steps, > 0
    reach      : int64 [cell]      interaction radius
    width      : int64 [cell]      columns of the grid; height its rows
    height     : int64 [cell]
    torus      : bool              whether the edges meet
    target_row : int32[N]          world-local row of the wanted partner, -1 if none
    me         : int64
    x          : int32[N] [cell]   column; changed, like y
    y          : int32[N] [cell]
    """
    if not (target_row[i] >= 0 and stays(i, j, reach, width, height, torus, target_row, me, x, y)):
        walk(i, x[j], y[j], budget, width, height, torus, x, y)


@parallel
def move(blocks, offsets, width, height, torus, budget, reach, target_x, target_y, target_row, paired, x, y):
    """Move every agent towards its partner or its target, as if lower rows went first.

    blocks     : int64[B, 3]       (world, first row, last row + 1)
    offsets    : int64[W+1]        first row of each world
    width      : int32[W] [cell]   columns of the grid; height its rows
    height     : int32[W] [cell]
    torus      : bool[W]           whether the edges meet
    budget     : int32[W] [cell]   steps a tick, > 0
    reach      : int32[W] [cell]   interaction radius
    target_x   : int32[N] [cell]   where to go, -1 for nowhere; likewise target_y
    target_y   : int32[N] [cell]
    target_row : int32[N]          world-local row of the wanted partner, -1 if none: it is the partner, if any
    paired     : int32[N]          world-local row of the partner, -1 if none
    x          : int32[N] [cell]   column; changed, like y
    y          : int32[N] [cell]

    Order   only a partner's position matters to a walk, so each pair moves as one, its lower row first: rows of different
            pairs are independent.
    Source  economy.md section 2.3. Twin  tests/reference/phases.py.
    """
    for b in prange(blocks.shape[0]):
        w, first, last = blocks[b, 0], blocks[b, 1], blocks[b, 2]
        low = offsets[w]
        for i in range(first, last):
            soon = min(i + AHEAD, last - 1)
            with_whom = low + paired[soon] if paired[soon] > soon - low else soon
            prefetch(x, with_whom)
            prefetch(y, with_whom)
            prefetch(target_row, with_whom)
            if paired[i] >= 0:
                j = low + paired[i]
                if i < j:
                    approach(i, j, budget[w], reach[w], width[w], height[w], torus[w], target_row, i - low, x, y)
                    approach(j, i, budget[w], reach[w], width[w], height[w], torus[w], target_row, j - low, x, y)
            elif target_x[i] >= 0:
                walk(i, target_x[i], target_y[i], budget[w], width[w], height[w], torus[w], x, y)
    return 0


@jit
def move_in_turn(worlds, offsets, width, height, torus, budget, reach, target_x, target_y, target_row, paired, x, y):
    """Move every agent towards its partner or its target, lower rows first: who wants an agent and is not its partner looks where that is.

    worlds     : int64[K]          worlds to do
    offsets    : int64[W+1]        first row of each world
    width      : int32[W] [cell]   columns of the grid; height its rows
    height     : int32[W] [cell]
    torus      : bool[W]           whether the edges meet
    budget     : int32[W] [cell]   steps a tick, > 0
    reach      : int32[W] [cell]   interaction radius
    target_x   : int32[N] [cell]   where to go, -1 for nowhere; likewise target_y
    target_y   : int32[N] [cell]
    target_row : int32[N]          world-local row of the wanted partner, -1 if none
    paired     : int32[N]          world-local row of the partner, -1 if none
    x          : int32[N] [cell]   column; changed, like y
    y          : int32[N] [cell]

    A partner is walked to where it is now, somebody else who is wanted to where it stood when the tick began; whether it is
    within reach is asked of where it is now.
    Source  economy.md sections 2.3, 2.8 (no pass 3b). Twin  tests/reference/divisible.py.
    """
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low = offsets[w]
        for i in range(low, offsets[w + 1]):
            if target_row[i] >= 0:
                if stays(i, low + target_row[i], reach[w], width[w], height[w], torus[w], target_row, i - low, x, y):
                    continue
            goal_x, goal_y = target_x[i], target_y[i]
            if paired[i] >= 0:
                goal_x, goal_y = x[low + paired[i]], y[low + paired[i]]
            if goal_x >= 0:
                walk(i, goal_x, goal_y, budget[w], width[w], height[w], torus[w], x, y)
    return 0
